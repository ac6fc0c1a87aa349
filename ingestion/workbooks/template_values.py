"""What stands in the cells of a template: formulas of totals and rates, and what Excel would have reckoned for them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date

from ingestion.forms import Form, FormCell

#: Sheet, row and column, by the codes of the definition.
Place = tuple[str, str, str]
#: What is typed into a cell; None leaves it empty.
Value = float | int | str | date | None


def place_of(cell: FormCell) -> Place:
    """Return the place of a cell by codes."""
    return cell.sheet.sheet, cell.line.row, cell.column.column


def parts_of(form: Form, cell: FormCell) -> list[FormCell]:
    """Return the cells a total adds up (closed ones left out), or numerator and denominator of a rate.

    A cell that is a total both ways adds up its row, like the cells above and below it.
    """
    sheet, column, line = cell.sheet.sheet, cell.column, cell.line
    if column.rate_of or column.sum_of:
        places = [(sheet, line.row, code) for code in column.rate_of or column.sum_of]
    else:
        places = [(sheet, code, column.column) for code in line.sum_of]
    return [found for one in places if (found := form.by_place.get(one))]


def formula_of(form: Form, cell: FormCell) -> str:
    """Return the formula of a total or a rate: `=SUM(C10:C12,C15)`, `=IFERROR(Z10/N10*100,"")`.

    A sum passes over words (`x`, `...`); a rate of what is not there is empty. A rate is a percentage.
    """
    parts = parts_of(form, cell)
    if cell.column.rate_of:
        if len(parts) < 2:
            return '=""'
        return f'=IFERROR({parts[0].address}/{parts[1].address}*100,"")'
    return f"=SUM({','.join(_runs(parts))})" if parts else "=0"


def _runs(parts: list[FormCell]) -> list[str]:
    """Return the parts as ranges: neighbours along the way they lie, the others one by one."""
    down = all(one.column_index == parts[0].column_index for one in parts)
    chains: list[list[FormCell]] = []
    for one in parts:
        last = chains[-1][-1] if chains else None
        step = (one.row_index - last.row_index, one.column_index - last.column_index) if last else None
        if step == ((1, 0) if down else (0, 1)):
            chains[-1].append(one)
        else:
            chains.append([one])
    return [one[0].address if len(one) == 1 else f"{one[0].address}:{one[-1].address}" for one in chains]


class Results:
    """The values of the totals and rates over what is typed, as the cells hold them once Excel has reckoned."""

    def __init__(self, form: Form, typed: Mapping[Place, Value]) -> None:
        self._form = form
        self._held: dict[Place, Value] = dict(typed)

    def of(self, cell: FormCell) -> float | str:
        """Return the value of a formula; an empty text where its IFERROR gives one."""
        value = self._value(cell)
        return value if isinstance(value, int | float) else ""

    def _value(self, cell: FormCell) -> Value:
        place = place_of(cell)
        if place not in self._held:
            self._held[place] = self._reckoned(cell) if cell.is_formula else None
        return self._held[place]

    def _reckoned(self, cell: FormCell) -> float | str:
        values = [self._value(one) for one in parts_of(self._form, cell)]
        if cell.column.rate_of:
            return _rate(values)
        return math.fsum(one for one in values if isinstance(one, int | float))


def _rate(values: list[Value]) -> float | str:
    """Divide as Excel does: an empty cell is 0, a word or a division by 0 is an error."""
    numbers = [0.0 if one is None else one for one in values]
    if len(numbers) < 2:
        return ""
    above, below = numbers
    if not isinstance(above, int | float) or not isinstance(below, int | float) or not below:
        return ""
    return above / below * 100
