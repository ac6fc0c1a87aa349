"""The other forms: the yearly review of households, the treasury's quarters, targets, and the coordination."""

from __future__ import annotations

from typing import Any

import numpy as np

from national.grids import Grid
from national.returns import SAME_IN_COORDINATION, SAME_IN_TARGETS, by_leaf, rates_of_poverty, with_totals
from national.world import Ints, World

#: Column of the movements sheet by flow; 1, 4, 10, 11 and 17 follow from them.
POOR_FLOWS = {"2": "to_near", "3": "above", "5": "out", "6": "relapsed", "7": "fell", "8": "new", "9": "in"}
NEAR_FLOWS = {"12": "left_near", "13": "near_out", "14": "near_relapsed", "15": "near_new", "16": "near_in"}


def poverty_review(world: World, level: str, year: int, *, is_early: bool = False) -> Grid:
    """The review of a year; the early one is the provisional result, which knows of fewer newly poor."""
    grid = Grid("poverty_review", level, len(world.province.codes(level)))
    poor, near = (world.early_poor, world.early_near) if is_early else (world.poor[year], world.near[year])
    flows = world.early_flows if is_early else world.flows[year]
    rows = _rows_of_households(world)
    for row, mask in rows.items():

        def put(sheet: str, column: str, figures: Ints, at: str = row, only: Any = mask) -> None:
            grid.put(sheet, at, column, world.province.lift((figures * only).sum(1), level))

        both = poor + near
        rest = np.maximum(world.households[year] - both, 0) // 10
        for column, figures in (("1", world.households[year]), ("2", poor), ("3", near), ("4", both), ("10", rest)):
            put("households", column, figures)
        for column, figures in (("8", poor), ("9", near)):
            put("households", column, np.ceil(figures * world.heads).astype(np.int64))
        for column, part in (("5", "2"), ("6", "3"), ("7", "4")):
            grid.share("households", row, column, part, "1")
        for column, name in (POOR_FLOWS | NEAR_FLOWS).items():
            put("movements", column, flows[name])
        put("movements", "4", flows["to_near"] + flows["above"])
        for column, figures in (
            ("1", world.poor[year - 1]), ("10", poor), ("11", world.near[year - 1]), ("17", near),
        ):  # fmt: skip
            put("movements", column, figures)
    _of_the_poor(grid, world, level, poor, near)
    return grid


def _rows_of_households(world: World) -> dict[str, Any]:
    """Which households a row counts: communes x (minority, others)."""
    urban = world.province.commune_is_urban[:, None]
    every = np.ones((world.communes, 2), np.int64)
    return {
        "T": every, "TT": every * urban, "NT": every * ~urban, "DT": every * np.array([1, 0]),
        "HN": every * world.province.commune_is_poor[:, None],
    }  # fmt: skip


def _of_the_poor(grid: Grid, world: World, level: str, poor: Ints, near: Ints) -> None:
    """Deprivations, causes and kinds of poor households: of all, and of ethnic minorities."""
    for sheet, shares, columns in (
        ("deprivations", world.deprived, (("1", poor, 0), ("2", poor, 1), ("3", near, 0), ("4", near, 1))),
        ("causes", world.caused, (("1", poor, 0), ("2", poor, 1))),
        ("groups", world.kinds, (("1", poor, 0), ("2", poor, 1))),
    ):  # fmt: skip
        for column, stock, is_minority in columns:
            own = stock[:, :1] if is_minority else stock
            grid.put(sheet, "0", column, world.province.lift(own.sum(1), level))
            for number, share in enumerate(shares, start=1):
                some = np.floor(stock * share).astype(np.int64)
                some = some[:, :1] if is_minority else some
                grid.put(sheet, str(number), column, world.province.lift(some.sum(1), level))


def treasury(world: World, level: str, year: int, quarter: int) -> Grid:
    """The treasury's form: the same money to the đồng, without other sources."""
    grid = Grid("treasury", level, len(world.province.codes(level)))
    money = world.money_at(level, year)
    for sheet, given, spent in (
        ("this_year", money.allocated, money.spent[quarter - 1]),
        ("last_year", money.carried_in, money.spent_old[quarter - 1]),
    ):
        for amounts, columns, total in ((given, ("1", "2", "3", "4"), "5"), (spent, ("6", "7", "8", "9"), "10")):
            for row, values in with_totals(by_leaf(amounts[:, :, :4])).items():
                for pot, column in enumerate(columns):
                    grid.put(sheet, row, column, values[:, pot])
                grid.put(sheet, row, total, values.sum(1))
        for row in with_totals(by_leaf(given[:, :, :4])):
            grid.share(sheet, row, "11", "10", "5")
    return grid


def targets(world: World, level: str, year: int) -> Grid:
    """Targets and results of the years 2021-2025; the results are those of the year's monitoring form."""
    from national.returns import monitoring

    grid = Grid("targets", level, len(world.province.codes(level)))
    told = monitoring(world, level, year, is_half=False, quarter=4)
    same = {"1": "1", "2": "3", "3": "4", "4": "5", "5": "6", "6": "7", "7": "9", "8": "8", "9": "14", "10": "15",
            "11": "10", "12": "11", "13": "12", "14": "13", "15": "17"}  # fmt: skip
    for row, like in same.items():
        now, place = told.get("indicators", like, "3"), grid.at("rates", row, "4")
        wanted = told.get("indicators", like, "2")
        is_poverty = row in ("1", "2", "3", "4")
        for column, values in (
            ("2", np.round(wanted * (0.8 if is_poverty else 1.0), 1)), ("3", wanted), ("4", now),
        ):  # fmt: skip
            grid.put("rates", row, column, np.nan_to_num(values))
        unknown = told.kinds[:, told.at("indicators", like, "3")] != 1
        for column in ("2", "3", "4"):
            grid.kinds[unknown, grid.at("rates", row, column)] = 3
        assert place >= 0
    _reductions(grid, world, level, year)
    _counts(grid, world, level, year)
    return grid


def _reductions(grid: Grid, world: World, level: str, year: int) -> None:
    ends = [
        rates_of_poverty(world, level, world.poor[when], world.near[when], world.households[when])
        for when in (year - 1, year)
    ]
    for row, like in (("1", "1"), ("2", "3"), ("3", "4"), ("4", "5")):
        fall = np.round(ends[0][like] - ends[1][like], 2)
        wanted = np.where(ends[0][like] > 10, 4.0, 0.5)
        for column, values in (("1", wanted), ("2", fall)):
            grid.put("reductions", row, column, np.nan_to_num(values))
            grid.kinds[np.isnan(fall), grid.at("reductions", row, column)] = 3


def _counts(grid: Grid, world: World, level: str, year: int) -> None:
    first = world.years[0]
    both = world.province.lift((world.poor[year] + world.near[year]).sum(1), level)
    for column, values in (("2", np.floor(both * 0.8)), ("4", np.floor(both * 0.98)), ("5", both)):
        grid.put("counts", "1", column, values)
    for row in ("2", "3"):
        for column in ("2", "3", "4", "5"):
            grid.put("counts", row, column, 0)
    for row in ("4", "5", "6", "7", "8", "9"):
        like = SAME_IN_TARGETS.get(row)
        done = world.activities[year][like] if like else world.count(year, f"targets {row}", 20)
        before = world.activities[first][like] if like else world.count(first, f"targets {row}", 20)
        plan, now = world.province.lift(done.plan, level), world.province.lift(done.year, level)
        earlier = world.province.lift(before.year, level) if year > first else now * 0
        for column, values in (("2", plan * 4), ("3", now + earlier), ("4", plan), ("5", now)):
            grid.put("counts", row, column, values)


def coordination(world: World, year: int) -> Grid:
    """The half-year report of a province on the coordination programme."""
    grid, province = Grid("coordination", "province", 1), world.province
    activities = next(one for one in grid.form.sheets if one.sheet == "activities")
    for line in activities.lines:
        like = SAME_IN_COORDINATION.get(line.row)
        if like:
            done = world.activities[year][like]
        elif line.row in ("4.1", "4.2", "6.1"):
            same = {"4.1": "1.1", "4.2": "1.2", "6.1": "7"}[line.row]
            done = world.count(year, f"supervision {same}", {"1.1": 0.3, "1.2": 0.6, "7": 0.9}[same])
        else:
            done = world.count(year, f"coordination {line.row}", 3.0)
        grid.put("activities", line.row, "2", province.lift(done.half, "province"))
    paid = [world.count(year, f"raised {row}", 40).half.sum() * 12.5 for row in ("1", "2")]
    for row, raised in (("1", paid[0]), ("2", paid[1]), ("T", paid[0] + paid[1])):
        used = (np.floor(raised * 0.4), np.floor(raised * 0.3), np.floor(raised * 0.2))
        if row == "T":
            used = tuple(float(grid.get("resources", "1", c)[0] + grid.get("resources", "2", c)[0]) for c in "234")
        for column, value in zip("12345", (raised, *used, sum(used)), strict=True):
            grid.put("resources", row, column, value)
    return grid
