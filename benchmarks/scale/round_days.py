"""One more day for a made-up round: returns that were missing arrive, others come again, from anywhere and any year."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from gnbv.progress import OnProgress, silent
from scale.round_documents import Batch, Count, documents
from scale.round_faults import correct
from scale.round_make import NOTE, write_note
from scale.round_plan import GROUPS, Part, Plan, RoundError, Rows, parts
from scale.round_sizes import size_key
from scale.round_world import filled, world_of

_NEW, _AGAIN, _CORRECTION = 90, 91, 92
#: Versions 1 and 2 are those of the round itself.
_FIRST_VERSION, _VERSIONS_BEFORE = 1, 2


@dataclass(frozen=True, eq=False)
class _Chosen:
    """Rows of a part that arrive on the day: of returns that were missing, and of returns that come again."""

    group: int
    part: Part
    new: Rows
    again: Rows


def add_day(home: Path, share: float, *, on_progress: OnProgress = silent) -> dict[str, Any]:
    """Add the day after the last: new batches with so large a share of the round's figures, half of them new returns.

    Returns what `round.json` notes of the day. Raises RoundError, OSError.
    """
    note = read_note(home)
    plan, number = Plan.of(note["plan"]), len(note["days"]) + 1
    day = date.fromisoformat(note["last_day"]) + timedelta(days=1)
    wanted = share * note["made"]["figures"] / 2
    taken = sum(one["new"] for one in note["days"])
    chosen, new = _choose(plan, note["figures_per_document"], wanted, taken, number)
    count, batches = Count(), 0
    for group in range(GROUPS):
        own = [one for one in chosen if one.group == group]
        if own:
            count.add(_write(home / "bronze", plan, day, number, group, own))
            batches += 1
        on_progress("adding a day", group + 1, GROUPS)
    told = {"day": day.isoformat(), "share": share, "documents": count.documents, "figures": count.figures,
            "new": new, "again": count.again, "batches": batches}  # fmt: skip
    write_note(home, note | {"days": [*note["days"], told], "last_day": day.isoformat()})
    return told


def read_note(home: Path) -> dict[str, Any]:
    """Return what `round.json` holds. Raises RoundError."""
    try:
        note: dict[str, Any] = json.loads((home / NOTE).read_text(encoding="utf-8"))
    except OSError as error:
        raise RoundError(f"{home / NOTE}: expected the note of a round ({error}); make one with --figures") from error
    return note


def _choose(
    plan: Plan, sizes: dict[str, float], wanted: float, taken: int, number: int
) -> tuple[list[_Chosen], int]:  # fmt: skip
    """Choose documents until there are enough figures of either kind; of the missing, those after the ones taken."""
    every = [(group, one) for asked in plan.rounds() for group in range(GROUPS) for one in parts(plan, asked, group)]
    costs = np.array([sizes[size_key(one.round, one.level)] for _, one in every])
    missing = [_not_nil(one, one.missing) for _, one in every]
    sent = [_not_nil(one, one.sent) for _, one in every]
    new = _some(missing, costs, wanted, np.random.default_rng([plan.seed, _NEW]), taken)
    if new is None:
        raise RoundError("there are not enough missing returns left for another day; make a new round")
    again = _some(sent, costs, wanted, np.random.default_rng([plan.seed, _AGAIN, number]), 0)
    assert again is not None  # far more was sent than any day takes
    found = [
        _Chosen(group, one, new.get(at, _NONE), again.get(at, _NONE))
        for at, (group, one) in enumerate(every)
        if at in new or at in again
    ]
    return found, sum(len(rows) for rows in new.values())


_NONE: Rows = np.zeros(0, np.intp)


def _not_nil(one: Part, rows: Rows) -> Rows:
    return rows[~one.is_nil[rows]]


def _some(
    rows: list[Rows], costs: np.ndarray[Any, Any], wanted: float, rng: np.random.Generator, skip: int
) -> dict[int, Rows] | None:  # fmt: skip
    """Return rows by part, taken in an order of chance from behind the first `skip`; None if they are too few."""
    owners = np.repeat(np.arange(len(rows)), [len(one) for one in rows])
    order = rng.permutation(len(owners))[skip:]
    total = np.cumsum(costs[owners[order]])
    if not len(total) or total[-1] < wanted:
        return None
    picked = order[: int(np.searchsorted(total, wanted)) + 1]
    flat = np.concatenate(rows)
    return {int(at): np.sort(flat[picked[owners[picked] == at]]) for at in np.unique(owners[picked])}


def _write(bronze: Path, plan: Plan, day: date, number: int, group: int, chosen: list[_Chosen]) -> Count:
    worlds = lru_cache(maxsize=2)(lambda province: world_of(province, plan.seed))
    expected = sum(len(one.new) + len(one.again) for one in chosen)
    with Batch(bronze, f"{day:%Y%m%d}-day-{group}", day, expected, (group, GROUPS)) as batch:
        for one in _by_province(chosen):
            grid = filled(worlds(one.part.province), one.part.round, one.part.level)
            if len(one.new):
                batch.add(documents(one.part, grid, one.new, _FIRST_VERSION, day))
            if len(one.again):
                later = documents(one.part, grid, one.again, _VERSIONS_BEFORE + number, day)
                correct(later.grid, one.part.chance(plan.seed, _CORRECTION + number))
                batch.add(later)
    return batch.count


def _by_province(chosen: list[_Chosen]) -> Iterator[_Chosen]:
    """Keep a province together, so that its truth is made up once (and once for the time after 01/07/2025)."""
    yield from sorted(chosen, key=lambda one: (one.part.round.is_after, one.part.province.code))
