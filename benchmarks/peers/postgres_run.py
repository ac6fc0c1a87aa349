"""The part in PostgreSQL: the same SQL, on tables that were loaded and analysed before (not counted)."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from peers.part import BRONZE, CHECK, MODELS, found, parquet, sql

_COLUMNS = {
    "submission": "submission_key, form, form_version, locality_code, return_type, period, known_from, arrived_at, "
                  "path, file_kind, state",
    "form_value": "submission_key, cell_no, value",
    "form_cell": "form, form_version, cell_no, kind, component, measure, source, nature, budget_year, "
                 "budget_year_offset, factor, indicator, population, value_kind",
}  # fmt: skip


def work(home: Path, name: str) -> dict[str, Any]:
    """Start a server of the tests, load, make the four tables; returns `seconds`, `load_seconds` and `found`."""
    import duckdb

    from delivery.postgres.server import Session
    from gnbv.settings import PROJECT

    sys.path.insert(0, str(PROJECT / "tests"))
    from servers import postgres_servers

    postgres_servers._OPTIONS = "-c shared_buffers=512MB -c max_wal_size=4GB -c work_mem=256MB"
    binaries = postgres_servers.debian_binaries() or postgres_servers.pypi_binaries()
    for server in postgres_servers.running(binaries):
        with duckdb.connect() as db, Session(server.uri()) as session:
            began = time.perf_counter()
            session.run("create schema part")
            for table in BRONZE:
                _load(db, session, table, f"select {_COLUMNS[table]} from {parquet(home)[table]}")
            loaded = time.perf_counter() - began
            began = time.perf_counter()
            relations = {one: f"part.{one}" for one in (*BRONZE, *MODELS)}
            for model in MODELS:
                session.run(f"create table part.{model} as {sql(model, relations)}")
                session.run(f"analyze part.{model}")
            seconds = time.perf_counter() - began
            row = session.ask(CHECK.format_map(relations))[0]
    return {"seconds": seconds, "load_seconds": loaded, "found": found(row)}


def _load(db: Any, session: Any, table: str, rows: str) -> None:
    types = {"VARCHAR": "text", "DOUBLE": "double precision", "TIMESTAMP WITH TIME ZONE": "timestamptz"}
    relation = db.sql(rows)
    columns = ", ".join(
        f"{name} {types.get(str(kind), str(kind))}" for name, kind in zip(relation.columns, relation.types, strict=True)
    )
    session.run(f"create table part.{table} ({columns})")
    session.send(table, relation.to_arrow_reader(100_000), "part")
    session.run(f"analyze part.{table}")
