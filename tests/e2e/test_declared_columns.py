"""The columns the dbt project declares and describes are the columns of the tables it builds, in every layer."""

from __future__ import annotations

import json

import duckdb

from gnbv.settings import Workspace


def test_every_built_column_is_declared_and_every_declared_column_is_built(sample_workspace: Workspace) -> None:
    target = sample_workspace.warehouse.parent / "dbt" / "target" / "manifest.json"
    nodes = json.loads(target.read_text(encoding="utf-8"))["nodes"].values()
    declared = {
        (node["schema"], node["alias"]): {name.lower() for name in node["columns"]}
        for node in nodes
        if node["resource_type"] in ("model", "seed") and node["config"]["materialized"] != "ephemeral"
    }
    built: dict[tuple[str, str], set[str]] = {}
    with duckdb.connect(sample_workspace.warehouse, read_only=True) as connection:
        sql = "select table_schema, table_name, column_name from information_schema.columns"
        for schema, table, column in connection.execute(sql).fetchall():
            built.setdefault((schema, table), set()).add(column.lower())
    differing = {
        f"{schema}.{table}": sorted(columns ^ built.get((schema, table), set()))
        for (schema, table), columns in declared.items()
        if columns != built.get((schema, table), set())
    }
    assert differing == {}
    assert len(declared) > 60
