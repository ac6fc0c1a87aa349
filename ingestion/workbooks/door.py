"""How the checks of a filled form speak: rule, sheet, cell, expected, found, to do; the register says how grave."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ingestion.layouts import layout
from ingestion.readers.outcome import REJECTED, WITH_FINDINGS, Notes, Place
from ingestion.rules import STOP, severity_of

#: How much of what was found is told.
_LONGEST_FOUND = 200


@dataclass
class Door:
    """The findings of one form; `on` is the day on which the rules are those in force, `seeds` where they stand."""

    notes: Notes
    on: date
    seeds: Path
    _told: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def tell(
        self,
        rule_id: str,
        problem: str,
        sheet: str | None = None,
        cell: str | None = None,
        *,
        expected: str | None = None,
        found: str | None = None,
        todo: str = "",
    ) -> None:
        """Put one rule that did not hold on record; what follows for the file is the rule's severity."""
        state = REJECTED if severity_of(rule_id, self.on, self.seeds) == STOP else WITH_FINDINGS
        if found is not None and len(found) > _LONGEST_FOUND:
            found = f"{found[:_LONGEST_FOUND]}…"
        self.notes.add(rule_id, problem, state=state, at=Place(sheet, cell), expected=expected, found=found, todo=todo)

    def is_enough(self, rule_id: str, sheet: str, group: str = "") -> bool:
        """Count one more of a kind that tends to come in crowds; say whether it only adds to the number of them."""
        self._told[rule_id, sheet, group] += 1
        return self._told[rule_id, sheet, group] > most_told()

    def tell_rest(self) -> None:
        """Say how many were not told one by one."""
        for (rule_id, sheet, group), count in self._told.items():
            if count > most_told():
                where = f"cột ({group})" if group else "cả trang"
                self.tell(rule_id, f"còn {count - most_told()} ô khác cùng lỗi ở {where}", sheet)
        self._told.clear()


def most_told() -> int:
    """Return how many findings of one kind are told one by one."""
    return int(layout("form_values")["most_told"])


def number_vi(value: float) -> str:
    """Write a number as it is written in Viet Nam: `1.234,5`; at most six decimals."""
    if not math.isfinite(value):
        return str(value)
    whole, _, rest = f"{value:,.6f}".partition(".")
    rest = rest.rstrip("0")
    return whole.replace(",", ".") + (f",{rest}" if rest else "")
