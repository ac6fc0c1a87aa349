"""What one level's copy of a form must look like, worked out once a version: what the reader compares and fills.

Everything is by `cell_no`: a vector of values has one place more than the form has cells, its place 0 is for what is
not asked for. A plan is kept as long as the form it belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from ingestion.forms import FIRST_COLUMN, TITLE_ROWS, UNIT_ROW, Form, FormCell, Sheet, terms_of
from ingestion.layouts import layout
from ingestion.workbooks.template_grid import unit_text

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class SheetPlan:
    """One sheet: the texts it must have, as lists of a grid, and the cell numbers by place in the table (0: closed)."""

    sheet: Sheet
    head: list[list[object]]
    stub: list[list[object]]
    nos: Ints
    others: tuple[int, ...]  # places in the table that are closed or hold no number
    unit_line: str

    @cached_property
    def is_plain(self) -> bool:
        """Say whether every cell is asked for and holds a number."""
        return not self.others

    @cached_property
    def title(self) -> str:
        return self.sheet.title

    @cached_property
    def head_rows(self) -> slice:
        """The rows of a grid that hold the headings and the numbers of the columns."""
        return slice(TITLE_ROWS, self.sheet.number_row)

    @cached_property
    def rows(self) -> slice:
        """The rows of a grid that hold the table."""
        return slice(self.sheet.number_row, self.sheet.last_row)

    @cached_property
    def columns(self) -> slice:
        """The columns of a grid that hold values."""
        return slice(FIRST_COLUMN - 1, self.sheet.last_column)

    @cached_property
    def previous(self) -> slice:
        """The columns of a grid where the template may repeat the table with the values of the previous period."""
        begin = self.sheet.last_column + 1
        return slice(begin, begin + len(self.sheet.columns))

    @cached_property
    def unit_row(self) -> int:
        """The row of a grid with the line of units, above the head of the repeated table too."""
        return UNIT_ROW - 1

    @cached_property
    def run(self) -> slice | None:
        """The cell numbers as a slice, if they follow each other, as they do where every cell is asked for."""
        first = int(self.nos[0])
        return slice(first, first + len(self.nos)) if (np.diff(self.nos) == 1).all() else None

    @cached_property
    def by_no(self) -> dict[int, int]:
        """Place in the table, row by row, by cell number."""
        return {int(no): place for place, no in enumerate(self.nos) if no}


@dataclass(frozen=True, eq=False)
class Equations:
    """Sums of coefficient x value: terms one after another, of which each equation takes a run."""

    nos: Ints
    coefficients: Floats
    starts: Ints
    tolerances: Floats
    is_limit: Bools  # at most 0; else exactly 0

    def terms(self, equation: int) -> slice:
        """Return the run of terms of an equation."""
        end = self.starts[equation + 1] if equation + 1 < len(self.starts) else len(self.nos)
        return slice(int(self.starts[equation]), int(end))


@dataclass(frozen=True, eq=False)
class Plan:
    """A form as one level fills it in."""

    form: Form
    level: str
    sheets: tuple[SheetPlan, ...]
    asked: Bools  # is on a sheet of this level
    required: Bools
    is_total: Bools
    is_rate: Bools
    is_count: Bools
    at_least: Floats
    at_most: Floats
    most: Floats  # beyond it the unit is doubted
    least: Floats  # a smaller number, if not 0, casts doubt on the unit
    equations: Equations
    rates: NDArray[np.intp]  # cell, numerator, denominator

    @property
    def size(self) -> int:
        """The length of a vector of values."""
        return len(self.form.cells) + 1

    def cell(self, no: int) -> FormCell:
        return self.form.cells[no - 1]

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The groups of localities that some rows are for."""
        return tuple(sorted({one.line.only_for for one in self.form.cells if one.line.only_for}))

    def cells_of(self, group: str) -> Ints:
        """The numbers of the cells that are for a group only."""
        return np.array([one.cell_no for one in self.form.cells if one.line.only_for == group], dtype=np.intp)

    @cached_property
    def titles(self) -> list[str]:
        return [one.title for one in self.sheets]


@cache
def plan_of(form: Form, level: str) -> Plan:
    """Return the plan of a form for a level."""
    sheets = tuple(_sheet_plan(form, one) for one in form.sheets_for(level))
    own = {one.sheet.sheet for one in sheets}
    cells = form.cells
    here = [one.sheet.sheet in own for one in cells]

    def flags(values: list[bool]) -> Bools:
        return np.array([False, *(a and b for a, b in zip(values, here, strict=True))], dtype=np.bool_)

    def bounds(values: list[float | None], default: float) -> Floats:
        return np.array([default, *(default if one is None else one for one in values)], dtype=np.float64)

    limits = [_plausible(one.column.unit, level) if one.column.is_numeric else (None, None) for one in cells]
    return Plan(
        form, level, sheets,
        flags([True] * len(cells)), flags([one.is_required for one in cells]),
        flags([one.is_formula for one in cells]), flags([one.column.rate_of is not None for one in cells]),
        flags([one.column.type == "count" for one in cells]),
        bounds([one.column.at_least if one.column.is_numeric else None for one in cells], -np.inf),
        bounds([one.column.at_most if one.column.is_numeric else None for one in cells], np.inf),
        bounds([one[1] for one in limits], np.inf), bounds([one[0] for one in limits], 0.0),
        _equations(form, flags([True] * len(cells))), _rates(form, own),
    )  # fmt: skip


def _sheet_plan(form: Form, sheet: Sheet) -> SheetPlan:
    cells = [
        form.by_place.get((sheet.sheet, line.row, column.column)) for line in sheet.lines for column in sheet.columns
    ]
    nos = np.array([one.cell_no if one else 0 for one in cells], dtype=np.intp)
    others = tuple(place for place, one in enumerate(cells) if one is None or not one.column.is_numeric)
    unit_line = layout("workbook")["titles"]["unit"].format(unit=unit_text(sheet))
    head: list[list[object]] = [list(row) for row in sheet.head]
    return SheetPlan(sheet, head, [list(row) for row in sheet.stub], nos, others, unit_line)


def _plausible(unit: str, level: str) -> tuple[float | None, float | None]:
    """Return least and most of what a cell in a unit can hold at a level, as far as `form_values.yml` knows."""
    known = layout("form_values")["plausible"].get(unit, {})
    most = known.get("most", {}).get(level)
    least = known.get("least")
    return (float(least) if least is not None else None), (float(most) if most is not None else None)


def _equations(form: Form, asked: Bools) -> Equations:
    groups = [list(terms) for _, terms in groupby(terms_of(form), key=lambda one: one.equation)]
    groups = [one for one in groups if all(asked[term.cell_no] for term in one) and len(one) > 1]
    terms = [term for one in groups for term in one]
    starts = np.cumsum([0, *(len(one) for one in groups)])[:-1] if groups else np.zeros(0)
    return Equations(
        np.array([one.cell_no for one in terms], dtype=np.intp), np.array([one.coefficient for one in terms]),
        starts.astype(np.intp), np.array([one[0].tolerance for one in groups]),
        np.array([one[0].relation == "<=" for one in groups], dtype=np.bool_),
    )  # fmt: skip


def _rates(form: Form, own: set[str]) -> NDArray[np.intp]:
    found = []
    for cell in form.cells:
        if cell.column.rate_of and cell.sheet.sheet in own:
            places = [(cell.sheet.sheet, cell.line.row, code) for code in cell.column.rate_of]
            above, below = (form.by_place.get(one) for one in places)
            if above and below:
                found.append((cell.cell_no, above.cell_no, below.cell_no))
    return np.array(found, dtype=np.intp).reshape(-1, 3)
