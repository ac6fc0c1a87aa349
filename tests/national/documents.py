"""The documents of a round: who sent what when, which versions there are, which are missing and which say nil."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import numpy as np

from national import reviews
from national.grids import Grid
from national.places import LEVELS, Province
from national.returns import monitoring
from national.world import World

#: The thirteen returns of the round: return, period, day it arrives.
RETURNS = (
    ("coordination_6m", "2023-H1", date(2023, 6, 20)),
    ("monitoring_6m", "2023-H1", date(2023, 5, 29)),
    ("monitoring_annual", "2023-Y", date(2023, 11, 27)),
    ("poverty_review_official", "2023-Y", date(2023, 12, 18)),
    ("treasury_quarterly", "2024-Q1", date(2024, 4, 4)),
    ("monitoring_6m", "2024-H1", date(2024, 5, 28)),
    ("treasury_quarterly", "2024-Q2", date(2024, 7, 4)),
    ("treasury_quarterly", "2024-Q3", date(2024, 10, 3)),
    ("poverty_review_provisional", "2024-Y", date(2024, 11, 12)),
    ("monitoring_annual", "2024-Y", date(2024, 11, 27)),
    ("targets_results", "2024-Y", date(2024, 11, 28)),
    ("poverty_review_official", "2024-Y", date(2024, 12, 17)),
    ("treasury_quarterly", "2024-Q4", date(2025, 1, 6)),
)
_LEVELS = {"coordination_6m": ("province",), "treasury_quarterly": LEVELS[:2], "targets_results": LEVELS[:2]}


@dataclass(frozen=True)
class Shares:
    """How many returns are missing, by level, and how many came twice."""

    missing: dict[str, float] = field(default_factory=lambda: {"province": 0.0, "district": 0.02, "commune": 0.03})
    again: float = 0.05


@dataclass(eq=False)
class Filed:
    """The documents of one return at one level: `rows` of the grid were sent; `version` 2 replaces 1."""

    return_type: str
    period: str
    level: str
    codes: tuple[str, ...]
    grid: Grid
    rows: np.ndarray[tuple[int], np.dtype[np.intp]]
    on: date
    version: int
    is_nil: np.ndarray[tuple[int], np.dtype[np.bool_]]

    def name(self, row: int) -> str:
        return f"{self.return_type}/{self.period}/{self.codes[row]}/{self.version}"

    def digest(self, row: int) -> str:
        return sha256(self.name(row).encode()).hexdigest()

    def key(self, row: int) -> str:
        return sha256(self.name(row).encode() + b"/key").hexdigest()[:20]

    def figure(self, row: int, cell: int) -> str:
        """The key of the figure at a place of the matrix."""
        return f"{self.key(row)}/{self.digest(row)[:16]}c{cell + 1:05}"

    def known(self) -> datetime:
        return datetime(self.on.year, self.on.month, self.on.day, 2, tzinfo=UTC)


def filed(province: Province, seed: int, shares: Shares, communes: slice = slice(None)) -> Iterator[Filed]:
    """Yield the forms of one province, return by return; of the communes, those of the slice in every district."""
    world = World(province, seed)
    rng = np.random.default_rng([seed, int(province.code), 7])
    for return_type, period, on in RETURNS:
        for level in _LEVELS.get(return_type, LEVELS):
            yield from _versions(world, return_type, period, on, level, rng, shares, communes)


def _versions(
    world: World, return_type: str, period: str, on: date, level: str, rng: np.random.Generator, shares: Shares,
    communes: slice,
) -> Iterator[Filed]:  # fmt: skip
    province = world.province
    codes = province.codes(level)
    sent = rng.random(len(codes)) >= shares.missing[level]
    if level == "commune":
        sent &= _within(province, communes)
    nil = world.is_nil & sent if level == "commune" and return_type.startswith("monitoring") else sent & False
    twice = sent & ~nil & (rng.random(len(codes)) < shares.again)
    habits = np.random.default_rng([len(codes), int(province.code)])
    for version, rows in ((1, np.flatnonzero(twice)), (2, np.flatnonzero(sent))):
        if not len(rows):
            continue
        grid = grid_of(world, return_type, period, level, is_first=version == 1)
        grid.type_absences(~province.is_poor(level), habits)
        grid.kinds[nil] = 0
        day = on - timedelta(days=6) if version == 1 else on
        yield Filed(return_type, period, level, codes, grid, rows, day, version, nil)


def _within(province: Province, communes: slice) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    wanted = np.zeros(len(province.commune_codes), bool)
    for district in range(len(province.district_codes)):
        wanted[np.flatnonzero(province.home == district)[communes]] = True
    return wanted


def grid_of(world: World, return_type: str, period: str, level: str, *, is_first: bool = False) -> Grid:
    """Fill in a return. What came first knew of less: money of a quarter before, or the provisional review."""
    year, part = int(period[:4]), period[5:]
    if return_type.startswith("monitoring"):
        is_half = part == "H1"
        return monitoring(world, level, year, is_half=is_half, quarter=(2 if is_half else 4) - is_first)
    if return_type.startswith("poverty_review"):
        is_early = year == world.years[-1] and (is_first or return_type.endswith("provisional"))
        return reviews.poverty_review(world, level, year, is_early=is_early)
    if return_type == "treasury_quarterly":
        return reviews.treasury(world, level, year, int(part[1]))
    if return_type == "targets_results":
        return reviews.targets(world, level, year)
    return reviews.coordination(world, year)
