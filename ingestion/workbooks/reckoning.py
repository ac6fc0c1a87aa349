"""Totals whose formula has no stored value, reckoned as the form defines them: parts first, then what needs them."""

from __future__ import annotations

import math

from ingestion.forms import FormCell
from ingestion.workbooks.door import Door, number_vi
from ingestion.workbooks.plan import Floats
from ingestion.workbooks.template_values import parts_of
from ingestion.workbooks.values import Cells


def reckon(cells: Cells, counted: Floats, door: Door) -> None:
    """Put reckoned totals among the values, and tell; a formula in a cell to type in gives nothing but the telling."""
    waiting = {no: cells.plan.cell(no) for no in cells.unreckoned}
    for cell in [one for one in waiting.values() if not one.is_formula]:
        del waiting[cell.cell_no]
        _tell(cell, None, door)
    parts = {no: [one.cell_no for one in parts_of(cells.plan.form, cell)] for no, cell in waiting.items()}
    while ready := [no for no in waiting if not any(one in waiting for one in parts[no])]:
        for no in ready:
            cell = waiting.pop(no)
            value = _value(cell, [float(counted[one]) for one in parts[no]])
            if value is not None:
                cells.put(no, value)
                counted[no] = value
                _tell(cell, value, door)


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
