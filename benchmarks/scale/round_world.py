"""The truth of a province over five years, with sizes as uneven as they are: few places are large, most are small."""

from __future__ import annotations

import numpy as np
from national import reviews
from national.grids import EMPTY, Grid
from national.places import Province
from national.returns import monitoring
from national.world import Ints, World
from numpy.typing import NDArray

from scale.round_calendar import YEARS, Round

_NIL = 0.1


class NationalWorld(World):
    """One province from 2021 to 2025, or of 2025 alone as it is from 01/07/2025 on."""

    def __init__(self, province: Province, seed: int, *, is_after: bool) -> None:
        self._own = (seed, int(province.code), int(is_after))
        super().__init__(province, 2 * seed + is_after, (YEARS[-1],) if is_after else YEARS)

    def nil(self) -> NDArray[np.bool_]:
        return nil(self.province, *self._own[::2])

    def sizes(self, rng: np.random.Generator) -> Ints:
        """Households of communes: towns three times the others, a few many times as large as most."""
        middle = np.where(self.province.commune_is_urban, 3000, 1100)
        return np.clip(middle * rng.lognormal(0, 0.6, self.communes), 150, 40_000).astype(np.int64)


def nil(province: Province, seed: int, is_after: int) -> NDArray[np.bool_]:
    """Choose the wards in which nothing happens under the programme, without the rest of the truth."""
    rng = np.random.default_rng([seed, int(province.code), is_after, 3])
    some = rng.random(len(province.commune_codes)) < _NIL
    return some & province.commune_is_urban & ~province.commune_is_poor


def world_of(province: Province, seed: int) -> NationalWorld:
    """Return the truth of a province of before 01/07/2025, or of after, which has no district that is a body."""
    return NationalWorld(province, seed, is_after=province.district_codes == ("",))


def filled(world: World, one: Round, level: str) -> Grid:
    """Fill in a return of everybody of a level, absences typed in each body's own way."""
    grid = _grid(world, one, level)
    province = world.province
    # A body types zeros alike all its life.
    habits = np.random.default_rng([len(province.codes(level)), int(province.code)])
    counts = [place for place, cell in enumerate(grid.form.cells) if cell.column.type == "count"]
    grid.values[:, counts] = np.round(grid.values[:, counts])
    grid.type_absences(~province.is_poor(level), habits)
    return grid


def _grid(world: World, one: Round, level: str) -> Grid:
    kind, year, part = one.return_type, one.year, one.period[5:]
    if kind.startswith("monitoring"):
        quarter = {"H1": 2, "9M": 3, "Y": 4}[part]
        return monitoring(world, level, year, is_half=part != "Y", quarter=quarter)
    if kind.startswith("poverty_review"):
        return reviews.poverty_review(world, level, year)
    if kind == "treasury_quarterly":
        return reviews.treasury(world, level, year, int(part[1]))
    if kind == "targets_results":
        return reviews.targets(world, level, year)
    return reviews.coordination(world, year)


def numbers(grid: Grid) -> list[int]:
    """Return how many cells of each body hold something."""
    found: list[int] = (grid.kinds != EMPTY).sum(axis=1).tolist()
    return found
