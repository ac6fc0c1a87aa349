"""Numbers that look as if they were given in another unit. Ranges and ratios: `layouts/form_values.yml`.

A doubt changes nothing: the value stays as it was typed.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from ingestion.book import Book
from ingestion.forms import MONEY_UNITS, FormCell
from ingestion.layouts import layout
from ingestion.workbooks.door import Door, number_vi
from ingestion.workbooks.plan import Bools, Floats, Ints, Plan
from ingestion.workbooks.values import Cells, is_percent_cell, unit_name


def check_units(cells: Cells, counted: Floats, book: Book, door: Door) -> None:
    """Tell numbers beyond what is plausible, beyond their neighbours, or that mend a sum when given in the unit."""
    plan, values = cells.plan, cells.values
    doubted = (values > plan.most) | ((values != 0.0) & (np.abs(values) < plan.least))
    for nos in _amounts(plan):
        doubted[_outliers(nos, values)] = True
    for no in _menders(plan, counted):
        doubted[no] = True
    if doubted.any():
        _tell_doubted(cells, doubted, door)
    shares = _shares(plan)
    if shares.size:
        own = values[shares]
        small = shares[(own > 0.0) & (own <= 1.0)].tolist()
        for no in small:
            cell = plan.cell(no)
            if is_percent_cell(book, cell) and not door.is_enough("IN23", cell.sheet.title, cell.column.column):
                value = float(values[no])
                door.tell(
                    "IN23", "tỷ lệ ghi dưới dạng phân số", cell.sheet.title, cell.address,
                    expected=number_vi(round(value * 100, 6)), found=number_vi(value),
                    todo="Ghi 97,5 chứ không ghi 0,975.",
                )  # fmt: skip


def _tell_doubted(cells: Cells, doubted: Bools, door: Door) -> None:
    """Tell doubted entries; a total only where no entry of its sheet is doubted."""
    plan = cells.plan
    entered = doubted & ~plan.is_total
    titles = {plan.cell(no).sheet.title for no in np.flatnonzero(entered).tolist()}
    for no in np.flatnonzero(doubted).tolist():
        cell, value = plan.cell(no), float(cells.values[no])
        if (plan.is_total[no] and cell.sheet.title in titles) or door.is_enough(
            "IN23", cell.sheet.title, cell.column.column
        ):
            continue
        door.tell(
            "IN23", f"có thể ghi nhầm đơn vị tính{_guess(plan, no, value)}", cell.sheet.title, cell.address,
            expected=unit_name(cell), found=number_vi(value), todo="Kiểm tra và ghi lại theo đơn vị của biểu.",
        )  # fmt: skip


def _guess(plan: Plan, no: int, value: float) -> str:
    """Return which unit of money would make the number plausible, as words for the message."""
    cell = plan.cell(no)
    own = MONEY_UNITS.get(cell.column.unit)
    if own is None:
        return ""
    factor = value / plan.most[no] if value > plan.most[no] else 0.0
    for unit, size in sorted(MONEY_UNITS.items(), key=lambda one: -one[1]):
        if factor and size < own and own / size >= factor:
            return f", như ghi bằng {layout('workbook')['units'][unit]}"
    return ""


@cache
def _amounts(plan: Plan) -> tuple[Ints, ...]:
    """Return the entered amounts of money of each sheet and unit."""
    found: dict[tuple[str, str], list[int]] = {}
    for cell in plan.form.cells:
        if cell.column.type == "money" and not cell.is_formula and plan.asked[cell.cell_no]:
            found.setdefault((cell.sheet.sheet, cell.column.unit), []).append(cell.cell_no)
    return tuple(np.array(nos, dtype=np.intp) for nos in found.values())


@cache
def _shares(plan: Plan) -> Ints:
    """Return the percentages that are no rate of other cells."""
    found = [
        cell.cell_no
        for cell in plan.form.cells
        if cell.column.type == "percent" and not cell.is_formula and plan.asked[cell.cell_no]
    ]
    return np.array(found, dtype=np.intp)


def _outliers(nos: Ints, values: Floats) -> Ints:
    """Return the amount that is far above all others of its sheet, if there are enough others."""
    rule: dict[str, Any] = layout("form_values")["outlier"]
    own = values[nos]
    if len(own) < rule["others"] + 1:
        return nos[:0]
    top = int(own.argmax())
    if np.isnan(own[top]):  # a blank cell: they go before all numbers
        own[np.isnan(own)] = 0.0
        top = int(own.argmax())
    largest, own[top] = float(own[top]), 0.0
    if largest <= rule["ratio"] * float(own.max()) or np.count_nonzero(own) < rule["others"]:
        return nos[:0]
    return nos[top : top + 1]


def _menders(plan: Plan, counted: Floats) -> list[int]:
    """Return the cell of each broken sum that mends it when divided or multiplied by a factor between units."""
    equations = plan.equations
    if not len(equations.starts):
        return []
    gaps = np.add.reduceat(equations.coefficients * counted[equations.nos], equations.starts)
    broken = ~equations.is_limit & (np.abs(gaps) > equations.tolerances)
    found = []
    for number in np.flatnonzero(broken).tolist():
        run = equations.terms(number)
        terms = zip(equations.nos[run].tolist(), equations.coefficients[run].tolist(), strict=True)
        gap, tolerance = float(gaps[number]), float(equations.tolerances[number])
        menders = [no for no, coefficient in terms if _mends(plan.cell(no), coefficient, counted[no], gap, tolerance)]
        if len(menders) == 1:
            found += menders
    return found


def _mends(cell: FormCell, coefficient: float, value: float, gap: float, tolerance: float) -> bool:
    if cell.column.type != "money" or value == 0.0:
        return False
    factors = [factor for one in layout("form_values")["unit_factors"] for factor in (float(one), 1.0 / one)]
    return any(
        abs(gap + coefficient * (value / factor - value)) <= tolerance and abs(value / factor) > 2 * tolerance
        for factor in factors
    )
