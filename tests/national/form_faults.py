"""Faults put into filled forms: typed totals, whole sheets, the year before, the superior, what does not apply."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from national.documents import Filed
from national.grids import NUMBER, Grid
from national.narrative import vietnamese
from national.returns import LEAVES, with_totals
from national.slips import Fault, swapped

ROWS = tuple(with_totals(dict.fromkeys(LEAVES, 0)))
SPENT = ("6", "7", "8", "9", "10")


class Forms:
    """The current forms of a round by return, period and level, and which of their rows is still without a fault."""

    def __init__(self, forms: list[Filed]) -> None:
        self._forms = [one for one in forms if one.version == 2]
        self._used: set[tuple[int, int]] = set()

    def each(
        self, return_type: str, period: str, level: str, most: int, skip: int = 0
    ) -> Iterator[tuple[Filed, int]]:  # fmt: skip
        """Yield documents of a return in which nothing was changed yet, after leaving out so many bodies."""
        left, passed = most, 0
        for form in self._forms:
            if (form.return_type, form.period, form.level) != (return_type, period, level):
                continue
            for row in map(int, form.rows):
                passed += 1
                if left and passed > skip and (id(form), row) not in self._used:
                    self._used.add((id(form), row))
                    left -= 1
                    yield form, row

    def same(self, form: Filed, row: int, period: str) -> Filed | None:
        """The form of the same return and body of another period."""
        for one in self._forms:
            if (one.return_type, one.period, one.codes) == (form.return_type, period, form.codes) and row in one.rows:
                return one
        return None


def in_forms(forms: list[Filed], each: int) -> Iterator[Fault]:
    """Put faults into forms of districts and provinces, one to a document."""
    held = Forms(forms)
    yield from _totals(held, each)
    yield from _histories(held, each)
    yield from _shares(held, each)
    yield from _not_eligible(held, each)
    yield from _superiors(held)


def _fault(
    form: Filed, row: int, kind: str, rules: tuple[str, ...], *places: tuple[str, str, str], true: str = ""
) -> Fault:
    cells = [form.grid.form.by_place[place] for place in places]
    return Fault(
        kind, rules, form.key(row), frozenset(form.figure(row, one.cell_no - 1) for one in cells), true,
        cells=frozenset((one.sheet.title, one.address) for one in cells),
    )  # fmt: skip


def _add(form: Filed, row: int, place: tuple[str, str, str], amount: float) -> str:
    """Add to a cell and return what it held, as printed."""
    at = form.grid.at(*place)
    before = float(np.nan_to_num(form.grid.values[row, at]))
    form.grid.values[row, at] = round(before + amount, 3)
    form.grid.kinds[row, at] = NUMBER
    return vietnamese(before, 3)


def _totals(held: Forms, each: int) -> Iterator[Fault]:
    for kind, place, amount in (
        ("total of a form", ("funds", "DA4", "6"), 200.0), ("part of a form", ("funds", "DA3.TDA1", "2"), -30.0),
    ):  # fmt: skip
        for form, row in held.each("monitoring_6m", "2023-H1", "district", each):
            yield _fault(form, row, kind, ("IN22",), place, true=_add(form, row, place, amount))
    for form, row in held.each("poverty_review_official", "2023-Y", "district", each):
        place = ("movements", "NT", "10")
        yield _fault(form, row, "start and end", ("IN22",), place, true=_add(form, row, place, 9))


def _scale(grid: Grid, row: int, sheet: str, columns: tuple[str, ...], factor: float) -> None:
    for line in ROWS:
        for column in columns:
            grid.values[row, grid.at(sheet, line, column)] *= factor


def _histories(held: Forms, each: int) -> Iterator[Fault]:
    for form, row in held.each("treasury_quarterly", "2024-Q3", "district", each):
        _scale(form.grid, row, "this_year", (*SPENT, "11"), 0.25)
        yield _fault(form, row, "cumulative falls", ("HI02",))
    for form, row in held.each("treasury_quarterly", "2024-Q2", "district", each, each):
        for sheet in ("this_year", "last_year"):
            _scale(form.grid, row, sheet, ("1", "2", "3", "4", "5", *SPENT), 0.001)
        yield _fault(form, row, "unit of a sheet", ("HI03",))
    for form, row in held.each("treasury_quarterly", "2024-Q4", "district", each, 2 * each):
        earlier = held.same(form, row, "2024-Q3")
        if earlier is not None:
            _copy(earlier, form, row)
            yield _fault(form, row, "copied from the quarter before", ("HI04",))
    for form, row in held.each("monitoring_annual", "2024-Y", "district", each, each):
        _carry_more(form.grid, row)
        yield _fault(form, row, "carried over", ("HI01",))
    for form, row in held.each("poverty_review_official", "2024-Y", "district", each, each):
        for line in ("T", "NT"):
            for column in ("1", "2", "4"):
                _add(form, row, ("movements", line, column), 5)
        yield _fault(form, row, "stock of the year before", ("HI05",))


def _copy(earlier: Filed, form: Filed, row: int) -> None:
    """Copy what was spent from the quarter before: of this year's money, of every other body of last year's as well."""
    for sheet in ("this_year", "last_year")[: 1 + row % 2]:
        places = [form.grid.at(sheet, line, column) for line in ROWS for column in (*SPENT, "11")]
        form.grid.values[row, places] = earlier.grid.values[row, places]
        form.grid.kinds[row, places] = earlier.grid.kinds[row, places]


def _carry_more(grid: Grid, row: int) -> None:
    """Carry a tenth more in than was carried out the year before; the totals and rates follow."""
    _scale(grid, row, "funds", ("7", "8", "9", "10", "11"), 1.1)
    for line in ROWS:
        given, carried, spent = (
            np.nan_to_num(grid.values[row, grid.at("funds", line, column)]) for column in ("6", "11", "24")
        )
        if grid.kinds[row, grid.at("funds", line, "12")] == NUMBER:
            grid.values[row, grid.at("funds", line, "12")] = total = given + carried
            grid.values[row, grid.at("funds", line, "25")] = round(100 * spent / total, 2) if total else 0


def _shares(held: Forms, each: int) -> Iterator[Fault]:
    for form, row in held.each("monitoring_6m", "2024-H1", "district", each):
        place = ("indicators", "7", "3")
        yield _fault(form, row, "a rate over a hundred", ("FG12",), place, true=_add(form, row, place, 200))
    for form, row in held.each("targets_results", "2024-Y", "district", each):
        place = ("rates", "6", "3")
        yield _fault(form, row, "target looser", ("XS04",), place, true=_add(form, row, place, -25))
    for form, row in held.each("monitoring_annual", "2023-Y", "district", each):
        place = ("funds", "CT", "25")
        at = form.grid.at(*place)
        rate = vietnamese(form.grid.values[row, at], 2)
        form.grid.values[row, at] = float(swapped(rate).replace(",", "."))
        yield _fault(form, row, "rate of a form", ("FG10",), place, ("funds", "CT", "24"), true=rate)


def _not_eligible(held: Forms, each: int) -> Iterator[Fault]:
    done = 0
    for form, row in held.each("monitoring_annual", "2023-Y", "district", 10 * each):
        grid, own = form.grid, form.grid.at("funds", "DA5", "2")
        if done == each or (grid.kinds[row, own] == NUMBER and grid.values[row, own] > 0):
            continue
        done += 1
        for line in ("DA5", "CT"):
            for column in ("2", "6", "12"):
                _add(form, row, ("funds", line, column), 500.0)
        spent, plan = (grid.values[row, grid.at("funds", "CT", column)] for column in ("24", "12"))
        grid.values[row, grid.at("funds", "CT", "25")] = round(100 * spent / plan, 2)
        yield _fault(form, row, "not eligible", ("XS05",), *(("funds", "DA5", column) for column in ("2", "6", "12")))


def _superiors(held: Forms) -> Iterator[Fault]:
    for period, return_type in (
        ("2023-H1", "monitoring_6m"),
        ("2024-H1", "monitoring_6m"),
        ("2023-Y", "monitoring_annual"),
    ):
        for form, row in held.each(return_type, period, "province", 9):
            place = ("results", "DA2.1", "2")
            true = _add(form, row, place, 7)
            grid: Any = form.grid
            done, plan = (grid.values[row, grid.at("results", "DA2.1", column)] for column in ("2", "1"))
            grid.values[row, grid.at("results", "DA2.1", "3")] = round(100 * done / plan, 2)
            yield _fault(form, row, "superior", ("XS02",), place, true=true)
