"""The columns the dbt project declares and describes are the columns of the tables it builds, in every layer."""

from __future__ import annotations

import json
import re

import duckdb

from gnbv.settings import Workspace

FINDINGS = "findings"


def _columns(workspace: Workspace) -> tuple[dict[tuple[str, str], set[str]], dict[tuple[str, str], set[str]]]:
    """The columns of every model and seed, as declared and as built."""
    target = workspace.warehouse.parent / "dbt" / "target" / "manifest.json"
    nodes = json.loads(target.read_text(encoding="utf-8"))["nodes"].values()
    declared = {
        (node["schema"], node["alias"]): {name.lower() for name in node["columns"]}
        for node in nodes
        if node["resource_type"] in ("model", "seed") and node["config"]["materialized"] != "ephemeral"
    }
    built: dict[tuple[str, str], set[str]] = {table: set() for table in declared}
    with duckdb.connect(workspace.warehouse, read_only=True) as connection:
        sql = "select table_schema, table_name, column_name from information_schema.columns"
        for schema, table, column in connection.execute(sql).fetchall():
            built.setdefault((schema, table), set()).add(column.lower())
    return declared, built


def _differing(
    table: tuple[str, str], declared: dict[tuple[str, str], set[str]], built: dict[tuple[str, str], set[str]]
) -> list[str]:
    """What is declared and not built, or the reverse. Within the layer of findings the columns that matter are
    described: the steps between are nobody's interface.
    """
    if table[0] == FINDINGS:
        return sorted(declared[table] - built[table])
    return sorted(declared[table] ^ built[table])


def test_every_built_column_is_declared_and_every_declared_column_is_built(sample_workspace: Workspace) -> None:
    declared, built = _columns(sample_workspace)
    differing = {".".join(table): lost for table in declared if (lost := _differing(table, declared, built))}
    assert differing == {}
    assert len(declared) > 60


def test_every_rule_returns_the_columns_that_are_gathered(sample_workspace: Workspace) -> None:
    declared, built = _columns(sample_workspace)
    gathered = (FINDINGS, "int_findings__raised")
    assert declared[gathered] == built[gathered]
    of_rules = built[gathered] - {"finding_id", "own_message_vi", "own_file"}
    rules = {
        table for schema, table in built if schema == FINDINGS and re.match(r"int_findings__[a-z]{2}\d{2}_", table)
    }
    assert len(rules) > 40
    assert {rule for rule in rules if built[FINDINGS, rule] != of_rules} == set()
