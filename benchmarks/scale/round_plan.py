"""Who sends what when: decided from the seed alone, before a single form is filled.

A part is what the bodies of one level of one province owe in one round. Every part has chance of its own (seed, round,
province, level), so that any of them can be planned by itself, and again for the days that follow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
from national.places import LEVELS, Province
from numpy.typing import NDArray

from scale.places_national import bodies
from scale.round_calendar import Round, rounds
from scale.round_world import nil

#: Provinces report in so many groups: one a day, the last on the due day, when it is late.
GROUPS = 8
#: Share of the returns that are missing.
MISSING = {"province": 0.0, "district": 0.02, "commune": 0.03}
_FIRST, _AGAIN = 1 - GROUPS, 1
Rows = NDArray[np.intp]


class RoundError(ValueError):
    """A round cannot be made; the text says what was expected and what to do."""


@dataclass(frozen=True)
class Plan:
    """What a round is made of: `share` of districts and communes take part, `again` of the returns come twice."""

    stage: int
    share: float
    seed: int
    again: float
    codes: tuple[str, ...] = ()  # the provinces there are; all if empty

    def rounds(self) -> list[Round]:
        return rounds(self.stage)

    @classmethod
    def of(cls, noted: dict[str, Any]) -> Plan:
        """Return the plan that `round.json` notes."""
        return cls(**noted | {"codes": tuple(noted["codes"])})

    def bodies(self, is_after: bool) -> list[Province]:
        """Return the provinces of after 01/07/2025 or of before it."""
        return [one for one in bodies(is_after) if not self.codes or one.code in self.codes]


@dataclass(frozen=True, eq=False)
class Part:
    """Rows (places among the bodies of the level) of what was sent, is missing, declares nil, and came twice."""

    round: Round
    province: Province
    level: str
    sent: Rows
    missing: Rows
    is_nil: NDArray[np.bool_]
    twice: Rows

    def chance(self, seed: int, use: int) -> np.random.Generator:
        return stream(seed, self.round, self.province, self.level, use)


def stream(seed: int, one: Round, province: Province, level: str, use: int) -> np.random.Generator:
    """Return chance of its own for a part and a use of it."""
    return np.random.default_rng([seed, one.number, int(province.code), LEVELS.index(level), use])


def parts(plan: Plan, one: Round, group: int) -> Iterator[Part]:
    """Yield the parts of a round and group in the order they arrive: communes first, their province last.

    A group is every eighth province, so that large ones are spread.
    """
    for province in plan.bodies(one.is_after)[group::GROUPS]:
        for level in reversed(one.reporters()):
            yield part(plan, one, province, level)


def part(plan: Plan, one: Round, province: Province, level: str) -> Part:
    """Decide what the bodies of a level of a province send."""
    rng = stream(plan.seed, one, province, level, 0)
    size = len(province.codes(level))
    asked = np.isin(np.arange(size), taking_part(one.is_after, plan.share)[province.code, level])
    here = rng.random(size) >= MISSING[level]
    nothing = np.zeros(size, bool)
    if level == "commune" and one.return_type.startswith("monitoring"):
        nothing = nil(province, plan.seed, int(one.is_after))
    twice = asked & here & ~nothing & (rng.random(size) < plan.again)
    return Part(
        one, province, level, np.flatnonzero(asked & here), np.flatnonzero(asked & ~here), nothing,
        np.flatnonzero(twice),
    )  # fmt: skip


@cache
def taking_part(is_after: bool, share: float) -> dict[tuple[str, str], Rows]:
    """Return the rows of the bodies that take part, by province and level: all provinces, every k-th of the others."""
    found: dict[tuple[str, str], Rows] = {}
    passed = dict.fromkeys(LEVELS, 0)
    for province in bodies(is_after):
        for level in LEVELS:
            size, own = len(province.codes(level)), 1.0 if level == "province" else share
            steps = np.floor(np.arange(passed[level], passed[level] + size + 1) * own + 1e-9)
            found[province.code, level] = np.flatnonzero(np.diff(steps) > 0)
            passed[level] += size
    return found


def day_of(one: Round, group: int, *, is_again: bool) -> date:
    """Return the day on which a group sends; which group is the last goes round from round to round."""
    slot = (group + one.number) % GROUPS
    return one.due_on + timedelta(days=slot + (_AGAIN if is_again else _FIRST))


def batch_id(one: Round, group: int, *, is_again: bool) -> str:
    """Return the id of a batch: in the order of their ids batches arrived."""
    kind = "again" if is_again else "first"
    return f"{day_of(one, group, is_again=is_again):%Y%m%d}-{one.return_type}-{one.period}-{kind}"


def opened(day: date) -> datetime:
    """Return the instant at which the first document of a day arrives, 8:00 in Viet Nam."""
    return datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
