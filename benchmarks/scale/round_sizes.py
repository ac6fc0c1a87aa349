"""How many figures a round comes to: measured on some provinces, to choose the returns and the communes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from national.world import World

from scale.round_calendar import Round, rounds
from scale.round_plan import MISSING, Plan, RoundError
from scale.round_world import filled, numbers, world_of

#: Provinces that stand for all: every so many.
_SAMPLE = 6
_STAGES = 3


def plan_for(figures: int, whole: Plan, sizes: dict[str, float]) -> Plan:
    """Choose the returns and the share of districts and communes that come to so many figures. Raises RoundError."""
    most = 0.0
    for stage in range(_STAGES):
        least, most = (expected(replace(whole, stage=stage, share=share), sizes) for share in (0.0, 1.0))
        if figures <= least:
            raise RoundError(
                f"{figures:,} figures are fewer than the provinces alone have; ask for {least:,.0f} or more"
            )
        if figures <= most:
            return replace(whole, stage=stage, share=round((figures - least) / (most - least), 6))
    raise RoundError(f"{figures:,} figures are more than five years of all returns have; ask for {most:,.0f} or fewer")


def expected(plan: Plan, sizes: dict[str, float]) -> float:
    """Return how many figures a plan comes to."""
    total = 0.0
    for one in plan.rounds():
        for level in one.reporters():
            there = sum(len(each.codes(level)) for each in plan.bodies(one.is_after))
            share = 1.0 if level == "province" else plan.share
            total += there * share * (1 - MISSING[level]) * (1 + plan.again) * sizes[size_key(one, level)]
    return total


def cells_each(plan: Plan) -> dict[str, float]:
    """Return how many cells a document has on average, by return type, part of the year, time and level."""
    found: dict[str, list[int]] = {}
    kinds = {
        (one.return_type, one.period[5:], one.is_after): one for one in rounds(_STAGES) if one.year in (2023, 2025)
    }
    for is_after in (False, True):
        for province in plan.bodies(is_after)[::_SAMPLE]:
            world = world_of(province, plan.seed)
            for one in kinds.values():
                if one.is_after == is_after:
                    for level in one.reporters():
                        found.setdefault(size_key(one, level), []).extend(_cells(world, one, level))
    return {name: round(float(np.mean(values)), 2) for name, values in sorted(found.items())}


def size_key(one: Round, level: str) -> str:
    """Return the name under which the size of a document is noted."""
    return f"{one.return_type}/{one.period[5:]}/{'after' if one.is_after else 'before'}/{level}"


def _cells(world: World, one: Round, level: str) -> list[int]:
    grid = filled(world, one, level)
    if level == "commune" and one.return_type.startswith("monitoring"):
        grid.kinds[world.is_nil] = 0
    return numbers(grid)
