"""Totals that are no more than their formulas: without a stored value, which is reckoned, or over nothing at all."""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from ingestion.book import Book
from ingestion.forms import FormCell
from ingestion.workbooks.cell_words import INCOMPLETE
from ingestion.workbooks.door import Door, number_vi
from ingestion.workbooks.plan import Floats, Ints, Plan
from ingestion.workbooks.template_values import parts_of
from ingestion.workbooks.values import Cells, is_formula


def reckon(cells: Cells, counted: Floats, door: Door) -> None:
    """Put reckoned totals among the values, and tell; a formula in a cell to type in gives nothing but the telling."""
    waiting = {no: cells.plan.cell(no) for no in cells.unreckoned}
    for cell in [one for one in waiting.values() if not one.is_formula]:
        del waiting[cell.cell_no]
        _tell(cell, None, door)
    parts = {no: _parts(cells.plan, no).tolist() for no in waiting}
    while ready := [no for no in waiting if not any(one in waiting for one in parts[no])]:
        for no in ready:
            cell = waiting.pop(no)
            if not cells.held[parts[no]].any():
                cells.hollow.append(no)
                continue
            value = _value(cell, [float(counted[one]) for one in parts[no]])
            if value is not None:
                cells.put(no, value)
                counted[no] = value
                _tell(cell, value, door)


def forget_hollow_totals(cells: Cells, book: Book) -> None:
    """Take away the zeros that formulas give for totals of cells that are all blank: nobody stated them."""
    plan = cells.plan
    zeros = np.flatnonzero(plan.is_total & (cells.values == 0.0)).tolist()
    while hollow := [no for no in zeros if not cells.held[_added(plan, no)].any() and is_formula(book, plan.cell(no))]:
        cells.values[hollow], cells.held[hollow] = np.nan, False
        cells.hollow += hollow
        zeros = [no for no in zeros if no not in hollow]


def mark_incomplete_totals(cells: Cells, counted: Floats, book: Book) -> None:
    """Mark formulas over cells that hold no number: they tell less than the whole, and no equation rests on them.

    Over nothing but such cells they are no figures. A total that was typed is what its sender says.
    """
    plan = cells.plan
    totals, parts = _addends(plan)
    typed: set[int] = set()
    while True:
        is_open = np.isnan(counted[parts]) & cells.held[totals] & ~np.isnan(counted[totals])
        found = [no for no in np.unique(totals[is_open]).tolist() if no not in typed]
        if not found:
            return
        for no in found:
            if not is_formula(book, plan.cell(no)):
                typed.add(no)
                continue
            if np.isnan(cells.values[_parts(plan, no)]).all():
                cells.values[no], cells.held[no] = np.nan, False
                cells.hollow.append(no)
            else:
                cells.absences[no] = INCOMPLETE
            counted[no] = np.nan


@cache
def _addends(plan: Plan) -> tuple[Ints, Ints]:
    """Return the totals of a form and their parts, pair by pair."""
    pairs = [(no, part) for no in np.flatnonzero(plan.is_total).tolist() for part in _parts(plan, no).tolist()]
    found = np.array(pairs, dtype=np.intp).reshape(-1, 2)
    return found[:, 0], found[:, 1]


@cache
def _parts(plan: Plan, no: int) -> Ints:
    return np.array([one.cell_no for one in parts_of(plan.form, plan.cell(no))], dtype=np.intp)


def _added(plan: Plan, no: int) -> Ints:
    """Return what a total adds up, or of what a rate is the share."""
    return _parts(plan, no)[: 1 if plan.is_rate[no] else None]


def _value(cell: FormCell, parts: list[float]) -> float | None:
    """Return what the formula of the template would give; None where it gives an empty text."""
    if not cell.column.rate_of:
        return math.fsum(one for one in parts if not math.isnan(one))
    if len(parts) < 2 or not parts[1] or math.isnan(parts[0]) or math.isnan(parts[1]):
        return None
    return parts[0] / parts[1] * 100.0


def _tell(cell: FormCell, value: float | None, door: Door) -> None:
    if door.is_enough("IN29", cell.sheet.title):
        return
    expected = number_vi(value) if value is not None else "một số"
    problem = "công thức chưa được tính; đã tính lại theo mẫu" if value is not None else "công thức chưa được tính"
    todo = "Mở tệp bằng Excel, lưu lại rồi gửi lại."
    door.tell("IN29", problem, cell.sheet.title, cell.address, expected=expected, todo=todo)
