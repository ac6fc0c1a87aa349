"""What a form is: sheets, rows, columns, equations; and the cells and equations that follow from them.

A cell's number (`cell_no`) counts the cells of a form version, from 1, by sheet, row and column in the order of the
definition. It is the cell's identity in bronze and in the marts: a form version is never changed once it was sent out.
Definitions are compared by identity: there is one object a version.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from ingestion.tables import column_letters

#: Rows of a sheet above its headings: form, sheet, reporter, period, unit. 1-based rows and columns, as in Excel.
TITLE_ROWS = 5
FORM_ROW, SHEET_ROW, REPORTER_ROW, PERIOD_ROW, UNIT_ROW = 1, 2, 3, 4, 5
CODE_COLUMN, LABEL_COLUMN, FIRST_COLUMN = 1, 2, 3

#: Types of columns whose cells are numbers.
NUMERIC = frozenset({"money", "count", "number", "percent"})
#: Types whose values can be added up over rows.
ADDITIVE = frozenset({"money", "count", "number"})
#: How many đồng one unit of money is.
MONEY_UNITS = {"vnd": 1, "thousand_vnd": 1_000, "million_vnd": 1_000_000, "billion_vnd": 1_000_000_000}


@dataclass(frozen=True)
class Words:
    """One text in both languages."""

    vi: str
    en: str


@dataclass(frozen=True, eq=False)
class Line:
    """One row of a sheet. `figure` are coordinates of its figures; `only_for` is a locality group, empty for all."""

    row: str
    label: Words
    figure: Mapping[str, object] = field(default_factory=dict)
    sum_of: tuple[str, ...] = ()
    only_for: str = ""
    required: bool = True
    closed: tuple[str, ...] = ()  # columns that are not asked for in this row
    figures: Mapping[str, Mapping[str, object]] = field(default_factory=dict)  # by column, before all others


@dataclass(frozen=True, eq=False)
class Column:
    """One column. `heading` goes from the widest to its own; `unit` is a unit of money or of the catalogue."""

    column: str
    heading: tuple[Words, ...]
    type: str
    unit: str
    figure: Mapping[str, object] = field(default_factory=dict)
    sum_of: tuple[str, ...] = ()
    rate_of: tuple[str, str] | None = None  # numerator, denominator; the cell is a percentage
    required: bool = True
    choices: tuple[str, ...] = ()
    at_least: float | None = None
    at_most: float | None = None

    @property
    def is_numeric(self) -> bool:
        return self.type in NUMERIC


@dataclass(frozen=True)
class Equation:
    """A relation beyond the totals: the sum of `left` equals, or is at most, the sum of `right`.

    `over` says what the terms name: `columns` (in each row, or in `only` of them), `rows` (in each additive column, or
    in `only`) or `cells` (`sheet!row.column`). A term `-x` is subtracted.
    """

    equation: str
    over: str
    left: tuple[str, ...]
    relation: str  # `=` or `<=`
    right: tuple[str, ...]
    only: tuple[str, ...]
    tolerance: float
    says: Words


@dataclass(frozen=True, eq=False)
class FormCell:
    """One cell that is asked for. `address` is that of the sheet (`D12`); `figure` are its `coordinates`."""

    cell_no: int
    sheet: Sheet
    line: Line
    column: Column
    row_index: int  # 0-based among the rows of the sheet
    column_index: int
    role: str  # `total` (its value follows from others), `part` (it is in a total), or empty
    figure: Mapping[str, object]

    @property
    def address(self) -> str:
        return self.sheet.address(self.row_index, self.column_index)

    @property
    def kind(self) -> str:
        """`fund`, `indicator`, or empty for what is no figure (texts, dates, numbers without coordinates)."""
        return "fund" if "measure" in self.figure else "indicator" if "indicator" in self.figure else ""

    @property
    def is_required(self) -> bool:
        return self.column.required and self.line.required

    @property
    def is_formula(self) -> bool:
        return self.role == "total"


@dataclass(frozen=True)
class Term:
    """A cell with its coefficient in one equation: the sum of all terms is 0 (`=`) or at most 0 (`<=`)."""

    equation: str
    relation: str
    cell_no: int
    coefficient: float
    tolerance: float


@dataclass(frozen=True, eq=False)
class Sheet:
    """One sheet: a table of `lines` by `columns` under five title rows and its headings. `title` is that of its tab."""

    sheet: str
    title: str
    name: Words
    unit: str
    levels: tuple[str, ...]
    lines: tuple[Line, ...]
    columns: tuple[Column, ...]
    equations: tuple[Equation, ...]

    @cached_property
    def depth(self) -> int:
        """How many rows the headings take, the row of column numbers not counted."""
        return max(len(one.heading) for one in self.columns)

    @property
    def number_row(self) -> int:
        """The row that numbers the columns: `(1)`, `(2)`, `(3)=(1)+(2)`."""
        return TITLE_ROWS + self.depth + 1

    @property
    def first_row(self) -> int:
        return self.number_row + 1

    @property
    def last_row(self) -> int:
        return self.number_row + len(self.lines)

    @property
    def last_column(self) -> int:
        return FIRST_COLUMN + len(self.columns) - 1

    def address(self, row_index: int, column_index: int) -> str:
        """Return the address of a cell by 0-based row and column of the table: (0, 0) is the first value."""
        return f"{column_letters(FIRST_COLUMN + column_index)}{self.first_row + row_index}"

    @cached_property
    def heading_blocks(self) -> tuple[tuple[int, int, int, int, str], ...]:
        """The headings as blocks of merged cells: first row, first column, last row, last column, text (Vietnamese)."""
        top, bottom = TITLE_ROWS + 1, TITLE_ROWS + self.depth
        blocks = [(top, CODE_COLUMN, bottom, CODE_COLUMN, "Mã"), (top, LABEL_COLUMN, bottom, LABEL_COLUMN, "Nội dung")]
        for level in range(self.depth):
            start = 0
            while start < len(self.columns):
                end = self._block_end(start, level)
                heading = self.columns[start].heading
                if level < len(heading):
                    is_last = level == len(heading) - 1
                    blocks.append((
                        top + level, FIRST_COLUMN + start, bottom if is_last else top + level, FIRST_COLUMN + end - 1,
                        heading[level].vi,
                    ))  # fmt: skip
                start = end
        return tuple(blocks)

    def _block_end(self, start: int, level: int) -> int:
        """Return the end of the run of columns that share their headings down to a level; a column's own is alone."""
        heading = self.columns[start].heading
        end = start + 1
        if level >= len(heading) - 1:
            return end
        while end < len(self.columns):
            other = self.columns[end].heading
            if level >= len(other) - 1 or other[: level + 1] != heading[: level + 1]:
                break
            end += 1
        return end

    @cached_property
    def head(self) -> tuple[tuple[str, ...], ...]:
        """The heading rows and the row of numbers, from column A; of a merged block the first cell holds the text."""
        grid = [[""] * self.last_column for _ in range(self.depth + 1)]
        for row, column, _, _, text in self.heading_blocks:
            grid[row - TITLE_ROWS - 1][column - 1] = text
        grid[-1] = ["A", "B", *(number_text(one) for one in self.columns)]
        return tuple(tuple(row) for row in grid)

    @cached_property
    def stub(self) -> tuple[tuple[str, str], ...]:
        """Code and label (Vietnamese) of each row."""
        return tuple((one.row, one.label.vi) for one in self.lines)


@dataclass(frozen=True, eq=False)
class Form:
    """One version of a form; it serves the periods that end within `valid_from` <= day < `valid_to`."""

    form: str
    version: int
    name: Words
    origin: str
    basis: str
    valid_from: date
    valid_to: date
    returns: tuple[str, ...]
    levels: tuple[str, ...]
    notes: tuple[Words, ...]
    sheets: tuple[Sheet, ...]

    @property
    def key(self) -> str:
        """`<form>@<version>`."""
        return f"{self.form}@{self.version}"

    def sheets_for(self, level: str) -> tuple[Sheet, ...]:
        """The sheets a level fills in, in order."""
        return tuple(one for one in self.sheets if level in (one.levels or self.levels))

    @cached_property
    def cells(self) -> tuple[FormCell, ...]:
        """All cells; the n-th has `cell_no` n (from 1). Cells closed by their row are left out."""
        found: list[FormCell] = []
        for sheet in self.sheets:
            in_rows = {code for line in sheet.lines for code in line.sum_of}
            in_columns = {code for column in sheet.columns for code in column.sum_of}
            for i, line in enumerate(sheet.lines):
                for j, column in enumerate(sheet.columns):
                    if column.column in line.closed:
                        continue
                    if is_total(line, column):
                        role = "total"
                    else:
                        in_row_sum = line.row in in_rows and column.type in ADDITIVE
                        role = "part" if column.column in in_columns or in_row_sum else ""
                    found.append(FormCell(len(found) + 1, sheet, line, column, i, j, role, coordinates(line, column)))
        return tuple(found)

    @cached_property
    def by_place(self) -> dict[tuple[str, str, str], FormCell]:
        """Cells by sheet, row and column code."""
        return {(one.sheet.sheet, one.line.row, one.column.column): one for one in self.cells}


def is_total(line: Line, column: Column) -> bool:
    """Say whether a cell's value follows from others, so that the template writes a formula there."""
    return bool(column.sum_of or column.rate_of or (line.sum_of and column.type in ADDITIVE))


def coordinates(line: Line, column: Column) -> dict[str, object]:
    """Return the coordinates of a cell: those of its row, its column, and what the row says of that column.

    A text, choice or date has none, nor has a rate whose column states none: it is no figure of its row's kind.
    """
    own = {**column.figure, **line.figures.get(column.column, {})}
    if not column.is_numeric or (column.rate_of and not own):
        return {}
    return {**line.figure, **own}


def number_text(column: Column) -> str:
    """Return what the row of numbers prints for a column: `(3)`, `(3)=(1)+(2)`, `(5)=(4)/(3)`."""
    own = f"({column.column})"
    if column.rate_of:
        return f"{own}=({column.rate_of[0]})/({column.rate_of[1]})"
    parts = [f"({code})" for code in column.sum_of]
    if len(parts) > 3:
        parts = [parts[0], "…", parts[-1]]
    return f"{own}={'+'.join(parts)}" if parts else own
