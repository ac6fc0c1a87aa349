"""What the values of a form must fulfil: completeness, limits, units, equations, rates. All at once, then what is odd.

A cell that is empty where none is required, `-` and `x` count as 0 in sums; one that is required and empty, illegible
or `...` makes the equations it is in undecided.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ingestion.book import Book
from ingestion.forms import FormCell
from ingestion.workbooks.cell_words import NONE, NOT_APPLICABLE
from ingestion.workbooks.door import Door, number_vi
from ingestion.workbooks.plan import Bools, Floats, Plan
from ingestion.workbooks.reckoning import forget_hollow_totals, mark_incomplete_totals, reckon
from ingestion.workbooks.units import check_units
from ingestion.workbooks.values import Cells, unit_name

_EXACT = 1e-6
_LARGEST_EXACT = 2.0**53


@dataclass(frozen=True)
class Verdict:
    """What the checks leave for the submission: required cells without a value."""

    missing_count: int


def check_values(cells: Cells, foreign: Bools, is_nil: bool, covered: set[int], book: Book, door: Door) -> Verdict:
    """Check everything that was read. `foreign` are the cells of rows for others, `covered` those merged away."""
    plan = cells.plan
    read = np.zeros(plan.size, dtype=np.bool_)
    for sheet in cells.read:
        read[sheet.nos] = True
    read[0] = False
    has_figures = _check_nil(cells, read & ~foreign, is_nil, door) and not is_nil
    forget_hollow_totals(cells, book)
    if not has_figures:
        return Verdict(0)
    counted = _counted(cells, foreign)
    reckon(cells, counted, door)
    missing = plan.required & read & ~cells.held & ~foreign & ~_excused(plan, cells, counted)
    missing[cells.hollow] = False
    _tell_missing(cells, missing, covered, door)
    _check_limits(cells, door)
    check_units(cells, counted, book, door)
    counted[plan.is_total & ~cells.held] = np.nan
    counted[missing] = np.nan
    mark_incomplete_totals(cells, counted, book)
    _check_equations(plan, counted, door)
    _check_rates(cells, counted, door)
    illegible = sum(1 for no, kind in cells.absences.items() if kind == "illegible" and plan.required[no])
    return Verdict(int(np.count_nonzero(missing)) + illegible)


def _check_nil(cells: Cells, read: Bools, is_nil: bool, door: Door) -> bool:
    """Say whether there is something to check; a nil return is declared, and has no figures."""
    plan = cells.plan
    if is_nil:
        filled = np.flatnonzero(cells.values != 0.0)
        filled = filled[~np.isnan(cells.values[filled])]
        if filled.size:
            cell = plan.cell(int(filled[0]))
            found = f"{number_vi(float(cells.values[filled[0]]))} và {filled.size - 1} số khác 0 nữa"
            todo = "Nếu có phát sinh, ghi “Không” ở dòng Báo cáo không phát sinh; nếu không, để trống các biểu."
            problem = "khai không phát sinh nhưng biểu có số liệu"
            expected = "không có số liệu"
            door.tell("IN28", problem, cell.sheet.title, cell.address, expected=expected, found=found, todo=todo)
        return not filled.size
    if not cells.read or (cells.held & read & ~plan.is_total).any():
        return True
    todo = "Nhập số liệu, hoặc ghi “Có” ở dòng Báo cáo không phát sinh, rồi gửi lại."
    problem = "biểu không có số liệu nào mà không khai không phát sinh"
    door.tell("IN28", problem, expected="số liệu, hoặc khai không phát sinh", found="biểu trống", todo=todo)
    return False


def _counted(cells: Cells, foreign: Bools) -> Floats:
    """Return the values as they count in sums."""
    counted = cells.values.copy()
    counted[~cells.held & (~cells.plan.required | foreign) & ~cells.plan.is_total] = 0.0
    for no, kind in cells.absences.items():
        if kind in (NONE, NOT_APPLICABLE):
            counted[no] = 0.0
    return counted


def _excused(plan: Plan, cells: Cells, counted: Floats) -> Bools:
    """Return the rates that have nothing to be a share of: they are rightly empty."""
    excused = np.zeros(plan.size, dtype=np.bool_)
    if len(plan.rates):
        own, above, below = plan.rates.T
        words = np.zeros(plan.size, dtype=np.bool_)
        words[list(cells.absences)] = True
        is_open = np.isnan(counted[above]) | np.isnan(counted[below]) | (counted[below] == 0.0)
        excused[own] = is_open | words[above] | words[below]
    return excused


def _tell_missing(cells: Cells, missing: Bools, covered: set[int], door: Door) -> None:
    missing = missing.copy()
    missing[list(covered)] = False
    if not missing.any():
        return
    for sheet in cells.read:
        width = len(sheet.sheet.columns)
        lacking, wanted = missing[sheet.nos].reshape(-1, width), cells.plan.required[sheet.nos].reshape(-1, width)
        if not lacking.any():
            continue
        held = cells.held[sheet.nos].reshape(-1, width)
        by_row = np.flatnonzero(lacking.any(axis=1) & ~held.any(axis=1) & (lacking.sum(axis=1) > 1))
        for row in by_row:
            area = f"{sheet.sheet.address(int(row), 0)}:{sheet.sheet.address(int(row), width - 1)}"
            _tell_area(door, sheet.title, area, "cả dòng để trống", sheet.sheet.lines[row].label.vi)
        lacking[by_row] = False
        rest = np.setdiff1d(np.arange(len(lacking)), by_row)
        for column in range(width):
            if lacking[:, column].sum() > 1 and not held[rest, column].any() and wanted[rest, column].any():
                last = sheet.sheet.address(len(lacking) - 1, column)
                heading = sheet.sheet.columns[column].heading[-1].vi
                _tell_area(door, sheet.title, f"{sheet.sheet.address(0, column)}:{last}", "cả cột để trống", heading)
                lacking[:, column] = False
        for row, column in zip(*np.nonzero(lacking), strict=True):
            named = f"{sheet.sheet.lines[row].label.vi} / {sheet.sheet.columns[column].heading[-1].vi}"
            address = sheet.sheet.address(int(row), int(column))
            _tell_area(door, sheet.title, address, "ô bắt buộc để trống", named)


def _tell_area(door: Door, title: str, area: str, problem: str, named: str) -> None:
    todo = "Ghi số; không phát sinh thì ghi 0, không thuộc đối tượng thì ghi x, chưa có số liệu thì ghi ..."
    door.tell("IN20", problem, title, area, expected=named, todo=f"{todo}.".replace("....", "..."))


def _check_limits(cells: Cells, door: Door) -> None:
    plan, values = cells.plan, cells.values
    low, high = values < plan.at_least, values > plan.at_most
    part = plan.is_count & ~np.isnan(values) & (values != np.floor(values))
    for no in np.flatnonzero(low | high | part).tolist():
        cell, value = plan.cell(no), float(values[no])
        if low[no]:
            problem, expected = "giá trị nhỏ hơn mức cho phép", f"không nhỏ hơn {number_vi(float(plan.at_least[no]))}"
        elif high[no]:
            problem, expected = "giá trị lớn hơn mức cho phép", f"không lớn hơn {number_vi(float(plan.at_most[no]))}"
        else:
            problem, expected = (
                "số đếm có phần lẻ",
                f"số nguyên ({unit_name(cell)})" if cell.column.unit else "số nguyên",
            )
        if not door.is_enough("IN24", cell.sheet.title, cell.column.column):
            _tell_value(door, "IN24", cell, problem, expected, value)


def _tell_value(door: Door, rule_id: str, cell: FormCell, problem: str, expected: str, value: float) -> None:
    todo = "Kiểm tra lại ô này." if rule_id == "IN24" else "Kiểm tra các số thành phần."
    found = number_vi(value)
    door.tell(rule_id, problem, cell.sheet.title, cell.address, expected=expected, found=found, todo=todo)


def _check_equations(plan: Plan, counted: Floats, door: Door) -> None:
    """Tell each equation that does not hold, at its total or its first cell, with the value under which it would."""
    equations = plan.equations
    if not len(equations.starts):
        return
    gaps = np.add.reduceat(equations.coefficients * counted[equations.nos], equations.starts)
    broken = np.where(equations.is_limit, gaps, np.abs(gaps)) > equations.tolerances + _rounding(gaps, counted)
    for number in np.flatnonzero(broken).tolist():
        run = equations.terms(number)
        no, coefficient = int(equations.nos[run][0]), float(equations.coefficients[run][0])
        cell, value = plan.cell(no), float(counted[no])
        right = number_vi(round(value - float(gaps[number]) / coefficient, 6))
        others = ", ".join(_named(plan.cell(int(one)), cell) for one in equations.nos[run][1:][:12])
        if len(equations.nos[run]) > 13:
            others += ", …"
        if equations.is_limit[number]:
            _tell_value(door, "IN22", cell, f"vượt quá giới hạn tính từ {others}", f"không quá {right}", value)
        else:
            _tell_value(door, "IN22", cell, f"không khớp với tổng tính từ {others}", right, value)


def _rounding(gaps: Floats, counted: Floats) -> float:
    """Return what the arithmetic of very large numbers itself may be off by."""
    largest = float(np.fmax.reduce(np.abs(counted), initial=0.0))
    return largest / _LARGEST_EXACT * 64 if largest > _LARGEST_EXACT / 64 else 0.0


def _named(cell: FormCell, beside: FormCell) -> str:
    return cell.address if cell.sheet is beside.sheet else f"“{cell.sheet.title}”!{cell.address}"


def _check_rates(cells: Cells, counted: Floats, door: Door) -> None:
    """Tell rates that are not what they are a share of, as exactly as they are written."""
    plan = cells.plan
    if not len(plan.rates):
        return
    own, above, below = plan.rates.T
    with np.errstate(divide="ignore", invalid="ignore"):
        right = counted[above] / counted[below] * 100.0
        off = np.abs(cells.values[own] - right) > _EXACT
    for place in np.flatnonzero(off & np.isfinite(right)).tolist():
        no, expected = int(own[place]), float(right[place])
        value = float(cells.values[no])
        if abs(value - expected) <= _half_last_digit(value) + _EXACT:
            continue
        cell = plan.cell(no)
        parts = f"{_named(plan.cell(int(above[place])), cell)} / {_named(plan.cell(int(below[place])), cell)}"
        if abs(value * 100.0 - expected) <= 100.0 * _half_last_digit(value) + _EXACT:
            todo = "Ghi 97,5 chứ không ghi 0,975."
            problem = "tỷ lệ ghi dưới dạng phân số"
            told = number_vi(round(expected, 6))
            door.tell("IN23", problem, cell.sheet.title, cell.address, expected=told, found=number_vi(value), todo=todo)
        else:
            problem = f"tỷ lệ không khớp với {parts} x 100"
            _tell_value(door, "IN22", cell, problem, number_vi(round(expected, 6)), value)


def _half_last_digit(value: float) -> float:
    """Return half a unit of the last decimal a number is written with: 95.3 may be anything from 95.25 to 95.35."""
    _, _, decimals = repr(value).partition(".")
    if "e" in decimals:
        return 0.0
    return 0.5 * 10.0 ** -(0 if decimals == "0" else len(decimals))
