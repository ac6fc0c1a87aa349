"""What goes wrong in forms: totals that do not add up, sheets in another unit, cells left out; and corrections."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from national.grids import EMPTY, NUMBER, Grid
from numpy.typing import NDArray

from ingestion.forms import Form

_TOTAL, _MISSING, _FACTOR = range(3)
_SHARES = (0.45, 0.45, 0.1)
_CORRECTED = 0.03


@dataclass(frozen=True)
class Fault:
    """What is wrong in a document: the rule of the door that tells it, a place of the grid, how many cells."""

    rule: str
    place: int
    cells: int = 1


@dataclass(frozen=True)
class _Kinds:
    """Places of the cells of a form: totals, required cells that are none, money of the first sheet that has any."""

    totals: NDArray[np.intp]
    required: NDArray[np.intp]
    money: NDArray[np.intp]
    counts: NDArray[np.intp]


def put_faults(grid: Grid, rate: float, rng: np.random.Generator) -> dict[int, Fault]:
    """Spoil so large a share of the cells that hold something, in as few documents as that takes; faults by row."""
    kinds = _kinds(grid.form, frozenset(grid.sheets))
    held = grid.kinds == NUMBER
    usable = [at for at, places in enumerate((kinds.totals, kinds.required, kinds.money)) if held[:, places].any()]
    if not usable:
        return {}
    odds = np.array([_SHARES[at] for at in usable])
    odds /= odds.sum()
    touched = [held[:, kinds.money].sum(1).mean() if at == _FACTOR else 1.0 for at in usable]
    spoilt = rng.random(len(held)) < rate * (grid.kinds != EMPTY).sum(1) / max(float(odds @ touched), 1.0)
    chosen = [(int(row), int(rng.choice(usable, p=odds))) for row in np.flatnonzero(spoilt)]
    return {row: fault for row, kind in chosen if (fault := _spoil(grid, row, kind, kinds, rng))}


def _spoil(grid: Grid, row: int, kind: int, kinds: _Kinds, rng: np.random.Generator) -> Fault | None:
    places = (kinds.totals, kinds.required, kinds.money)[kind]
    own = places[grid.kinds[row, places] == NUMBER]
    if not len(own):
        return None
    if kind == _FACTOR:
        grid.values[row, own] *= 1000
        return Fault("IN23", int(own[0]), len(own))
    at = int(rng.choice(own))
    if kind == _MISSING:
        grid.values[row, at], grid.kinds[row, at] = np.nan, EMPTY
        return Fault("IN20", at)
    grid.values[row, at] = np.round(grid.values[row, at] * 1.1 + 1, 3)
    return Fault("IN22", at)


def correct(grid: Grid, rng: np.random.Generator) -> None:
    """Count a little more of some things than another version of the same documents does; no total depends on them."""
    places = _kinds(grid.form, frozenset(grid.sheets)).counts
    some = (rng.random((len(grid.values), len(places))) < _CORRECTED) & (grid.kinds[:, places] == NUMBER)
    grid.values[:, places] += some * rng.integers(1, 4, some.shape)


@cache
def _kinds(form: Form, sheets: frozenset[str]) -> _Kinds:
    cells = form.cells
    money = next((one.sheet for one in cells if one.column.type == "money" and one.sheet.sheet in sheets), None)

    def places(*chosen: bool) -> NDArray[np.intp]:
        return np.flatnonzero(np.array(chosen, bool))

    return _Kinds(
        places(*(one.role == "total" for one in cells)),
        places(*(one.is_required and one.role != "total" and not one.line.only_for for one in cells)),
        places(*(one.sheet is money and one.column.type == "money" for one in cells)),
        places(*(not one.role and one.column.type == "count" for one in cells)),
    )
