"""Whether a build may carry on the one before, and what it then has to make: what follows from policy alone stays."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: Sources that are definitions in force, not returns.
_DEFINITIONS = {"form_cell", "form_term", "non_working_day", "batches"}
#: Inputs that a build which carries on must share with the one before.
_SHARED = ("seeds", "forms", "project")


def carries_on(warehouse: Path, facts: Mapping[str, Any], seeds: Path) -> bool:
    """Say whether a warehouse holds all that follows from the same policy, forms and models as a build of these facts.

    Then only what arrived has to be taken in. A build that asks what was known on an earlier day, one of another year
    (which years are over decides what is compared), one between whose date and that of the one before a rule begins or
    ends, the first build on a machine, and a second run of dbt on one copy (the first may have been killed half way,
    and left what is compared half new) are made from the ground. `seeds` is the folder of those in force.
    """
    import duckdb

    if not warehouse.is_file() or "carried_on" in facts:
        return False
    try:
        with duckdb.connect(warehouse, read_only=True) as connection:
            row = connection.execute("select as_of_on, known_on, inputs from meta.build").fetchone()
    except duckdb.Error:  # no warehouse that says what it was made from
        return False
    as_of, known, inputs = row or (None, None, None)
    if known or facts["known"] or as_of is None or str(as_of)[:4] != facts["as_of"][:4]:
        return False
    before, now = json.loads(inputs or "{}"), facts.get("inputs") or {}
    if not all(before.get(kind) and before.get(kind) == now.get(kind) for kind in _SHARED):
        return False
    return not _rules_change(seeds, *sorted((str(as_of), facts["as_of"])))


def _rules_change(seeds: Path, first: str, last: str) -> bool:
    with (seeds / "policy" / "validation_rules.csv").open(encoding="utf-8-sig", newline="") as stream:
        turns = [row[name] or "" for row in csv.DictReader(stream) for name in ("valid_from", "valid_to")]
    return any(first < turn <= last for turn in turns)


@dataclass(frozen=True)
class Growth:
    """What a build that carries on has to make: dbt's `selectors`; and where news comes from, as dbt names things.

    `sources` may hold what arrived; `dated` are the macros that ask for the date of the run.
    """

    selectors: tuple[str, ...]
    sources: frozenset[str]
    dated: frozenset[str]


def to_make(manifest: Path) -> Growth | None:
    """Return all models and tests that ask what arrived or for the date; None: never parsed yet.

    Told by where they begin, each with all that follows from it: dbt looks at every node for every selector. `manifest`
    is dbt's file of the last build of the same project.
    """
    if not manifest.is_file():
        return None
    content = json.loads(manifest.read_text(encoding="utf-8"))
    dated = _dated(content["macros"])
    begins = {
        name: f"source:{one['source_name']}.{one['name']}+"
        for name, one in content["sources"].items()
        if one["name"] not in _DEFINITIONS
    }
    sources = frozenset(begins)
    for name, one in content["nodes"].items():
        if one["resource_type"] in {"model", "test"} and dated.intersection(one["depends_on"]["macros"]):
            begins[name] = f"{one['name']}+"
    follows: set[str] = set()
    for name in begins:
        follows |= _after(name, content["child_map"], follows)
    return Growth(tuple(sorted(begins[name] for name in begins.keys() - follows)), sources, frozenset(dated))


def _after(name: str, children: Mapping[str, Sequence[str]], known: set[str]) -> set[str]:
    """All nodes that follow from one, but those known and what follows from them."""
    found: set[str] = set()
    waiting = list(children.get(name, ()))
    while waiting:
        if (one := waiting.pop()) not in found | known:
            found.add(one)
            waiting += children.get(one, ())
    return found


def _dated(macros: Mapping[str, Any]) -> set[str]:
    """The macros that ask for the date of the run, directly or through others; what is known is known on any day."""
    found = {"macro.gnbv.run_date"}
    asking = {name: one["depends_on"]["macros"] for name, one in macros.items() if name != "macro.gnbv.run_known"}
    while more := {name for name, needs in asking.items() if _uses(needs, found)} - found:
        found |= more
    return found


def _uses(needs: Iterable[str], wanted: set[str]) -> bool:
    return not wanted.isdisjoint(needs)
