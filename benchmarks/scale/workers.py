"""What is measured in a process of its own and is no command of the project: `scale.py work NAME JSON`.

A worker takes its arguments as JSON and writes what it found as its last line. Large libraries are imported inside.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scale.workplace import AS_OF, ROOT

_SCRIPT = Path(__file__).with_name("script.sql")


def prepare(home: str) -> dict[str, Any]:
    """Compose policy and project for dbt alone, the standing batches and the list of batches, as a build does."""
    from gnbv.policy import effective_seeds
    from gnbv.settings import Workspace
    from gnbv.standing import write_standing
    from gnbv.transform import DBT_PROJECT, environment, profile_folder, project_folder
    from ingestion import init_bronze, write_batches_manifest

    workspace, bench = Workspace.from_env(), Path(home) / "bench"
    bench.mkdir(exist_ok=True)
    seeds = effective_seeds(workspace)
    init_bronze(workspace.bronze)
    write_standing(workspace, seeds)
    write_batches_manifest(workspace.bronze, bench / "batches.parquet")
    before = dict(os.environ)
    with environment(workspace, bench / "warehouse.duckdb", {"as_of": AS_OF}):
        told = {name: value for name, value in os.environ.items() if before.get(name) != value}
    folders = {
        "--project-dir": project_folder(bench / "project", DBT_PROJECT, seeds),
        "--profiles-dir": profile_folder(bench / "profile", DBT_PROJECT, {"keep_open": True}),
        "--target-path": bench / "target",
        "--log-path": bench / "logs",
    }
    call = {
        "environment": told | {"GNBV_BATCHES": str(bench / "batches.parquet")},
        "arguments": [str(part) for pair in folders.items() for part in pair],
    }
    (bench / "dbt.json").write_text(json.dumps(call), encoding="utf-8")
    return {"variables": sorted(told)}


def script(home: str, memory: str | None = None) -> dict[str, Any]:
    """Run the hand-written script on a copy of the warehouse of the seeds; two threads, as dbt's profile has it."""
    import duckdb

    bench = Path(home) / "bench"
    place = bench / "script.duckdb"
    for path in bench.glob("script.duckdb*"):
        path.unlink()
    shutil.copyfile(bench / "seeded.duckdb", place)
    sql = _SCRIPT.read_text(encoding="utf-8")
    began = time.perf_counter()
    with duckdb.connect(place, config={"threads": 2} | ({"memory_limit": memory} if memory else {})) as connection:
        connection.execute("set TimeZone = 'UTC'")
        for name, value in (("bronze", Path(home) / "bronze"), ("batches", bench / "batches.parquet")):
            connection.execute(f"set variable {name} = '{value}'")
        connection.execute(f"set variable as_of = timestamptz '{AS_OF} 23:59:59+07:00'")
        connection.execute(sql)
    return {"seconds": time.perf_counter() - began, "file_mb": place.stat().st_size / 1e6}


def agree(home: str) -> dict[str, Any]:
    """Hold the script's tables against the project's; see `scale.agreement`."""
    from scale.agreement import script_and_marts

    bench = Path(home) / "bench"
    return script_and_marts(bench / "script.duckdb", bench / "warehouse.duckdb")


def same(one: str, other: str) -> dict[str, Any]:
    """Hold the marts of two warehouses against each other; see `scale.agreement`."""
    from scale.agreement import warehouses

    return warehouses(Path(one), Path(other))


def publish(home: str) -> dict[str, Any]:
    """Publish the release: the file, its Parquet files, its manifest; neither site nor PostgreSQL, which follow it."""
    from gnbv.jobs import publish_marts
    from gnbv.settings import Workspace

    began = time.perf_counter()
    release = publish_marts(Workspace.from_env())
    return {"own_seconds": time.perf_counter() - began, "release": release.name}


def queries(marts: str) -> dict[str, Any]:
    """Ask the published file what analysts ask; see `scale.questions`."""
    from scale.questions import ask

    return ask(Path(marts))


def peer(name: str, home: str) -> dict[str, Any]:
    """The part of a peer that runs in this environment; see `peers/`."""
    from peers import run_peer

    return run_peer(name, Path(home))


WORKERS: dict[str, Callable[..., dict[str, Any]]] = {
    worker.__name__: worker for worker in (prepare, script, agree, same, publish, queries, peer)
}


def main(name: str, asked: str) -> None:
    """Run one worker and print what it found."""
    os.chdir(ROOT)
    print(json.dumps(WORKERS[name](**json.loads(asked)), ensure_ascii=False, default=str))
