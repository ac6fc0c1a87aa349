"""The dashboards of `deploy/superset/assets` as data, and the empty tables they ask."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import yaml

from delivery.releases.content import WORDINGS
from gnbv.settings import PROJECT

ASSETS = PROJECT / "deploy" / "superset" / "assets"
#: The one row that says which build the tables hold (docs/architecture.md, section 13).
PUBLICATION = "build_id text, as_of_on date, known_on date, published_at timestamptz, input_hash text"


def assets(kind: str) -> dict[str, dict[str, Any]]:
    """The assets of a kind (`charts`, `dashboards`, `datasets`, `databases`) by the name of their file."""
    found = sorted((ASSETS / kind).rglob("*.yaml"))
    return {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in found}


def empty_marts() -> duckdb.DuckDBPyConnection:
    """All marts as their contracts state them, and the seeds that word their codes, without a row."""
    connection = duckdb.connect()
    connection.execute("create schema marts")
    connection.execute(f"create table marts.publication ({PUBLICATION})")
    for name, columns in _contracts():
        connection.execute(f"create table marts.{name} ({', '.join(columns)})")
    for seed in WORDINGS:
        (path,) = (PROJECT / "dbt_project" / "seeds").rglob(f"{seed}.csv")
        connection.execute(f"create table marts.ref_{seed} as from read_csv('{path}', header = true) limit 0")
        assert [row[0] for row in connection.execute(f"describe marts.ref_{seed}").fetchall()] == _header(path)
    return connection


def _contracts() -> Iterator[tuple[str, list[str]]]:
    for path in sorted((PROJECT / "dbt_project" / "models" / "marts").rglob("*.yml")):
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
            if "columns" in model:
                yield model["name"], [f'"{one["name"]}" {one["data_type"]}' for one in model["columns"]]


def _header(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))
