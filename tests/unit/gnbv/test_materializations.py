"""How a model becomes a table or a view: in one statement, whatever stood there before, with its descriptions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gnbv.build import Build, start
from gnbv.settings import Workspace
from gnbv.transform import DBT_PROJECT, run_dbt

PROJECT = """
{name: gnbv, version: '1.0', profile: tiny, seed-paths: [seeds], models: {gnbv: {
  +contract: {enforced: true}, +persist_docs: {relation: true, columns: true}}}}
"""
PROFILE = "tiny: {target: d, outputs: {d: {type: duckdb, path: \"{{ env_var('GNBV_DB') }}\", schema: main}}}"
COLUMNS = """
models:
  - name: rates
    description: "What's told; once"
    columns:
      - {name: place, data_type: varchar, description: "The place's name", constraints: [{type: not_null}]}
      - {name: rate, data_type: integer, description: "%"}
"""


@pytest.fixture
def build(new_workspace: Callable[..., Workspace], tmp_path: Path) -> Callable[[str], list[tuple[object, ...]]]:
    """Make the model `rates` as it is given, on one file, build after build; returns its rows."""
    ws, project, seeds = new_workspace(), tmp_path / "project", tmp_path / "seeds"
    for folder in (project / "models", project / "macros", seeds):
        folder.mkdir(parents=True)
    for name in ("materializations", "data_tests", "growth"):
        (project / "macros" / f"{name}.sql").symlink_to(DBT_PROJECT / "macros" / f"{name}.sql")
    (project / "dbt_project.yml").write_text(PROJECT)
    (project / "profiles.yml").write_text(PROFILE)
    (project / "models" / "models.yml").write_text(COLUMNS)
    made: list[Build] = []

    def write_batches(path: Path) -> None:
        pq.write_table(pa.table({"batch_id": ["b1"]}), path)

    def build(model: str) -> list[tuple[object, ...]]:
        now = datetime(2023, 10, 27, tzinfo=UTC)
        if not made:
            made.append(
                start(
                    ws,
                    date(2023, 10, 27),
                    None,
                    inputs=seeds,
                    write_batches=write_batches,
                    carries_on=lambda facts: True,
                    now=now,
                )
            )
        (project / "models" / "rates.sql").write_text(model)
        run_dbt(ws, made[0], seeds, project=project)
        with duckdb.connect(made[0].copy, read_only=True) as connection:
            comments = connection.execute(
                "select comment from duckdb_tables() where table_name = 'rates' union all "
                "select comment from duckdb_views() where view_name = 'rates' union all "
                "select comment from duckdb_columns() where table_name = 'rates'"
            ).fetchall()
            assert {text for (text,) in comments} == {"What's told; once", "The place's name", "%"}
            return connection.execute("select * from rates order by all").fetchall()

    return build


def test_a_table_gives_way_to_a_view_a_view_to_a_table_and_a_table_grows(
    build: Callable[[str], list[tuple[object, ...]]],
) -> None:
    row = "select 'Huế' as place, {} as rate"
    assert build("{{ config(materialized='table') }} " + row.format(1)) == [("Huế", 1)]
    assert build("{{ config(materialized='table') }} " + row.format(2)) == [("Huế", 2)]
    assert build("{{ config(materialized='view') }} " + row.format(3)) == [("Huế", 3)]
    # A column is found by its name, wherever it stands.
    growing = "{{ config(materialized='incremental', on_schema_change='fail') }} select {} as rate, 'Huế' as place"
    assert build(growing.replace("{}", "4")) == [("Huế", 4)]
    taken_out = growing.replace("{{ config(", "{{ config(pre_hook='delete from rates where rate = 5', ")
    assert build(growing.replace("{}", "5")) == [("Huế", 4), ("Huế", 5)]
    assert build(taken_out.replace("{}", "6")) == [("Huế", 4), ("Huế", 6)]
