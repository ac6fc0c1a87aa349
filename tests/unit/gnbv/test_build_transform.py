"""dbt in process: what a failure says, what is left of the environment, the seeds and the tables."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gnbv.build import Build, BuildError, start
from gnbv.settings import Workspace
from gnbv.transform import run_dbt

PROJECT = """
name: tiny
version: "1.0"
profile: tiny
seed-paths: ["{{ env_var('GNBV_SEEDS', 'seeds') }}"]
models: {tiny: {+materialized: table, +schema: marts}}
seeds: {tiny: {+schema: reference}}
"""
PROFILE = """
tiny:
  target: duckdb
  outputs:
    duckdb: {type: duckdb, path: "{{ env_var('GNBV_DB') }}", schema: main, threads: 1, keep_open: false}
"""
SCHEMA_NAME = "{% macro generate_schema_name(name, node) %}{{ (name or target.schema) | trim }}{% endmacro %}"
RATE = "select locality, rate, cast('{{ env_var('GNBV_AS_OF') }}' as date) as as_of_on from {{ ref('rates') }}"
TESTS = "models: [{name: rpt_rate, columns: [{name: rate, data_tests: [not_null]}]}]"


@dataclass
class Tiny:
    """A project of one seed and one model, and a workspace to build it in."""

    ws: Workspace
    project: Path
    seeds: Path
    steps: list[tuple[str, int, int]]

    def build(self) -> Build:
        def write_batches(path: Path) -> None:
            pq.write_table(pa.table({"batch_id": ["b1"]}), path)

        now = datetime(2023, 10, 27, tzinfo=UTC)
        made = start(
            self.ws,
            date(2023, 10, 27),
            None,
            inputs=self.seeds,
            write_batches=write_batches,
            carries_on=lambda facts: True,
            now=now,
        )
        made.note(inputs={})  # they speak of the project's own models: each build here is made from the ground
        run_dbt(self.ws, made, self.seeds, on_progress=lambda *step: self.steps.append(step), project=self.project)
        return made

    def put(self, name: str, text: str) -> None:
        path = self.project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture
def tiny(new_workspace: Callable[..., Workspace], tmp_path: Path) -> Tiny:
    seeds = tmp_path / "elsewhere" / "seeds"
    seeds.mkdir(parents=True)
    (seeds / "rates.csv").write_text("locality,rate\nLạng Sơn,0.5\nSơn La,0.75\n", encoding="utf-8")
    made = Tiny(new_workspace(), tmp_path / "project", seeds, [])
    made.put("dbt_project.yml", PROJECT)
    made.put("profiles.yml", PROFILE)
    made.put("macros/names.sql", SCHEMA_NAME)
    made.put("models/rpt_rate.sql", RATE)
    made.put("models/rpt_rate.yml", TESTS)
    return made


def tables(path: Path) -> list[str]:
    with duckdb.connect(path, read_only=True) as connection:
        found = connection.execute("select schema_name || '.' || table_name from duckdb_tables() order by 1").fetchall()
    return [str(name) for (name,) in found]


def test_builds_leave_environment_folder_and_seeds_as_they_were_and_drop_what_no_model_makes(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GNBV_DB", "as before")
    before, folder = dict(os.environ), Path.cwd()
    tiny.put("models/rpt_old.sql", "select 1 as one")
    first = tiny.build()
    assert tables(first.copy) == ["marts.rpt_old", "marts.rpt_rate", "meta.build", "meta.mart_key", "reference.rates"]
    assert first.manifest()["row_counts"] == {"rpt_old": 1, "rpt_rate": 2}

    # The next build starts from a warehouse that holds a table whose model is gone.
    tiny.ws.warehouse.parent.mkdir(exist_ok=True)
    shutil.copyfile(first.copy, tiny.ws.warehouse)
    (tiny.project / "models" / "rpt_old.sql").unlink()
    second = tiny.build()
    assert tables(second.copy) == ["marts.rpt_rate", "meta.build", "meta.mart_key", "reference.rates"]
    with duckdb.connect(second.copy, read_only=True) as connection:
        rows = connection.execute("select locality, rate, as_of_on from marts.rpt_rate order by 1").fetchall()
        noted = connection.execute("select build_id, as_of_on, known_on from meta.build").fetchall()
    assert rows == [("Lạng Sơn", 0.5, date(2023, 10, 27)), ("Sơn La", 0.75, date(2023, 10, 27))]
    assert noted == [(second.build_id, date(2023, 10, 27), None)]

    # dbt would write its SQL over a seed that is named by an absolute path.
    assert (tiny.seeds / "rates.csv").read_text(encoding="utf-8") == "locality,rate\nLạng Sơn,0.5\nSơn La,0.75\n"
    assert (dict(os.environ), Path.cwd()) == (before, folder)
    assert tiny.steps[-1] == ("building and testing the models", 3, 3)


def test_a_failing_data_test_is_one_line_with_the_rows_and_the_log(tiny: Tiny) -> None:
    (tiny.seeds / "rates.csv").write_text("locality,rate\nLạng Sơn,1.5\nSơn La,0.75\n", encoding="utf-8")
    tiny.put("tests/rate_in_unit_interval.sql", "select locality, rate from {{ ref('rpt_rate') }} where rate > 1")
    with pytest.raises(BuildError) as caught:
        tiny.build()
    said = str(caught.value)
    assert "test rate_in_unit_interval (tests/rate_in_unit_interval.sql) found 1 row(s): " in said
    assert "[locality=Lạng Sơn, rate=1.5]; nothing was swapped in" in said
    log = Path(said.rpartition("; see ")[2])
    assert "rate_in_unit_interval" in log.read_text(encoding="utf-8")
    assert "\n" not in said


def test_a_failing_model_is_named_with_its_reason(tiny: Tiny) -> None:
    tiny.put("models/rpt_rate.sql", "select no_such_column from {{ ref('rates') }}")
    with pytest.raises(BuildError, match=r"^dbt stopped the build: model rpt_rate \(models/rpt_rate.sql\): .*no_such"):
        tiny.build()


def test_a_project_that_cannot_be_parsed_is_one_line(tiny: Tiny) -> None:
    tiny.put("models/rpt_rate.sql", "select * from {{ ref('absent') }}")
    with pytest.raises(BuildError, match=r"^dbt could not start: .*absent.*; see .*dbt\.log$"):
        tiny.build()
