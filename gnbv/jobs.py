"""The jobs that join the rooms: collect, build, publish, check. The command line and the DAGs call nothing else.

Importing this module must stay cheap (DAG files import it while they are parsed): dbt, Great Expectations, DuckDB and
the rooms are imported inside the functions.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gnbv.batches import list_batches
from gnbv.build import Build, BuildError, find_build, made_by, mark_gate, start, write_atomically, writer_lock
from gnbv.build import swap as swap_files
from gnbv.collecting import BatchFailed, collect_batch, collect_entries, collect_entry
from gnbv.lineage import send_dbt
from gnbv.policy import PolicyError, effective_seeds
from gnbv.progress import OnProgress, silent
from gnbv.run_facts import dbt_nodes, of_copy, of_gate, of_marts, of_release, of_round, of_source, of_warehouse
from gnbv.runs import recorded, recording, run_of
from gnbv.settings import Workspace
from gnbv.spread import prepare
from gnbv.standing import write_standing

if TYPE_CHECKING:
    from delivery import ErrorSheet
    from expectations import GateResult
    from ingestion import CollectSummary, SourceEntry


__all__ = [
    "BatchFailed",
    "BuildError",
    "BuildResult",
    "OnProgress",
    "PolicyError",
    "build",
    "check_published",
    "collect_all",
    "collect_batch",
    "collect_one",
    "error_sheets",
    "gate",
    "list_batches",
    "publish_marts",
    "source_ids",
    "sources",
    "start_build",
    "swap",
    "transform",
]

#: What a killed run left is removed once no run that still writes can own it.
LEFT_OVER_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class BuildResult:
    """What one build made: `counts` are rows a table of facts and marts, `seconds` the time of each step."""

    build_id: str
    as_of: date
    known: date | None
    gate: GateResult
    counts: dict[str, int]
    seconds: dict[str, float]


def sources(ws: Workspace) -> list[SourceEntry]:
    """The entries of `sources.yml`, in its order, or the folders of a plain folder; raises `ingestion.SourcesError`."""
    from ingestion import Reference, load_sources, sources_from_folder

    if ws.sources.is_dir():
        return sources_from_folder(ws.sources, Reference.load(effective_seeds(ws)))
    return load_sources(ws.sources)


def source_ids(ws: Workspace) -> list[str]:
    """The ids of `sources.yml`, in its order."""
    return [entry.source_id for entry in sources(ws)]


@recording("collect", "source", subject="source_id", tell=of_source)
def collect_one(
    ws: Workspace,
    source_id: str,
    run_id: str,
    *,
    as_of: date | None = None,
    now: datetime | None = None,
    filesystem: Any = None,
) -> CollectSummary:
    """Pull one source into landing and bronze; raises `ingestion.SourceFailed` when it cannot be read."""
    from ingestion import SourcesError, init_bronze

    entries = {entry.source_id: entry for entry in sources(ws)}
    if source_id not in entries:
        raise SourcesError(f"{ws.sources}: there is no source {source_id!r}; use one of the ids in that file")
    init_bronze(ws.bronze)
    return collect_entry(ws, entries[source_id], effective_seeds(ws), run_id, as_of, now, filesystem)


@recording("collect", "round", tell=of_round)
def collect_all(
    ws: Workspace,
    run_id: str,
    *,
    as_of: date | None = None,
    now: datetime | None = None,
    processes: int = 1,
    on_progress: OnProgress | None = None,
) -> list[CollectSummary]:
    """Pull every source; one that fails does not stop the others: its summary has `failure` set (one English line)."""
    prepare(processes)
    from ingestion import init_bronze

    entries, seeds = sources(ws), effective_seeds(ws)
    init_bronze(ws.bronze)
    show = on_progress or silent
    return collect_entries(ws, entries, seeds, run_id, as_of=as_of, now=now, processes=processes, show=show)


def error_sheets(
    ws: Workspace,
    *,
    locality: str | None = None,
    submissions: Collection[str] | None = None,
    since: datetime | None = None,
    out: Path | None = None,
    of_warehouse: bool = False,
    on_progress: OnProgress | None = None,
) -> list[ErrorSheet]:
    """Write the error sheet of every workbook that has something to correct, to `lists/errors` or the folder given.

    What is published is told as well; `of_warehouse`: only of files in which its rules found something at a cell.
    """
    from delivery import NotPublishedError, published_marts, write_error_sheets

    try:
        marts = published_marts(ws.published)
    except NotPublishedError:
        marts = None
    return write_error_sheets(
        bronze=ws.bronze,
        landing=ws.landing,
        seeds=effective_seeds(ws),
        out=out or ws.lists / "errors",
        senders={entry.source_id: entry for entry in sources(ws)},
        since=since,
        locality=locality,
        submissions=submissions,
        marts=marts,
        of_warehouse=of_warehouse,
        on_progress=on_progress,
    )


@recording("build", "copy", tell=of_copy)
def start_build(ws: Workspace, as_of: date, known: date | None = None) -> str:
    """Make the copy, the list of committed batches and the manifest of a new build; returns its id."""
    from gnbv.growth import carries_on
    from ingestion import init_bronze, sweep, write_batches_manifest

    seeds = effective_seeds(ws)
    with writer_lock(ws):
        init_bronze(ws.bronze)
        sweep(ws.bronze, older_than=LEFT_OVER_AFTER, now=datetime.now(UTC), landing=ws.landing)
        write_standing(ws, seeds)
        made = start(
            ws,
            as_of,
            known,
            inputs=seeds,
            write_batches=lambda path: write_batches_manifest(ws.bronze, path),
            carries_on=lambda facts: carries_on(ws.warehouse, facts, seeds),
            now=datetime.now(UTC),
        )
    return made.build_id


def transform(ws: Workspace, build_id: str, *, on_progress: OnProgress | None = None) -> None:
    """Run dbt on the copy; raises `BuildError` naming what failed and where its log is."""
    from gnbv.transform import run_dbt

    with writer_lock(ws, on_progress or silent), recorded(ws, run_of(), "build", "transform", build_id) as step:
        began = datetime.now(UTC)
        try:
            run_dbt(ws, find_build(ws, build_id), effective_seeds(ws), on_progress=on_progress or silent)
        finally:
            step.parts = dbt_nodes(ws, began)
            send_dbt(ws, began)
        step.tell(of_marts(ws, build_id))


@recording("build", "gate", subject="build_id", tell=of_gate)
def gate(ws: Workspace, build_id: str, run_suites: Callable[..., GateResult] | None = None) -> GateResult:
    """Run the expectations on the copy; what stops it is in the result and leaves the build unswappable.

    `run_suites` may run them elsewhere. Raises `BuildError` when dbt has not ended well on the copy.
    """
    import expectations

    with writer_lock(ws):
        made = find_build(ws, build_id)
        if made.manifest().get("row_counts") is None:
            raise BuildError(f"build {build_id} has no marts to check: dbt has not ended well on it; build again")
        result = (run_suites or expectations.run_suites)(
            made.copy, as_of=made.as_of, known=made.known, docs=ws.quality / "build", seeds=effective_seeds(ws)
        )
        mark_gate(
            made,
            passed=result.passed,
            stops=[flag.message for flag in result.stops],
            warnings=len(result.warnings),
            now=datetime.now(UTC),
        )
        _keep_result(ws.quality / "build.json", made, result)
    return result


@recording("build", "swap", subject="build_id", tell=of_warehouse)
def swap(ws: Workspace, build_id: str) -> None:
    """Put the copy in the place of the current warehouse once its gate has passed; raises `BuildError`."""
    with writer_lock(ws):
        swap_files(ws, build_id, now=datetime.now(UTC))


def build(
    ws: Workspace, as_of: date, *, known: date | None = None, on_progress: OnProgress | None = None
) -> BuildResult:
    """Copy, build and test, gate, swap, under one lock; raises `BuildError` when anything stops the build."""
    from expectations import suites_aside

    if not any(ws.bronze.glob("attempt/[!_]*.parquet")):
        raise BuildError(f"{ws.bronze}: nothing was collected yet; run `gnbv collect` first")
    show = on_progress or silent
    seconds: dict[str, float] = {}
    with writer_lock(ws, show), suites_aside() as run_suites:
        with _timed(seconds, "copy"):
            show("copying the warehouse", 0, 0)
            build_id = start_build(ws, as_of, known)
        with _timed(seconds, "transform"):
            show("building and testing the models", 0, 0)
            transform(ws, build_id, on_progress=show)
        with _timed(seconds, "gate"):
            show("checking the copy", 0, 0)
            result = gate(ws, build_id, run_suites)
        with _timed(seconds, "swap"):
            swap(ws, build_id)
    return BuildResult(build_id, as_of, known, result, find_build(ws, build_id).manifest()["row_counts"], seconds)


@recording("publish", "release", tell=of_release)
def publish_marts(ws: Workspace) -> Path:
    """Publish the current warehouse as files, by the rule of retention in force; returns the folder of the release."""
    from delivery import publish
    from delivery.releases import read_retention

    if not ws.warehouse.is_file():
        raise BuildError(f"{ws.warehouse}: there is no warehouse yet; run `gnbv collect` and `gnbv build` first")
    made = made_by(ws.warehouse)
    rule = read_retention(effective_seeds(ws))
    return publish(ws.warehouse, ws.published, build_id=made.pop("build_id"), about=made, retention=rule)


def check_published(ws: Workspace) -> GateResult:
    """Run all suites but that of the door on what is published, as of the date it was built for."""
    from delivery import published_marts, read_manifest
    from expectations import run_suites

    marts = published_marts(ws.published)
    manifest = read_manifest(ws.published) or {}
    return run_suites(
        marts,
        as_of=date.fromisoformat(manifest["built_as_of"]),
        known=date.fromisoformat(manifest["known"]) if manifest.get("known") else None,
        docs=ws.quality / "published",
        suites=("completeness", "marts", "findings"),
        seeds=effective_seeds(ws),
    )


@contextmanager
def _timed(seconds: dict[str, float], step: str) -> Iterator[None]:
    began = time.monotonic()
    try:
        yield
    finally:
        seconds[step] = round(time.monotonic() - began, 2)


def _keep_result(path: Path, made: Build, result: GateResult) -> None:
    content = {"build_id": made.build_id, "as_of": made.as_of.isoformat(), **asdict(result)}
    write_atomically(path, (json.dumps(content, ensure_ascii=False, indent=2, default=str) + "\n").encode())
