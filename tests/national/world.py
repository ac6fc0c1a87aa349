"""The truth of one province: what its communes and districts did and have, in whole households, persons and đồng.

Everything adds up by construction: stocks follow from flows, a year's carry-over is what the year before left, money
spent grows over the quarters, and every superior is the sum of what lies in it. Nothing here is rounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from national.places import Province

Ints = NDArray[np.int64]

#: Parts of the programme that hold money of their own.
LEAVES = (
    "DA1.TDA1", "DA1.TDA2", "DA2", "DA3.TDA1", "DA3.TDA2", "DA4.TDA1", "DA4.TDA2", "DA4.TDA3", "DA5", "DA6.TDA1",
    "DA6.TDA2", "DA7.TDA1", "DA7.TDA2",
)  # fmt: skip
#: Components of poor districts alone, and those that hold capital.
POOR_ONLY = ("DA1.TDA1", "DA1.TDA2", "DA5")
CAPITAL = ("DA1.TDA1", "DA1.TDA2", "DA4.TDA1", "DA4.TDA3")
#: Source and nature: central capital, central recurrent, local capital, local recurrent, other sources.
POTS = ("cc", "cr", "lc", "lr", "other")
YEARS = (2023, 2024)

#: Activities a commune reports: row of the form, mean a commune, unit an activity counts by tens.
ACTIVITIES = {
    "DA2.1": 1.2, "DA2.2": 24.0, "DA3.TDA1.1": 1.0, "DA3.TDA1.4": 18.0, "DA3.TDA2.1": 40.0, "DA3.TDA2.2": 25.0,
    "DA3.TDA2.3": 6.0, "DA4.TDA1.1": 0.6, "DA4.TDA1.2": 15.0, "DA4.TDA2.1": 0.8, "DA4.TDA2.2": 0.9, "DA4.TDA3.1": 0.2,
    "DA4.TDA3.2": 9.0, "DA5.1": 6.0, "DA6.TDA1.1": 0.05, "DA6.TDA1.2": 0.1, "DA6.TDA1.3": 0.5, "DA6.TDA2.1": 3.0,
    "DA6.TDA2.2": 120.0, "DA6.TDA2.3": 5.0, "DA7.TDA1.1": 0.4, "DA7.TDA1.2": 12.0,
}  # fmt: skip
#: Part of an activity and the share it has.
SHARES = {"DA2.3": ("DA2.2", 0.6), "DA3.TDA1.2": ("DA3.TDA1.1", 0.5), "DA5.2": ("DA5.1", 0.7)}


@dataclass(frozen=True, eq=False)
class Done:
    """Something planned for a year and done by its middle and its end."""

    plan: Ints
    half: Ints
    year: Ints

    def by(self, is_half: bool) -> Ints:
        return self.half if is_half else self.year


@dataclass(frozen=True, eq=False)
class Money:
    """Money of districts: district x leaf x pot, đồng. `spent` and `spent_old` have the quarters in front."""

    allocated: Ints
    carried_in: Ints
    spent: Ints
    spent_old: Ints
    carried_out: Ints


class World:
    """One province over the years, which follow each other. The same province, seed and years give the same truth."""

    def __init__(self, province: Province, seed: int, years: tuple[int, ...] = YEARS) -> None:
        self.province, self.years = province, years
        self._seed = (seed, int(province.code))
        self._rng = np.random.default_rng(self._seed)
        self.communes, self.districts = len(province.commune_codes), len(province.district_codes)
        self.is_nil = self.nil()
        self._poverty()
        self.activities = {year: self._activities() for year in years}
        self.money: dict[int, Money] = {}
        for year in years:
            self.money[year] = self._money(self.money.get(year - 1))
        self.commune_money: dict[int, Money] = {}
        for year in years:
            self.commune_money[year] = self._money_of_communes(self.commune_money.get(year - 1))
        self.counts: dict[tuple[int, str], Done] = {}
        self._shares_of_services()

    def nil(self) -> NDArray[np.bool_]:
        """Choose the communes in which nothing happens under the programme: wards that declare nil."""
        return self.province.commune_is_urban & ~self.province.commune_is_poor & self._some(self.communes, 0.1)

    def sizes(self, rng: np.random.Generator) -> Ints:
        """Make up how many households a commune has."""
        urban, rural = rng.integers(1500, 7000, self.communes), rng.integers(700, 3200, self.communes)
        return np.where(self.province.commune_is_urban, urban, rural)

    def _some(self, size: int, share: float) -> NDArray[np.bool_]:
        return self._rng.random(size) < share

    # Poverty. The last axis: households of ethnic minorities, all others.
    def _poverty(self) -> None:
        rng, province = self._rng, self.province
        poor_land = province.commune_is_poor
        size = self.sizes(rng)
        minority = np.where(poor_land, rng.uniform(0.5, 0.95, self.communes), rng.uniform(0, 0.25, self.communes))
        own = np.round(size * minority).astype(np.int64)
        households = np.stack([own, size - own], axis=1)
        rate = np.where(poor_land, rng.uniform(0.25, 0.45, self.communes), rng.uniform(0.015, 0.08, self.communes))
        rates = np.stack([rate, rate * 0.6], axis=1)
        poor = rng.binomial(households, rates)
        near = rng.binomial(households - poor, rates * 0.6)
        before, last = self.years[0] - 1, self.years[-1]
        self.households = {before: households}
        self.poor, self.near, self.flows = {before: poor}, {before: near}, {}
        for year in self.years:
            self.households[year] = self.households[year - 1] + rng.integers(0, 12, (self.communes, 2))
            self.flows[year] = self._flows(year)
            self.poor[year], self.near[year] = self._ends(year - 1, self.flows[year])
        late = rng.binomial(2, np.where(self._some(self.communes, 0.1), 0.5, 0.0))[:, None] * np.array([1, 0])
        early = self.flows[last] | {"new": np.maximum(self.flows[last]["new"] - late, 0)}
        self.early_flows = early
        self.early_poor, self.early_near = self._ends(last - 1, early)
        self.deprived = rng.uniform(0.02, 0.7, (12, self.communes, 1)) * rng.uniform(0.7, 1, (12, 1, 2))
        self.caused = rng.uniform(0.02, 0.4, (8, self.communes, 1)) * np.ones((1, 1, 2))
        self.kinds = rng.uniform(0.02, 0.3, (5, self.communes, 1)) * np.ones((1, 1, 2))
        self.heads = rng.uniform(3.4, 4.6, (self.communes, 1)) * np.ones((1, 2))

    def _flows(self, year: int) -> dict[str, Ints]:
        rng, poor, near = self._rng, self.poor[year - 1], self.near[year - 1]
        rest = self.households[year - 1] - poor - near
        left = rng.binomial(poor, rng.uniform(0.12, 0.3, (self.communes, 1)))
        to_near = rng.binomial(left, 0.55)
        moved_out = rng.binomial(poor - left, 0.006)
        fell = rng.binomial(near, 0.02)
        left_near = rng.binomial(near - fell, 0.2)
        return {
            "to_near": to_near, "above": left - to_near, "out": moved_out, "relapsed": rng.binomial(rest, 0.001),
            "fell": fell, "new": rng.binomial(rest, 0.002), "in": rng.binomial(rest, 0.0005), "left_near": left_near,
            "near_out": rng.binomial(near - fell - left_near, 0.006), "near_relapsed": rng.binomial(rest, 0.001),
            "near_new": rng.binomial(rest, 0.002), "near_in": rng.binomial(rest, 0.0005),
        }  # fmt: skip

    def _ends(self, before: int, flow: dict[str, Ints]) -> tuple[Ints, Ints]:
        poor = self.poor[before] - flow["to_near"] - flow["above"] - flow["out"] + flow["relapsed"] + flow["fell"]
        near = self.near[before] - flow["left_near"] - flow["near_out"] - flow["fell"] + flow["to_near"]
        return (
            poor + flow["new"] + flow["in"],
            near + flow["near_relapsed"] + flow["near_new"] + flow["near_in"],
        )

    # What was done: counts of communes.
    def done(self, mean: float, *, poor_only: bool = False, rng: np.random.Generator | None = None) -> Done:
        """Make up something communes do. It may well go beyond its plan."""
        rng = rng or self._rng
        works = ~self.is_nil & (self.province.commune_is_poor if poor_only else True)
        plan = rng.poisson(mean * rng.uniform(0.3, 1.8, self.communes)) * works
        year = rng.binomial(plan, 0.9) + rng.poisson(mean * 0.05, self.communes) * works
        half = rng.binomial(year, 0.42)
        return Done(plan.astype(np.int64), half.astype(np.int64), year.astype(np.int64))

    def part(self, whole: Done, share: float, rng: np.random.Generator | None = None) -> Done:
        """Make up a part of something: never more than it, at no time."""
        rng = rng or self._rng
        half = rng.binomial(whole.half, share)
        return Done(rng.binomial(whole.plan, share), half, half + rng.binomial(whole.year - whole.half, share))

    def _activities(self) -> dict[str, Done]:
        found = {row: self.done(mean, poor_only=row == "DA5.1") for row, mean in ACTIVITIES.items()}
        for row, (whole, share) in SHARES.items():
            found[row] = self.part(found[whole], share)
        for row, whole, part in (("DA3.TDA1.3", "DA3.TDA1.1", "DA3.TDA1.2"), ("DA5.3", "DA5.1", "DA5.2")):
            one, two = found[whole], found[part]
            rest = Done(one.plan - two.plan, one.half - two.half, one.year - two.year)
            found[row] = rest if row == "DA5.3" else self.part(rest, 0.7)
        return found

    def count(self, year: int, name: str, mean: float, *, poor_only: bool = False) -> Done:
        """Return a count of communes of that name and year, always the same."""
        if (year, name) not in self.counts:
            self.counts[year, name] = self.done(mean, poor_only=poor_only, rng=self._stream(year, name))
        return self.counts[year, name]

    def _stream(self, year: int, name: str) -> np.random.Generator:
        """Chance of its own for each name, so that it does not matter who asks first."""
        return np.random.default_rng([*self._seed, year, crc32(name.encode())])

    def split(self, year: int, name: str, whole: Done, shares: tuple[float, ...]) -> list[Done]:
        """Return parts of a count that never exceed it together, always the same; each share is of what is left."""
        rest = whole
        for number, share in enumerate(shares):
            key = (year, f"{name}/{number}")
            if key not in self.counts:
                self.counts[key] = self.part(rest, share, self._stream(*key))
            own = self.counts[key]
            rest = Done(rest.plan - own.plan, rest.half - own.half, rest.year - own.year)
        return [self.counts[year, f"{name}/{number}"] for number in range(len(shares))]

    # Money.
    def _pots(self, is_poor: NDArray[np.bool_], is_leaving: NDArray[np.bool_], scale: float) -> Ints:
        """Make up what each holder is given: nothing of poor districts elsewhere, of the scheme only within it."""
        holders = len(is_poor)
        rng = self._rng
        amounts = np.zeros((holders, len(LEAVES), len(POTS)))
        central = rng.lognormal(np.log(2.2e9 * scale), 0.7, (holders, len(LEAVES), 2))
        capital = np.array([leaf in CAPITAL for leaf in LEAVES])
        central[:, :, 0] *= 5 * capital
        local = central * rng.uniform(0.04, 0.15, (holders, 1, 1))
        amounts[:, :, 0:2], amounts[:, :, 2:4] = central, local
        amounts[:, 2, 4] = rng.lognormal(np.log(2e8 * scale), 0.5, holders) * (rng.random(holders) < 0.2)
        only = np.array([leaf in POOR_ONLY for leaf in LEAVES])
        amounts[np.ix_(~is_poor, only)] = 0
        amounts[~is_leaving, LEAVES.index("DA1.TDA2")] = 0
        return _whole(amounts)

    def _spent(self, pots: Ints, low: float) -> Ints:
        """Spend pots over four quarters; the last axis of the shares is a pot's own."""
        rng = self._rng
        last = rng.uniform(low, 1.0, pots.shape)
        steps = np.stack([last * rng.uniform(a, b, pots.shape) for a, b in ((0.02, 0.15), (0.2, 0.5), (0.55, 0.85))])
        return _whole(np.concatenate([steps, last[None]]) * pots)

    def _money(self, before: Money | None) -> Money:
        kinds = (self.province.district_is_poor, self.province.district_is_leaving)
        allocated = self._pots(*kinds, 1.0)
        old = self._pots(*kinds, 0.3) if before is None else before.carried_out
        carried = old.copy()
        carried[:, :, 4] = 0
        return self._year(allocated, carried)

    def _year(self, allocated: Ints, carried: Ints) -> Money:
        spent, spent_old = self._spent(allocated, 0.55), self._spent(carried, 0.7)
        left = allocated - spent[3]
        left[:, :, 4] = 0
        return Money(allocated, carried, spent, spent_old, left)

    def _money_of_communes(self, before: Money | None) -> Money:
        works = (~self.is_nil)[:, None, None]
        leaving = self.province.district_is_leaving[self.province.home]
        allocated = self._pots(self.province.commune_is_poor, leaving, 0.02) * works
        allocated[:, :, 4] = 0
        old = (allocated // 4_000_000) * 1_000_000 if before is None else before.carried_out
        return self._year(allocated, old)

    def money_at(self, level: str, year: int) -> Money:
        """Return the money of a level: of communes their own, of a province the sum of its districts."""
        if level == "commune":
            return self.commune_money[year]
        own = self.money[year]
        if level == "district":
            return own
        return Money(
            own.allocated.sum(0, keepdims=True), own.carried_in.sum(0, keepdims=True), own.spent.sum(1, keepdims=True),
            own.spent_old.sum(1, keepdims=True), own.carried_out.sum(0, keepdims=True),
        )  # fmt: skip

    # Shares of services: what each level found by its own survey, so no level's is the mean of another's.
    def _shares_of_services(self) -> None:
        rng = self._rng
        self.services: dict[str, Any] = {}
        for level, size in (("province", 1), ("district", self.districts), ("commune", self.communes)):
            start = rng.uniform(35, 70, (13, size))
            rise = np.cumsum(rng.uniform(0.8, 4, (2 * len(self.years), 13, size)), axis=0)
            self.services[level] = np.concatenate([start[None], np.minimum(start + rise, 99.5)])


def _whole(amounts: NDArray[Any]) -> Ints:
    """Đồng in whole thousands."""
    return (np.floor(amounts / 1000) * 1000).astype(np.int64)
