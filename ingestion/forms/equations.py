"""The equations of a form over its cells: totals, rates left out, and what the definition adds.

One list serves the door (which checks them), the template (whose formulas are the totals) and the warehouse (which
looks for the value that repairs most of them).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from ingestion.forms.model import ADDITIVE, Equation, Form, Sheet, Term

_Place = Callable[[str], tuple[str, str, str]]

#: Half a unit of the last digit kept for each addend would be too strict for figures rounded by hand.
TOTAL_TOLERANCE = 0.5


@cache
def terms_of(form: Form) -> tuple[Term, ...]:
    """Return the terms of all equations of a form, grouped by equation; its name is unique within the form.

    Names: `<sheet>:R:<row>.<column>` a total over rows, `<sheet>:C:<row>.<column>` a total over columns,
    `<sheet>:<equation>:<row or column>` one of the definition, `<sheet>:<equation>` one over named cells.
    """
    found: list[Term] = []
    for sheet in form.sheets:
        found += _row_totals(form, sheet)
        found += _column_totals(form, sheet)
        for equation in sheet.equations:
            found += _stated(form, sheet, equation)
    return tuple(found)


def _row_totals(form: Form, sheet: Sheet) -> Iterator[Term]:
    for line in sheet.lines:
        if not line.sum_of:
            continue
        for column in sheet.columns:
            own = form.by_place.get((sheet.sheet, line.row, column.column))
            if own is None or column.type not in ADDITIVE:
                continue
            name = f"{sheet.sheet}:R:{line.row}.{column.column}"
            parts = [form.by_place.get((sheet.sheet, part, column.column)) for part in line.sum_of]
            yield Term(name, "=", own.cell_no, 1.0, TOTAL_TOLERANCE)
            yield from (Term(name, "=", part.cell_no, -1.0, TOTAL_TOLERANCE) for part in parts if part)


def _column_totals(form: Form, sheet: Sheet) -> Iterator[Term]:
    for column in sheet.columns:
        if not column.sum_of:
            continue
        for line in sheet.lines:
            own = form.by_place.get((sheet.sheet, line.row, column.column))
            if own is None:
                continue
            name = f"{sheet.sheet}:C:{line.row}.{column.column}"
            parts = [form.by_place.get((sheet.sheet, line.row, part)) for part in column.sum_of]
            yield Term(name, "=", own.cell_no, 1.0, TOTAL_TOLERANCE)
            yield from (Term(name, "=", part.cell_no, -1.0, TOTAL_TOLERANCE) for part in parts if part)


def _stated(form: Form, sheet: Sheet, equation: Equation) -> Iterator[Term]:
    name = f"{sheet.sheet}:{equation.equation}"
    if equation.over == "cells":
        yield from _terms(form, equation, name, _named_cell)
        return
    over_columns = equation.over == "columns"
    if over_columns:
        instances = [line.row for line in sheet.lines]
    else:
        instances = [column.column for column in sheet.columns if column.type in ADDITIVE]
    for one in instances:
        if not equation.only or one in equation.only:
            yield from _terms(form, equation, f"{name}:{one}", _place(sheet.sheet, one, over_columns))


def _place(sheet: str, fixed: str, over_columns: bool) -> _Place:
    return lambda term: (sheet, fixed, term) if over_columns else (sheet, term, fixed)


def _terms(form: Form, equation: Equation, name: str, place: _Place) -> Iterator[Term]:
    """Yield the terms of one instance; none where a cell it names is closed."""
    found: list[Term] = []
    for side, terms in ((1.0, equation.left), (-1.0, equation.right)):
        for term in terms:
            sign, code = split_sign(term)
            cell = form.by_place.get(place(code))
            if cell is None:
                return
            found.append(Term(name, equation.relation, cell.cell_no, side * sign, equation.tolerance))
    yield from found


def _named_cell(term: str) -> tuple[str, str, str]:
    sheet, _, rest = term.partition("!")
    row, _, column = rest.rpartition(".")
    return sheet, row, column


def split_sign(term: str) -> tuple[float, str]:
    """Return coefficient and name of a term: `-c4` is (-1, `c4`)."""
    return (-1.0, term[1:]) if term.startswith("-") else (1.0, term)


def names_of(equation: Equation) -> Iterator[str]:
    """Yield the rows, columns or cells an equation names, without signs."""
    for term in (*equation.left, *equation.right):
        yield split_sign(term)[1]
