"""What is written into the copy once dbt has ended well: which build it is, and the grain of its marts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gnbv.build import Build

#: What a build that carried on the one before compared with.
_BEFORE = "select table_name from duckdb_tables() where schema_name = 'meta' and table_name like 'before!_%' escape '!'"
_BUILD_COLUMNS = {"id": "build_id", "as_of": "as_of", "known": "known", "hash": "input_hash", "at": "started_at"}


def finish(build: Build, manifest: Path) -> None:
    """Drop the tables no model or seed makes any longer, write `meta`, count the rows of facts and marts.

    `manifest` is dbt's file.
    """
    import duckdb

    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values()
    made = {(one["schema"], one["alias"]) for one in nodes if one["resource_type"] in {"model", "seed"}}
    facts = build.manifest()
    with duckdb.connect(build.copy) as connection:
        _drop_left_over(connection, made)
        connection.execute("create schema if not exists meta")
        for (name,) in connection.execute(_BEFORE).fetchall():
            connection.execute(f'drop table meta."{name}"')
        connection.execute(
            "create or replace table meta.build as select cast($id as varchar) as build_id, "
            "cast($as_of as date) as as_of_on, cast($known as date) as known_on, cast($hash as varchar) as input_hash, "
            "cast($at as timestamptz) as started_at, cast($inputs as varchar) as inputs",
            {key: facts[name] for key, name in _BUILD_COLUMNS.items()}
            | {"inputs": json.dumps(facts.get("inputs") or {})},
        )
        _write_keys(connection, mart_keys(manifest))
        counts = {}
        present = _present(connection)
        for schema, table in sorted(made & present.keys()):
            # The rows of a view are those of the facts it reads; to count them is to join them all.
            if schema in {"facts", "marts"} and present[schema, table] == "BASE TABLE":
                counted = connection.execute(f'select count(*) from "{schema}"."{table}"').fetchone()
                counts[table] = int(counted[0]) if counted else 0
        connection.execute("checkpoint")
    build.note(row_counts=counts)


def mart_keys(manifest: Path) -> dict[str, list[str]]:
    """Return the columns that tell the rows of each mart apart, as its tests `unique` and `unique_combination` say.

    `manifest` is dbt's. Of several such tests of one mart the one with the fewest columns that may be null counts, then
    the one with the fewest columns. A view whose rows are tested on what it reads says its `key` in `config.meta`.
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
    said = {
        node["name"]: list(node["config"]["meta"]["key"])
        for node in nodes.values()
        if node.get("schema") == "marts" and "key" in node.get("config", {}).get("meta", {})
    }
    return {name: columns for name, (_, _, columns) in found.items()} | said


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
    for (schema, table), kind in _present(connection).items():
        if schema in schemas and (schema, table) not in made:
            connection.execute(f'drop {"view" if kind == "VIEW" else "table"} "{schema}"."{table}"')


def _present(connection: Any) -> dict[tuple[str, str], str]:
    """The tables and views of the file, each with its kind: where only some models were made, not all are there."""
    rows = connection.execute(
        "select table_schema, table_name, table_type from information_schema.tables "
        "where table_catalog = current_database()"
    ).fetchall()
    return {(schema, table): kind for schema, table, kind in rows}
