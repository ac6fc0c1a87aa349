"""The unit of money that is told once: for the report, a section, a table, or in brackets for one list."""

from __future__ import annotations

from collections.abc import Container
from decimal import Decimal

from ingestion.reports.funds.tokens import unit_of_list, unit_told
from ingestion.reports.outline import Node
from ingestion.reports.scan import Quantity

_REACH = 60  # passages for which a line of a unit holds (the rows of a table)
_TABLE_WITHIN = 3  # passages behind a line of a unit in which its table begins
_TOLD_WITHIN = 400
_HEADINGS = ("part", "upper", "roman", "number")


class Units:
    """Follows the unit in force through the passages; `tables` are the first passages of tables.

    `unit` is the unit in force, `is_wide` says that it is told for prose: a number that prints none has it.
    """

    def __init__(self, tables: Container[int]) -> None:
        self._tables = tables
        self._at = 0
        self._is_list = False
        self.unit: Quantity | None = None
        self.is_wide = False

    def hear(self, node: Node) -> None:
        """Hear what a passage tells of the unit; that of a list ends with the list."""
        told = unit_told(node.text) if _may_tell(node.text) else None
        in_brackets = unit_of_list(node.text) if told is None and "(" in node.text else None
        ends_list = self._is_list and (not node.rank or node.rank.startswith(_HEADINGS))
        if told or in_brackets:
            self.unit, self._at, self._is_list = _quantity(told or in_brackets), node.index, told is None
            self.is_wide = not any(at in self._tables for at in range(node.index, node.index + _TABLE_WITHIN))
        elif ends_list or node.index - self._at > _REACH:
            self.unit, self._is_list = None, False
        self.is_wide = self.is_wide and self.unit is not None


def _may_tell(text: str) -> bool:
    start = text.lower()[:_TOLD_WITHIN]
    return "v" in start or "tính" in start


def _quantity(unit: tuple[str, Decimal] | None) -> Quantity | None:
    """Return a quantity that stands for a unit."""
    if unit is None:
        return None
    return Quantity(0, 0, "", Decimal(0), unit_text=unit[0], factor=unit[1], is_money=True)
