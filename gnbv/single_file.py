"""What the rules of the warehouse find in one file by itself.

A warehouse without any file is made by dbt once, under `<home>/check`, and kept until rules, models, seeds or forms
change. A file is then taken in there as a collect would, and only the models that read it are made again, from the SQL
that dbt compiled, in one transaction that is taken back. dbt itself is not started: that costs more than the rules.

What rules are in force on a day is all that the day decides for one file: the kept warehouse speaks about the last day
before the register of rules changes next, so that it serves every day until then.
"""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from gnbv.build import BuildError, write_atomically, writer_lock
from gnbv.progress import OnProgress, silent
from gnbv.settings import PROJECT, Workspace

if TYPE_CHECKING:
    from delivery import Finding
    from ingestion import Reading, Reference, SourceEntry

#: Levels of rules that one file and the reference data decide; rules of other levels that they decide too, and rules of
#: these levels that they do not.
OWN_LEVELS = ("form", "figure", "submission")
OWN_RULES, NOT_OWN_RULES = ("XS05",), ("DC01",)

#: The tables of bronze that hold definitions, not what was sent.
_STANDING = ("non_working_day", "form_cell", "form_term")
_WANTED = ("+fct_finding", "+fct_finding_figure", "+fct_submission", "+dim_locality")
#: The day a register that changes no more is asked for.
_NO_CHANGE = date(2100, 1, 1)
_LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True)
class SingleFile:
    """All the warehouse holds against one file; `ran` and `not_run` are ids of rules in force, those of the door aside.

    `not_run` need other returns than this one: earlier ones, other sources, or what is owed. Among the findings are
    those that the door sent.
    """

    findings: tuple[Finding, ...]
    ran: tuple[str, ...]
    not_run: tuple[str, ...]


def check_alone(
    ws: Workspace,
    content: bytes,
    name: str,
    reading: Reading,
    *,
    entry: SourceEntry,
    reference: Reference,
    on: date,
    on_progress: OnProgress = silent,
) -> SingleFile:
    """Run the rules that need no other return on a file that was read; nothing of it is kept.

    `name` is its path at the source, `on` the day it arrived. Raises `BuildError` when the rules cannot be run; OSError
    when the workspace cannot be written.
    """
    scratch = Workspace(ws.home / "check", ws.sources, ws.policy)
    with writer_lock(scratch, on_progress):
        _prepare(scratch, reference.seeds, _speaks_about(on, reference.seeds), on_progress)
        on_progress("running the rules on the file", 0, 0)
        _forget(scratch)
        try:
            _take_in(scratch, content, name, reading, entry, reference, on)
            return _run(scratch)
        finally:
            _forget(scratch)


def _speaks_about(on: date, seeds: Path) -> date:
    """Return the last day, from `on` on, on which the same rules are in force."""
    with (seeds / "policy" / "validation_rules.csv").open(encoding="utf-8-sig", newline="") as stream:
        held = [row[name] for row in csv.DictReader(stream) for name in ("valid_from", "valid_to") if row[name]]
    later = [day for text in set(held) if (day := date.fromisoformat(text)) > on]
    return min(later) - timedelta(days=1) if later else max(on, _NO_CHANGE)


def _prepare(scratch: Workspace, seeds: Path, as_of: date, on_progress: OnProgress) -> None:
    """Make the warehouse without files, unless the one that is kept was made from the same."""
    from gnbv import jobs
    from gnbv.build import find_build
    from gnbv.transform import run_dbt

    made_from = _made_from(scratch, seeds, as_of)
    ready = scratch.home / "ready.json"
    with suppress(OSError, ValueError):
        if json.loads(ready.read_text(encoding="utf-8"))["made_from"] == made_from:
            return
    on_progress("preparing the rules (once, until they change)", 0, 0)
    ready.unlink(missing_ok=True)
    for folder in (scratch.builds, scratch.bronze, scratch.landing):
        shutil.rmtree(folder, ignore_errors=True)
    build = find_build(scratch, jobs.start_build(scratch, as_of))
    results = run_dbt(scratch, build, seeds, on_progress=on_progress, only=_WANTED)
    steps = _steps([one.node for one in results])
    facts = {"made_from": made_from, "database": str(build.copy), "batches": str(build.batches), "steps": steps}
    write_atomically(ready, json.dumps(facts).encode())


def _made_from(scratch: Workspace, seeds: Path, as_of: date) -> str:
    """Return what tells two prepared warehouses apart: where, for which day, from which models, seeds and forms."""
    digest = hashlib.sha256(f"{scratch.home}|{as_of}".encode())
    project = PROJECT / "dbt_project"
    folders = (project / "models", project / "macros", PROJECT / "ingestion" / "forms", seeds, seeds.parent / "forms")
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".sql", ".yml", ".csv"} and path.is_file():
                digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _steps(nodes: Iterable[Any]) -> list[dict[str, str]]:
    """Return table and SQL of every model that reads what was sent, in the order they can be made; views stand."""
    touched: set[str] = set()
    steps = []
    for node in nodes:
        needs = getattr(node.depends_on, "nodes", ())  # a seed needs nothing
        sent = [one for one in needs if one.startswith("source.gnbv.bronze.") and one.split(".")[-1] not in _STANDING]
        if sent or touched.intersection(needs):
            touched.add(node.unique_id)
            if node.config.materialized != "view":
                steps.append({"table": node.relation_name, "sql": node.compiled_code})
    return steps


def _forget(scratch: Workspace) -> None:
    """Remove what was taken in; the definitions stay."""
    shutil.rmtree(scratch.landing, ignore_errors=True)
    shutil.rmtree(scratch.home / "file", ignore_errors=True)
    for path in scratch.bronze.glob("*/*"):
        if not path.name.startswith("_"):
            path.unlink(missing_ok=True)


def _take_in(
    scratch: Workspace, content: bytes, name: str, reading: Reading, entry: SourceEntry, reference: Reference, on: date
) -> None:
    """Take the file in as it was read: with the writer of the intake, but without reading it again."""
    from ingestion import collect_source, write_batches_manifest

    place = scratch.home / "file" / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    collect_source(
        replace(entry, url=str(scratch.home / "file"), connection=None, settle_seconds=0.0),
        landing=scratch.landing,
        bronze=scratch.bronze,
        seeds=reference.seeds,
        run_id="check",
        now=datetime.combine(on, time(12), _LOCAL),
        reader=lambda *_, **__: reading,
        reference=reference,
    )
    write_batches_manifest(scratch.bronze, Path(_ready(scratch)["batches"]))


def _ready(scratch: Workspace) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((scratch.home / "ready.json").read_text(encoding="utf-8"))
    return facts


def _run(scratch: Workspace) -> SingleFile:
    import duckdb

    from delivery import findings_in

    ready = _ready(scratch)
    connection = duckdb.connect(ready["database"], config={"autoinstall_known_extensions": "false", "TimeZone": "UTC"})
    try:
        connection.execute("begin")
        for step in ready["steps"]:
            connection.execute(f"create or replace table {step['table']} as {step['sql']}")
        in_force = connection.execute("select rule_id, level from intermediate.int_rules order by rule_id").fetchall()
        found = findings_in(connection)
        connection.execute("rollback")
    except duckdb.Error as error:
        first = str(error).splitlines()[0]
        raise BuildError(f"the rules cannot be run on a file: {first}; remove {scratch.home} and run again") from error
    finally:
        connection.close()
    own = {rule: _is_own(rule, level) for rule, level in in_force}
    return SingleFile(
        tuple(one for one in found if one.submission_key and own.get(one.rule_id, False)),
        tuple(rule for rule, is_own in own.items() if is_own and not _is_of_door(rule)),
        tuple(rule for rule, is_own in own.items() if not is_own),
    )


def _is_own(rule: str, level: str) -> bool:
    return (level in OWN_LEVELS and rule not in NOT_OWN_RULES) or rule in OWN_RULES


def _is_of_door(rule: str) -> bool:
    from delivery.told_once import RECKONED_AGAIN

    return rule.startswith("IN") and rule not in RECKONED_AGAIN
