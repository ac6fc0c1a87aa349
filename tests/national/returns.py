"""From the truth to filled forms: every total and percentage is reckoned here, by hand, from what it is made of."""

from __future__ import annotations

from typing import Any

import numpy as np

from national.grids import Grid
from national.world import LEAVES, Ints, World

MILLION = 1_000_000
#: Components with parts, in the order they are added up.
TREE = {
    "DA1": ("DA1.TDA1", "DA1.TDA2"), "DA3": ("DA3.TDA1", "DA3.TDA2"), "DA4": ("DA4.TDA1", "DA4.TDA2", "DA4.TDA3"),
    "DA6": ("DA6.TDA1", "DA6.TDA2"), "DA7": ("DA7.TDA1", "DA7.TDA2"),
    "CT": ("DA1", "DA2", "DA3", "DA4", "DA5", "DA6", "DA7"),
}  # fmt: skip
#: Activities that the targets form and the coordination form ask for as well.
SAME_IN_TARGETS = {"4": "DA2.1", "6": "DA4.TDA3.2", "7": "DA4.TDA2.1", "9": "DA5.1"}
SAME_IN_COORDINATION = {"1.9": "DA6.TDA2.1", "1.10": "DA6.TDA2.2", "3.1": "DA2.1", "3.2": "DA2.2"}
SUPERVISION = {"1.1": 0.3, "1.2": 0.6, "1.3": 1.5, "2": 0.05, "3": 0.8, "4": 2.0, "6": 2.5, "7": 0.9}
POLICIES = {
    "1.1": 300, "1.2": 60, "1.3": 400, "2.1": 80, "2.2": 60, "2.3": 40, "2.5": 5, "3.1": 14, "3.2": 25, "3.3": 2,
    "4.1": 1.5, "4.2": 1.0, "4.3": 1.2, "5.1": 2, "5.2": 60, "6.1": 12, "6.4": 150, "7.1": 90, "8.1": 70, "9.1": 4,
}  # fmt: skip
#: Money of a policy, in đồng for each one helped.
COSTS = {
    "1.1": 972_000, "1.3": 250_000, "2.1": 900_000, "2.2": 1_350_000, "2.5": 1_500_000, "3.1": 3_000_000,
    "4.1": 60_000_000, "4.2": 30_000_000, "4.3": 50_000_000, "6.1": 1_200_000, "6.4": 500_000, "7.1": 660_000,
    "8.1": 4_500_000, "9.1": 5_000_000,
}  # fmt: skip


def millions(amounts: Any, digits: Any = 3) -> Any:
    """Đồng as million đồng, with so many decimals."""
    return np.round(amounts / MILLION, digits)


def with_totals(leaves: dict[str, Any]) -> dict[str, Any]:
    """Add the components that have parts to amounts by leaf."""
    found = dict(leaves)
    for whole, parts in TREE.items():
        found[whole] = sum(found[part] for part in parts)
    return found


def by_leaf(amounts: Ints) -> dict[str, Any]:
    """Amounts of holders x leaves (x pots) by leaf."""
    return {leaf: amounts[:, at] for at, leaf in enumerate(LEAVES)}


def monitoring(world: World, level: str, year: int, *, is_half: bool, quarter: int) -> Grid:
    """The monitoring form; `quarter` is how far (1 to 4) the money is that it reports."""
    province = world.province
    grid = Grid("monitoring", level, len(province.codes(level)))
    _indicators(grid, world, level, year, is_half)
    for row, done in world.activities[year].items():
        plan, now, full = (province.lift(one, level) for one in (done.plan, done.by(is_half), done.year))
        for column, values in (("1", plan), ("2", now)):
            grid.put("results", row, column, values)
        grid.share("results", row, "3", "2", "1")
        if is_half:
            grid.put("results", row, "4", full)
    if level == "commune":
        _funds_of_communes(grid, world, year, quarter)
    else:
        _funds(grid, world, level, year, quarter, is_half)
        _credit(grid, world, level, year, is_half)
    _projects(grid, world, level, year, is_half)
    _policies(grid, world, level, year, is_half)
    for row, mean in SUPERVISION.items():
        done = world.count(year, f"supervision {row}", mean)
        grid.put("supervision", row, "2", province.lift(done.by(is_half), level))
    grid.put("supervision", "1", "2", sum(grid.get("supervision", row, "2") for row in ("1.1", "1.2", "1.3")))
    solved = world.split(year, "supervision 4", world.count(year, "supervision 4", 2.0), (0.7,))[0]
    grid.put("supervision", "5", "2", province.lift(solved.by(is_half), level))
    return grid


def rates_of_poverty(world: World, level: str, poor: Ints, near: Ints, all_of_them: Ints) -> dict[str, Any]:
    """Percentages by row of the indicators sheet; NaN where there are no such households."""
    province = world.province
    land = province.commune_is_poor[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):

        def share(part: Ints, whole: Ints) -> Any:
            return np.round(100 * province.lift(part, level) / province.lift(whole, level), 2)

        every = all_of_them.sum(1)
        return {
            "1": share(poor.sum(1), every), "2": share(near.sum(1), every), "3": share((poor + near).sum(1), every),
            "4": share(poor[:, 0], all_of_them[:, 0]), "5": share((poor * land).sum(1), (all_of_them * land).sum(1)),
        }  # fmt: skip


def _indicators(grid: Grid, world: World, level: str, year: int, is_half: bool) -> None:
    """Poverty is reviewed once a year: the half-year report repeats the last review."""
    before = rates_of_poverty(world, level, world.poor[year - 1], world.near[year - 1], world.households[year - 1])
    end = rates_of_poverty(world, level, world.poor[year], world.near[year], world.households[year])
    for row in ("1", "2", "3", "4", "5"):
        now = before[row] if is_half else end[row]
        target = np.round(np.maximum(before[row] - np.where(before[row] > 10, 4, 0.5), 0.1), 2)
        for column, values in (("1", before[row]), ("2", target), ("3", now)):
            _put_known(grid, "indicators", row, column, values)
        if is_half:
            _put_known(grid, "indicators", row, "4", end[row])
    at = (year - world.years[0]) * 2
    shares = np.round(world.services[level], 1)
    province_target = np.round(world.services["province"][at + 2], 0)
    for number, row in enumerate(("6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17")):
        place = 8 if row == "15" else number
        part = 0.5 if row == "15" else 1.0
        own = [np.round(shares[when, place] * part, 1) for when in (at, at + 1 if is_half else at + 2, at + 2)]
        target = np.round(province_target[place] * part, 1)
        for column, values in (("1", own[0]), ("2", np.full(len(own[0]), target)), ("3", own[1])):
            grid.put("indicators", row, column, values)
        if is_half:
            grid.put("indicators", row, "4", own[2])


def _put_known(grid: Grid, sheet: str, row: str, column: str, values: Any) -> None:
    """Type what is known; where there are no such households, a cross."""
    grid.put(sheet, row, column, np.nan_to_num(values))
    grid.kinds[np.isnan(values), grid.at(sheet, row, column)] = 3


def _funds(grid: Grid, world: World, level: str, year: int, quarter: int, is_half: bool) -> None:
    money, at = world.money_at(level, year), quarter - 1
    digits = 3
    blocks = (
        (money.allocated, ("1", "2", "3", "4", "5"), "6"), (money.carried_in, ("7", "8", "9", "10"), "11"),
        (money.spent[at], ("13", "14", "15", "16", "17"), "18"), (money.spent_old[at], ("19", "20", "21", "22"), "23"),
    )  # fmt: skip
    for amounts, columns, total in blocks:
        leaves = {leaf: millions(some, digits) for leaf, some in by_leaf(amounts).items()}
        for row, values in with_totals(leaves).items():
            for pot, column in enumerate(columns):
                grid.put("funds", row, column, np.round(values[:, pot], 3))
            grid.put("funds", row, total, np.round(values.sum(1), 3))
    for row in with_totals(dict.fromkeys(LEAVES, 0)):
        for total, parts in (("12", ("6", "11")), ("24", ("18", "23"))):
            grid.put("funds", row, total, np.round(sum(grid.get("funds", row, part) for part in parts), 3))
        grid.share("funds", row, "25", "24", "12")
    if is_half:
        return
    left = {leaf: millions(some) for leaf, some in by_leaf(money.carried_out).items()}
    for row, values in with_totals(left).items():
        grid.put("funds", row, "27", np.round(values[:, 0] + values[:, 2], 3))
        grid.put("funds", row, "28", np.round(values[:, 1] + values[:, 3], 3))


def _funds_of_communes(grid: Grid, world: World, year: int, quarter: int) -> None:
    money, at = world.money_at("commune", year), quarter - 1
    blocks = (
        (money.allocated, ("1", "2"), "3"), (money.carried_in, ("4", "5"), "6"),
        (money.spent[at], ("8", "9"), "10"), (money.spent_old[at], ("11", "12"), "13"),
    )  # fmt: skip
    for amounts, columns, total in blocks:
        for row, values in with_totals({leaf: millions(some) for leaf, some in by_leaf(amounts).items()}).items():
            by_nature = (values[:, 0] + values[:, 2], values[:, 1] + values[:, 3])
            for column, some in zip(columns, by_nature, strict=True):
                grid.put("funds_commune", row, column, np.round(some, 3))
            grid.put("funds_commune", row, total, np.round(by_nature[0] + by_nature[1], 3))
    for line in [one.row for sheet in grid.form.sheets if sheet.sheet == "funds_commune" for one in sheet.lines]:
        for total, parts in (("7", ("3", "6")), ("14", ("10", "13"))):
            grid.put("funds_commune", line, total,
                     np.round(sum(grid.get("funds_commune", line, part) for part in parts), 3))  # fmt: skip
        grid.share("funds_commune", line, "15", "14", "7")


def _credit(grid: Grid, world: World, level: str, year: int, is_half: bool) -> None:
    """Loans of the policy bank, from the communes' borrowers: money and households of four groups."""
    total: dict[str, Any] = {}
    for row, mean in (("1", 120), ("2", 90), ("3", 60), ("4", 40)):
        holders = world.count(year, f"credit {row}", mean)
        owing = world.province.lift(holders.year, level)
        new = world.province.lift(holders.by(is_half) // 4, level)
        own = {"1": new * 45.5, "2": new, "3": new * 21.25, "4": owing * 48.0, "5": owing, "6": owing * 0.25}
        for column, values in own.items():
            grid.put("credit", row, column, values)
            total[column] = total.get(column, 0) + values
        grid.share("credit", row, "7", "6", "4")
        if row == "1":  # what the poor borrow goes through the women's union
            for column, values in own.items():
                grid.put("credit", "U", column, values)
    for column, values in total.items():
        grid.put("credit", "T", column, values)
    grid.share("credit", "T", "7", "6", "4")
    grid.share("credit", "U", "7", "6", "4")


def _projects(grid: Grid, world: World, level: str, year: int, is_half: bool) -> None:
    lines = [one.row for sheet in grid.form.sheets if sheet.sheet == "projects" for one in sheet.lines]
    columns = ("1", "2", "3", "4", "5", "6", "8", "9")
    whole: dict[str, Any] = dict.fromkeys(columns, 0)
    for row in lines[1:]:
        approved = world.count(year, f"project {row}", 0.8, poor_only=row[:3] in ("DA1", "DA5"))
        begun, ready = (
            world.province.lift(one.by(is_half), level)
            for one in world.split(year, f"project {row}", approved, (0.4, 0.5))
        )
        held = world.province.lift(approved.year + approved.plan, level)
        own = {"1": held, "2": held, "3": held * 0, "4": begun, "5": ready, "6": held * 0, "8": held * 350.0,
               "9": np.round((begun + ready) * 120.25, 3)}  # fmt: skip
        for column in columns:
            grid.put("projects", row, column, own[column])
            if row.startswith("DA1.") and row != "DA1.M":
                whole[column] = whole[column] + own[column]
    for column in columns:
        grid.put("projects", "DA1", column, whole[column])


def _policies(grid: Grid, world: World, level: str, year: int, is_half: bool) -> None:
    for row, mean in POLICIES.items():
        helped = world.count(year, f"policy {row}", mean)
        every = world.province.lift(helped.by(is_half), level)
        parts = world.split(year, f"policy {row}", helped, (0.3, 0.3, 0.2))
        for column, some in zip(("1", "2", "3"), parts, strict=True):
            grid.put("policies", row, column, world.province.lift(some.by(is_half), level))
        grid.put("policies", row, "6", every)
        if row in COSTS:
            grid.put("policies", row, "7", millions(every * COSTS[row]))
    for row, like, factor in (("2.4", "2.3", 0.135), ("6.3", "6.1", 0.045)):
        grid.put("policies", row, "6", np.round(grid.get("policies", like, "6") * factor, 3))
    grid.put("policies", "6.2", "6", grid.get("policies", "6.1", "6") * 4)
