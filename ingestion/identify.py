"""What kind of table a table is: a register or its statements (by header row) or a cover record (by labels).

The headers and labels are data: `layouts/registers.yml` and `layouts/covers.yml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ingestion.layouts import layout
from ingestion.tables import Cell, Row, Table
from ingestion.text import key

REGISTER, COVER = "register", "cover"


@dataclass(frozen=True)
class Header:
    """A header row. `table` is the kind of table in the layout, `columns` gives the 1-based column of each field.

    `missing` are the required fields without a column, `unexpected` the cells that are no header of the table.
    """

    table: str
    row: Row
    columns: dict[str, int]
    missing: tuple[str, ...]
    unexpected: tuple[Cell, ...]

    def text(self, field: str) -> str:
        """Return the header of a field as printed."""
        return self.row.text(self.columns[field])


@dataclass(frozen=True)
class Label:
    """A label of a cover record with its row, the cell of the label and the cells after it that are filled."""

    field: str
    row: Row
    label: Cell
    values: tuple[Cell, ...]

    @property
    def text(self) -> str:
        """All values as one text."""
        return " ".join(cell.text for cell in self.values)


def find_header(row: Row) -> Header | None:
    """Return the header this row is, complete or not; None if it is no header row of any known table."""
    readings = [_header(row, table) for table in layout("registers")["tables"]]
    best = max(readings, key=lambda header: len(header.columns))
    return best if len(best.columns) >= layout("registers")["least_known_headers"] else None


def _header(row: Row, table: str) -> Header:
    known = _headers(table)
    columns: dict[str, int] = {}
    unexpected = []
    for cell in row.filled:
        field = known.get(key(cell.text))
        if field is None or field in columns:
            unexpected.append(cell)
        else:
            columns[field] = cell.column
    fields = layout("registers")["tables"][table]["columns"]
    missing = tuple(name for name, column in fields.items() if column["required"] and name not in columns)
    return Header(table, row, columns, missing, tuple(unexpected))


@cache
def _headers(table: str) -> dict[str, str]:
    fields = layout("registers")["tables"][table]["columns"]
    return {key(header): name for name, column in fields.items() for header in column["headers"]}


def expected_headers(table: str, fields: tuple[str, ...]) -> list[str]:
    """Return the usual header of each field, for messages."""
    columns = layout("registers")["tables"][table]["columns"]
    return [columns[name]["headers"][0] for name in fields]


def find_labels(table: Table) -> list[Label]:
    """Return the labels of a cover record in a table, in order; a label can come twice."""
    known = _labels()
    found = []
    for row in table.rows:
        first, *others = row.filled
        field = known.get(key(first.text))
        if field:
            found.append(Label(field, row, first, tuple(others)))
    return found


@cache
def _labels() -> dict[str, str]:
    fields = layout("covers")["labels"]
    return {key(label): name for name, field in fields.items() for label in field["labels"]}


def identify(table: Table) -> str | None:
    """Say what a table is: register, cover, or None if it is neither."""
    if any(find_header(row) for row in table.rows):
        return REGISTER
    labels = {label.field for label in find_labels(table)}
    return COVER if len(labels) >= layout("covers")["least_known_labels"] else None
