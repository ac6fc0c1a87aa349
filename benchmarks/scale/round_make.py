"""Makes a national round of a given size: bronze, the policy that makes it owed, and what was made (`round.json`)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from national.places import LEVELS

from gnbv.progress import OnProgress, silent
from ingestion.bronze_store import init_bronze
from scale.places_national import synthetic
from scale.round_calendar import Round, write_policy
from scale.round_documents import Batch, Count, documents, first_documents
from scale.round_faults import correct
from scale.round_plan import GROUPS, Part, Plan, RoundError, batch_id, day_of, parts, taking_part
from scale.round_sizes import cells_each, plan_for
from scale.round_world import filled, world_of

NOTE = "round.json"
#: Where the rows of policy are; not `policy`, where the workspace composes the seeds in force.
POLICY = "own-policy"
_TWICE = 1


def generate(
    home: Path, figures: int, seed: int = 1, *, again: float = 0.05, faults: float = 0.002, codes: tuple[str, ...] = (),
    on_progress: OnProgress = silent,
) -> dict[str, Any]:  # fmt: skip
    """Write a round of about so many figures (cells of forms that hold something, of all versions) to a new workspace.

    `again`: share of the returns that come twice; `faults`: share of the cells that are wrong; `codes`: the provinces,
    all if empty. Returns what `round.json` holds. Raises RoundError, OSError.
    """
    if (home / NOTE).exists():
        raise RoundError(f"{home / NOTE} is there already; name a new folder, or add a day to this one")
    whole = Plan(0, 1.0, seed, again, codes)
    sizes = cells_each(whole)
    plan = plan_for(figures, whole, sizes)
    write_policy(home / POLICY, plan.rounds(), members(plan))
    init_bronze(home / "bronze")
    count, done, batches = Count(), 0, 0
    asked = plan.rounds()
    for group in range(GROUPS):
        worlds = lru_cache(maxsize=None)(lambda province: world_of(province, seed))
        for one in asked:
            some = list(parts(plan, one, group))
            for own in _write(home / "bronze", plan, one, group, some, worlds, faults):
                count.add(own)
                batches += own.documents > 0
            done += 1
            on_progress("making the round", done, GROUPS * len(asked))
    last = max(day_of(one, group, is_again=True) for one in asked for group in range(GROUPS))
    note = {
        "arguments": {"figures": figures, "seed": seed, "again": again, "faults": faults},
        "plan": asdict(plan), "made": asdict(count), "batches": batches,
        "returns": sorted({one.return_type for one in asked}),
        "rounds": len(asked), "bodies": _bodies(plan), "figures_per_document": sizes, "last_day": last.isoformat(),
        "policy": POLICY, "days": [],
    }  # fmt: skip
    write_note(home, note)
    return note


def _write(
    bronze: Path, plan: Plan, one: Round, group: int, some: list[Part], worlds: Any, faults: float
) -> Iterator[Count]:  # fmt: skip
    """Write what a group sends in a round, and what it sends again some days later; yield what is in each batch."""
    first, later = (
        Batch(bronze, batch_id(one, group, is_again=is_again), day_of(one, group, is_again=is_again), expected)
        for is_again, expected in (
            (False, sum(len(each.sent) for each in some)),
            (True, sum(len(each.twice) for each in some)),
        )
    )
    with first, later:
        for each in some:
            if not len(each.sent):
                continue
            grid = filled(worlds(each.province), one, each.level)
            if len(each.twice):
                twice = documents(each, grid, each.twice, 2, later.day)
                correct(twice.grid, each.chance(plan.seed, _TWICE))
                later.add(twice)
            first.add(*first_documents(each, grid, faults, plan.seed, first.day))
    yield first.count
    yield later.count


def write_note(home: Path, note: dict[str, Any]) -> None:
    """Write `round.json`. Raises OSError."""
    (home / NOTE).write_text(json.dumps(note, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def members(plan: Plan) -> dict[bool, list[str]]:
    """Return the codes of the districts and communes that take part, before (False) and after 01/07/2025."""
    return {
        is_after: [
            one.codes(level)[row]
            for one in plan.bodies(is_after)
            for level in LEVELS[2 if is_after else 1 :]
            for row in taking_part(is_after, plan.share)[one.code, level]
        ]
        for is_after in (False, True)
    }


def _bodies(plan: Plan) -> dict[str, Any]:
    made_up = {row["commune_code"] for row in synthetic()}
    found: dict[str, Any] = {}
    for name, is_after in (("before", False), ("after", True)):
        chosen = taking_part(is_after, plan.share)
        held = plan.bodies(is_after)
        counts = {level: sum(len(chosen[one.code, level]) for one in held) for level in LEVELS}
        codes = [one.commune_codes[row] for one in held for row in chosen[one.code, "commune"]]
        if is_after:
            counts["district"] = 0
        found[name] = counts | {"communes_synthetic": sum(code in made_up for code in codes)}
    return found
