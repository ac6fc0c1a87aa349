"""dbt on the copy of a build, in process.

dbt sees a project folder of its own under `warehouse/dbt/project`, made of links to the project's files and to the
seeds in force, and the files of the build through the link `warehouse/building`. Two reasons: the paths stay equal from
build to build, so that the parsed project is reused; and the seeds stay inside the project folder, because dbt writes
what it runs for a seed to `<target>/run/<path of the seed>`, which for an absolute path is the seed itself.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from gnbv.build import Build, BuildError, write_atomically
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

    `only` are the models (dbt selectors) to make, without tests; else all are made and tested. Returns dbt's results in
    the order the nodes ended. The caller holds the writer's lock. Raises `BuildError` naming the models and tests that
    failed, the first rows a failing data test returned, and the log.
    """
    # Whatever was said of the copy before is no longer true of it.
    build.note(row_counts=None, gate=None)
    root = ws.builds.parent / "dbt"
    _link(build.folder, ws.builds.parent / "building")
    folder = _project_folder(root / "project", project, seeds)
    profile = _profile_folder(root / "profile", project)
    arguments = [
        "build",
        # Unit tests speak of the models, not of the data: they belong to the project's own tests.
        *("--exclude-resource-type", "unit_test", *(("--exclude-resource-type", "test") if only else ())),
        # A selector may match nothing: what is to be made again is told more broadly than there are models.
        *(("--select", *only, "--warn-error-options", '{"error": []}') if only else ()),
        *("--project-dir", str(folder), "--profiles-dir", str(profile), "--target-path", str(root / "target")),
        *("--log-path", str(build.logs), "--log-level", "none", "--log-level-file", "info"),
        *("--vars", _variables(build)),
    ]  # fmt: skip
    with _environment(ws), _working_folder():
        outcome = _invoke(arguments, on_progress)
    if not outcome.success:
        raise BuildError(_explain(outcome, build))
    _finish(build, outcome.result.results, mart_keys(root / "target" / "manifest.json"))
    results: Sequence[Any] = outcome.result.results
    return results


def _invoke(arguments: list[str], on_progress: OnProgress) -> Any:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    try:
        return dbtRunner(callbacks=[_Listener(on_progress)]).invoke(arguments)
    finally:
        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]


def _variables(build: Build) -> str:
    facts = build.manifest()
    return json.dumps({name: facts.get(name) for name in ("as_of", "known", "rules_on")})


@contextmanager
def _environment(ws: Workspace) -> Iterator[None]:
    """Set what the dbt project reads, and put the environment back afterwards (dbt reads only `os.environ`)."""
    building = ws.builds.parent / "building"
    wanted = {
        "GNBV_DB": str(building / "warehouse.duckdb"),
        "GNBV_BATCHES": str(building / "batches.parquet"),
        "GNBV_BRONZE": str(ws.bronze),
        "GNBV_SEEDS": "seeds",
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
def _working_folder() -> Iterator[None]:
    """dbt changes the working folder of the process; go back to where it was."""
    before = Path.cwd()
    try:
        yield
    finally:
        os.chdir(before)


def _project_folder(folder: Path, project: Path, seeds: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {path.name: path for path in project.iterdir() if path.name not in {"seeds", "target", "logs"}}
    wanted["seeds"] = seeds
    for path in folder.iterdir():
        if path.is_symlink() and path.name not in wanted:
            path.unlink()
    for name, origin in wanted.items():
        _link(origin, folder / name)
    return folder


def _profile_folder(folder: Path, project: Path) -> Path:
    """Write the project's profile, but with the file kept open: opening it anew for every node costs a third more."""
    profiles = yaml.safe_load((project / "profiles.yml").read_text(encoding="utf-8"))
    for profile in profiles.values():
        for output in profile["outputs"].values():
            output["keep_open"] = True
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


class _Listener:
    """Turns dbt's events into progress."""

    def __init__(self, on_progress: OnProgress) -> None:
        self._on_progress = on_progress
        self._done = self._total = 0

    def __call__(self, event: Any) -> None:
        if event.info.name == "LogStartLine":
            self._total = event.data.total
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


def _finish(build: Build, results: Sequence[Any], keys: Mapping[str, Sequence[str]]) -> None:
    """Drop the tables no model or seed makes any longer, write `meta`, count the rows of the marts."""
    import duckdb

    made = {
        (result.node.schema, result.node.alias)
        for result in results
        if str(result.node.resource_type) in {"model", "seed"}
    }
    facts = build.manifest()
    with duckdb.connect(build.copy) as connection:
        _drop_left_over(connection, made)
        connection.execute("create schema if not exists meta")
        connection.execute(
            "create or replace table meta.build as select cast($id as varchar) as build_id, "
            "cast($as_of as date) as as_of_on, cast($known as date) as known_on, cast($hash as varchar) as input_hash, "
            "cast($at as timestamptz) as started_at, cast($inputs as varchar) as inputs",
            {key: facts[name] for key, name in _BUILD_COLUMNS.items()}
            | {"inputs": json.dumps(facts.get("inputs") or {})},
        )
        _write_keys(connection, keys)
        counts = {}
        for schema, table in sorted(made):
            if schema == "marts":
                counted = connection.execute(f'select count(*) from "{schema}"."{table}"').fetchone()
                counts[table] = int(counted[0]) if counted else 0
        connection.execute("checkpoint")
    build.note(row_counts=counts)


_BUILD_COLUMNS = {"id": "build_id", "as_of": "as_of", "known": "known", "hash": "input_hash", "at": "started_at"}


def mart_keys(manifest: Path) -> dict[str, list[str]]:
    """Return the columns that tell the rows of each mart apart, as its tests `unique` and `unique_combination` say.

    `manifest` is dbt's. Of several such tests of one mart the one with the fewest columns that may be null counts, then
    the one with the fewest columns.
    """
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"]
    found: dict[str, tuple[int, int, list[str]]] = {}
    for node in nodes.values():
        test = node.get("test_metadata") or {}
        model = nodes.get(node.get("attached_node")) or {}
        if test.get("name") not in {"unique", "unique_combination"} or model.get("schema") != "marts":
            continue
        arguments = test["kwargs"]
        columns = [arguments["column_name"]] if test["name"] == "unique" else list(arguments["columns"])
        open_to_null = sum(1 for name in columns if not _never_null(model["columns"].get(name, {})))
        rank = (open_to_null, len(columns), columns)
        found[model["name"]] = min(rank, found.get(model["name"], rank))
    return {name: columns for name, (_, _, columns) in found.items()}


def _never_null(column: Mapping[str, Any]) -> bool:
    return any(one.get("type") == "not_null" for one in column.get("constraints") or ())


def _write_keys(connection: Any, keys: Mapping[str, Sequence[str]]) -> None:
    connection.execute(
        "create or replace table meta.mart_key "
        "(mart varchar not null, position integer not null, column_name varchar not null)"
    )
    rows = [(mart, place, name) for mart, names in sorted(keys.items()) for place, name in enumerate(names, start=1)]
    if rows:
        connection.executemany("insert into meta.mart_key values (?, ?, ?)", rows)


def _drop_left_over(connection: Any, made: set[tuple[str, str]]) -> None:
    schemas = {schema for schema, _ in made}
    present = connection.execute(
        "select table_schema, table_name, table_type from information_schema.tables "
        "where table_catalog = current_database()"
    ).fetchall()
    for schema, table, kind in present:
        if schema in schemas and (schema, table) not in made:
            connection.execute(f'drop {"view" if kind == "VIEW" else "table"} "{schema}"."{table}"')
