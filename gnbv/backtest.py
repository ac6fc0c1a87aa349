"""What another register of rules would raise on everything in the warehouse, before it is switched on.

A copy of the warehouse is made under a temporary folder, the register is put in, and only what depends on it is made
again; the findings of both are compared by what they say (`subject_key`). Nothing in the workspace changes.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from gnbv.backtest_compare import RuleOutcome, compare
from gnbv.build import Build, BuildError, made_by, write_atomically
from gnbv.policy import SEEDS, effective_seeds
from gnbv.progress import OnProgress, silent
from gnbv.settings import Workspace
from gnbv.transform import DBT_PROJECT, run_dbt

REGISTER = "validation_rules"


@dataclass(frozen=True)
class BackTest:
    """The comparison with build `build_id`, as of its day, under the register in force on `rules_on`."""

    build_id: str
    as_of: date
    known: date | None
    rules_on: date
    rules: tuple[RuleOutcome, ...]


def backtest(
    ws: Workspace,
    *,
    policy: Path | None = None,
    rules_on: date | None = None,
    rules: Sequence[str] = (),
    examples: int = 3,
    on_progress: OnProgress = silent,
    project: Path = DBT_PROJECT,
    project_seeds: Path = SEEDS,
) -> BackTest:
    """Compare the current warehouse with what it would say under another register.

    `policy`: a folder whose rows are added as those of GNBV_POLICY are. `rules_on`: the day whose register is asked; by
    default the as-of day of the warehouse, or the day the last of the added rows begins if that is later. `rules`: only
    these. `examples`: at most so many changes a rule and kind are told. Raises `PolicyError`, `BuildError`.
    """
    if not ws.warehouse.is_file():
        raise BuildError(f"{ws.warehouse}: there is no warehouse yet; run `gnbv collect` and `gnbv build` first")
    about = made_by(ws.warehouse)
    as_of = date.fromisoformat(about["built_as_of"])
    with tempfile.TemporaryDirectory(prefix="gnbv-backtest-") as folder:
        scratch = Workspace(Path(folder), ws.sources, (*ws.policy, *((policy.resolve(),) if policy else ())))
        now_in_force = effective_seeds(Workspace(scratch.home, ws.sources, ws.policy), project_seeds)
        seeds = effective_seeds(scratch, project_seeds)
        _refuse_unknown(rules, seeds)
        day = rules_on or max([as_of, *_begins(now_in_force, seeds)])
        on_progress("copying the warehouse", 0, 0)
        build = _copy(ws, scratch, about, day)
        only = _selection(ws.warehouse, seeds, project, _changed(now_in_force, seeds), day)
        _run(scratch, build, seeds, project, only, on_progress)
        on_progress("comparing the findings", 0, 0)
        told = compare(ws.warehouse, build.copy, examples)
        kept = tuple(one for one in told if not rules or one.rule_id in rules)
    known = date.fromisoformat(about["known"]) if about["known"] else None
    return BackTest(about["build_id"], as_of, known, day, kept)


def _register(seeds: Path) -> list[dict[str, str]]:
    with (seeds / "policy" / f"{REGISTER}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _refuse_unknown(rules: Iterable[str], seeds: Path) -> None:
    known = {row["rule_id"] for row in _register(seeds)}
    unknown = sorted(set(rules) - known)
    if unknown:
        raise BuildError(
            f"the register has no rule {', '.join(unknown)}; it has {', '.join(sorted(known))}: correct --rule, or add "
            "the row to the folder of --policy"
        )


def _begins(before: Path, after: Path) -> list[date]:
    """Return the first days of the rows that were added to the register."""
    held = _register(before)
    return [date.fromisoformat(row["valid_from"]) for row in _register(after) if row not in held]


def _changed(before: Path, after: Path) -> list[str]:
    """Return the names of the seeds that differ, the register apart."""
    return [
        path.stem
        for path in sorted(after.rglob("*.csv"))
        if before != after
        and path.stem != REGISTER
        and path.read_bytes() != (before / path.relative_to(after)).read_bytes()
    ]


def _copy(ws: Workspace, scratch: Workspace, about: dict[str, Any], rules_on: date) -> Build:
    """Make the folder of a build that nobody will swap in: a copy of the warehouse and what its build read."""
    from ingestion import write_batches_manifest

    build = Build(scratch.builds / "backtest")
    build.folder.mkdir(parents=True)
    shutil.copyfile(ws.warehouse, build.copy)
    batches = ws.builds / about["build_id"] / "batches.parquet"
    if batches.is_file():
        shutil.copyfile(batches, build.batches)
    else:
        write_batches_manifest(ws.bronze, build.batches)
    scratch.bronze.symlink_to(ws.bronze)
    facts = {
        "build_id": build.build_id,
        "as_of": about["built_as_of"],
        "known": about["known"],
        "rules_on": rules_on.isoformat(),
        "input_hash": about["input_hash"],
        "started_at": datetime.now(UTC).isoformat(),
    }
    write_atomically(build.folder / "manifest.json", json.dumps(facts).encode())
    return build


def _selection(warehouse: Path, seeds: Path, project: Path, changed: Sequence[str], day: date) -> list[str]:
    """Return what to make again (dbt selectors): register and rules, what depends on other seeds, what the copy lacks.

    How grave the rules of the door are decides how a return is received, on which much depends: only if that changes.
    """
    import duckdb

    with duckdb.connect(warehouse, read_only=True) as connection:
        held = {name for (name,) in connection.execute("select table_name from information_schema.tables").fetchall()}
        door = dict(connection.execute(_DOOR).fetchall()) if "int_rules" in held else {}
    names = {path.stem for path in (project / "models").rglob("*.sql")} | {path.stem for path in seeds.rglob("*.csv")}
    wanted = [*changed, *sorted(names - held), *(["int_evidence"] if _door_severities(seeds, day) != door else [])]
    return [
        *(REGISTER, "int_rules", "fct_finding", "path:models/findings,+fct_finding"),
        *(f"{name}+,+fct_finding" for name in dict.fromkeys(wanted)),
    ]


_DOOR = "select rule_id, severity from intermediate.int_rules where rule_id like 'IN%'"


def _door_severities(seeds: Path, day: date) -> dict[str, str]:
    """Return how grave the rules of the door are on a day, those in force."""
    from ingestion import SeedError
    from ingestion.rules import severity_of

    found = {}
    for rule in {row["rule_id"] for row in _register(seeds) if row["rule_id"].startswith("IN")}:
        with suppress(SeedError):
            found[rule] = severity_of(rule, day, seeds)
    return found


def _run(
    scratch: Workspace, build: Build, seeds: Path, project: Path, only: Sequence[str], on_progress: OnProgress
) -> None:
    def show(step: str, done: int, total: int) -> None:
        on_progress("running the rules", done, total)

    on_progress("reading the project", 0, 0)
    try:
        run_dbt(scratch, build, seeds, on_progress=show, project=project, only=only)
    except BuildError as error:
        # The log lies in the folder that is removed now.
        said = re.sub(r"(; nothing was swapped in)?; see \S+$", "", str(error))
        raise BuildError(f"{said}; the warehouse is as it was") from error
