"""dbt on the copy of a build, in process.

dbt sees a project folder of its own under `warehouse/dbt/project`, made of links to the project's files and to the
seeds in force, and the files of the build through the link `warehouse/building`. Two reasons: the paths stay equal from
build to build, so that the parsed project is reused; and the seeds stay inside the project folder, because dbt writes
what it runs for a seed to `<target>/run/<path of the seed>`, which for an absolute path is the seed itself.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import yaml

from gnbv.build import Build, BuildError, write_atomically
from gnbv.cutoff import early_cutoff
from gnbv.finishing import finish
from gnbv.growth import carries_on, to_make
from gnbv.progress import OnProgress, silent
from gnbv.settings import PROJECT, Workspace

DBT_PROJECT = PROJECT / "dbt_project"
SHOWN_ROWS = 3
SHOWN_FAILURES = 3


def run_dbt(
    ws: Workspace,
    build: Build,
    seeds: Path,
    *,
    on_progress: OnProgress = silent,
    project: Path = DBT_PROJECT,
    only: Sequence[str] = (),
) -> Sequence[Any]:
    """Run `dbt build` on the copy of a build, then drop what no model makes any longer and note which build it is.

    `only` are the models (dbt selectors) to make, without tests; else all are made and tested, or, where the copy can
    be carried on, what depends on what arrived. Returns dbt's results in the order the nodes ended. The caller holds
    the writer's lock. Raises `BuildError` naming the models and tests that failed, the first rows a failing data test
    returned, and the log.
    """
    # Whatever was said of the copy before is no longer true of it.
    build.note(row_counts=None, gate=None)
    root = ws.builds.parent / "dbt"
    _link(build.folder, ws.builds.parent / "building")
    folder = project_folder(root / "project", project, seeds)
    profile = profile_folder(root / "profile", project, {"keep_open": True})
    carried_on = not only and carries_on(build.copy, build.manifest(), seeds)
    growth = to_make(root / "target" / "manifest.json") if carried_on else None
    build.note(carried_on=growth is not None)
    is_same = growth is not None and ws.lineage is None
    arguments = [
        "build",
        *(("--select", *growth.selectors, "--indirect-selection", "empty") if growth else ()),
        # Unit tests speak of the models, not of the data: they belong to the project's own tests. Exposures do nothing.
        *("--exclude-resource-type", "unit_test", "--exclude-resource-type", "exposure"),
        *(("--exclude-resource-type", "test") if only else ()),
        # A selector may match nothing: what is to be made again is told more broadly than there are models.
        *(("--select", *only, "--warn-error-options", '{"error": []}') if only else ()),
        *("--project-dir", str(folder), "--profiles-dir", str(profile), "--target-path", str(root / "target")),
        *("--log-path", str(build.logs), "--log-level", "none", "--log-level-file", "info"),
        # The project is the same: so is its manifest, but for what the models were compiled to, which lineage tells.
        *(("--no-write-json",) if is_same else ()),
    ]  # fmt: skip
    copy = ws.builds.parent / "building" / "warehouse.duckdb"
    cutoff = early_cutoff(growth) if growth else nullcontext()
    with environment(ws, copy, build.manifest(), carried_on=growth is not None), working_folder(), cutoff:
        outcome = invoke(arguments, on_progress)
    if is_same and outcome.result is not None:
        outcome.result.write(str(root / "target" / "run_results.json"))
    if not outcome.success:
        raise BuildError(_explain(outcome, build))
    finish(build, root / "target" / "manifest.json")
    results: Sequence[Any] = outcome.result.results
    return results


def invoke(arguments: list[str], on_progress: OnProgress = silent) -> Any:
    """Run dbt in this process and let go of the file; returns dbt's outcome."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    gc.disable()  # until dbt has read the project: see `_Listener`
    try:
        with _told_events():
            return dbtRunner(callbacks=[_Listener(on_progress)]).invoke(arguments)
    finally:
        gc.unfreeze()
        gc.enable()
        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]


@contextmanager
def environment(
    ws: Workspace, warehouse: Path, facts: Mapping[str, Any], *, carried_on: bool = False
) -> Iterator[None]:
    """Set what the dbt project reads, and put the environment back afterwards (dbt reads only `os.environ`).

    `facts` are those of a build: its dates are no variables of dbt's, since with another value of one dbt parses all
    files again.
    """
    building = ws.builds.parent / "building"
    wanted = {
        "GNBV_DB": str(warehouse),
        "GNBV_BATCHES": str(building / "batches.parquet"),
        "GNBV_BRONZE": str(ws.bronze),
        "GNBV_SEEDS": "seeds",
        "GNBV_MATERIALIZED": "incremental" if carried_on else "table",
        **{f"GNBV_{name.upper()}": facts.get(name) or "" for name in ("as_of", "known", "rules_on")},
        "DO_NOT_TRACK": "1",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def working_folder() -> Iterator[None]:
    """dbt changes the working folder of the process; go back to where it was."""
    before = Path.cwd()
    try:
        yield
    finally:
        os.chdir(before)


def project_folder(folder: Path, project: Path, seeds: Path) -> Path:
    """Make the project as dbt sees it: links to its files and to the seeds in force."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {path.name: path for path in project.iterdir() if path.name not in {"seeds", "target", "logs"}}
    wanted["seeds"] = seeds
    for path in folder.iterdir():
        if path.is_symlink() and path.name not in wanted:
            path.unlink()
    for name, origin in wanted.items():
        _link(origin, folder / name)
    return folder


def profile_folder(folder: Path, project: Path, changes: Mapping[str, Any]) -> Path:
    """Write the project's profile with what differs here: a file kept open costs a third less than one opened anew."""
    profiles = yaml.safe_load((project / "profiles.yml").read_text(encoding="utf-8"))
    for profile in profiles.values():
        for output in profile["outputs"].values():
            output.update(changes)
    content = yaml.safe_dump(profiles, sort_keys=False).encode()
    place = folder / "profiles.yml"
    if not place.is_file() or place.read_bytes() != content:
        write_atomically(place, content)
    return folder


def _link(origin: Path, place: Path) -> None:
    """Make or replace a symbolic link in one rename."""
    if place.is_symlink() and place.readlink() == origin:
        return
    draft = place.with_name(f".{place.name}-{os.getpid()}")
    draft.unlink(missing_ok=True)
    draft.symlink_to(origin)
    draft.replace(place)


@contextmanager
def _told_events() -> Iterator[None]:
    """Have dbt pass over what it tells for debugging: nobody is shown it, and writing it as messages takes time."""
    from dbt_common.events.base_types import EventLevel
    from dbt_common.events.event_manager import EventManager
    from dbt_common.events.event_manager_client import ctx_set_event_manager, get_event_manager

    class Told(EventManager):
        def fire_event(self, e: Any, level: EventLevel | None = None, *rest: Any, **named: Any) -> None:
            if (level or e.level_tag()) is not EventLevel.DEBUG or type(e).__name__ == "NodeFinished":
                super().fire_event(e, level, *rest, **named)

    before = get_event_manager()
    ctx_set_event_manager(Told())
    try:
        yield
    finally:
        ctx_set_event_manager(before)


class _Listener:
    """Turns dbt's events into progress.

    When the first model starts, the project as dbt has read it is put beyond Python's collector: half a million objects
    that stay to the end, and a fifth of dbt's time goes into looking them through over and over.
    """

    def __init__(self, on_progress: OnProgress) -> None:
        self._on_progress = on_progress
        self._done = self._total = 0

    def __call__(self, event: Any) -> None:
        if event.info.name == "LogStartLine":
            self._total = event.data.total
            if not gc.isenabled():
                gc.freeze()
                gc.enable()
        elif event.info.name == "NodeFinished":
            self._done += 1
            self._on_progress("building and testing the models", self._done, max(self._total, self._done))


def _explain(outcome: Any, build: Build) -> str:
    log = build.logs / "dbt.log"
    results = getattr(outcome.result, "results", None) or []
    failed = [result for result in results if str(result.status) in {"error", "fail", "runtime error"}]
    if not failed:
        return f"dbt could not start: {_one_line(outcome.exception or 'no reason given')}; see {log}"
    causes = [_cause(result, build) for result in failed[:SHOWN_FAILURES]]
    if len(failed) > SHOWN_FAILURES:
        causes.append(f"and {len(failed) - SHOWN_FAILURES} more")
    return f"dbt stopped the build: {'; '.join(causes)}; nothing was swapped in; see {log}"


def _cause(result: Any, build: Build) -> str:
    node = result.node
    kind = str(node.resource_type)
    what = f"{kind.replace('_', ' ')} {node.name} ({node.original_file_path})"
    sql = getattr(node, "compiled_code", None)
    if kind == "test" and str(result.status) == "fail" and sql:
        return f"{what} found {result.failures} row(s): {_first_rows(build.copy, sql)}"
    return f"{what}: {_one_line(result.message or 'failed')}"


def _first_rows(copy: Path, sql: str) -> str:
    """Return the first rows a data test found, as one line."""
    import duckdb

    try:
        with duckdb.connect(copy, read_only=True) as connection:
            found = connection.execute(f"select * from ({sql}) limit {SHOWN_ROWS}")
            names = [column[0] for column in found.description or []]
            rows = found.fetchall()
    except duckdb.Error as error:
        return f"the rows cannot be shown ({_one_line(error)})"
    shown = [", ".join(f"{name}={value}" for name, value in zip(names, row, strict=True)) for row in rows]
    return " | ".join(f"[{_one_line(row)}]" for row in shown)


def _one_line(text: object, limit: int = 400) -> str:
    line = " ".join(str(text).split())
    return line if len(line) <= limit else f"{line[:limit]}..."
