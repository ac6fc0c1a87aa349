"""Which nodes of a day are left as they are: a small project of dbt's, built after what may have arrived."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from dbt.task.build import BuildTask

from gnbv.cutoff import AS_BEFORE, early_cutoff
from gnbv.growth import Growth
from gnbv.transform import invoke, working_folder

FILES = {
    "dbt_project.yml": "{name: gnbv, version: '1.0', profile: tiny, models: {+materialized: table}}",
    "profiles.yml": "tiny: {target: d, outputs: {d: {type: duckdb, path: 'FOLDER/w.duckdb', schema: main}}}",
    "macros/macros.sql": "{% macro growing() %}{{ return(true) }}{% endmacro %} {% macro run_date() %}1{% endmacro %}",
    "models/sources.yml": "sources: [{name: bronze, schema: main, tables: [{name: amount}, {name: report}]}]",
    "models/stg_amount.sql": "select * from {{ source('bronze', 'amount') }}",
    "models/stg_report.sql": "select * from {{ source('bronze', 'report') }}",
    "models/total.sql": "select sum(vnd) as vnd from {{ ref('stg_amount') }}",
    "models/said.sql": "select vnd > 100 as is_much from {{ ref('total') }}",
    "models/doubled.sql": "{{ config(materialized='ephemeral') }} select vnd * 2 as vnd from {{ ref('total') }}",
    "models/twice.sql": "select vnd from {{ ref('doubled') }}",
    "models/worded.sql": "select 'much: ' || is_much as words from {{ ref('said') }}",
    "models/reports.sql": "{{ config(materialized='view') }} select title from {{ ref('stg_report') }}",
    "models/titles.sql": "select title from {{ ref('reports') }}",
    "models/late.sql": "select {{ run_date() }} as day, count(*) as reports from {{ ref('stg_report') }}",
    "models/touched.sql": "select 1 as one from {{ ref('total') }} where {{ growing() }} and vnd > 90",
    "models/of_touched.sql": "select * from {{ ref('touched') }}",
    "tests/titles_are_good.sql": "select * from {{ ref('titles') }} where title = 'bad'",
}
GROWTH = Growth(
    (), frozenset({"source.gnbv.bronze.amount", "source.gnbv.bronze.report"}), frozenset({"macro.gnbv.run_date"})
)

Build = Callable[[], set[str]]


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """Build the project once; returns how to build it again, which names the nodes that were made."""
    monkeypatch.setenv("DBT_SEND_ANONYMOUS_USAGE_STATS", "false")
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text.replace("FOLDER", str(tmp_path)))
    say(tmp_path, "create table amount as select * from (values (60), (30)) as t (vnd)")
    say(tmp_path, "create table report as select 'a title' as title, 1 as version")

    def build() -> set[str]:
        with early_cutoff(GROWTH):
            return _made(tmp_path)

    _made(tmp_path)
    return build


def _made(folder: Path) -> set[str]:
    with working_folder():
        outcome = invoke(["build", "--project-dir", str(folder), "--profiles-dir", str(folder), "--log-level", "none"])
    assert outcome.success, outcome.exception
    return {one.node.name for one in outcome.result.results if one.message != AS_BEFORE}


def say(folder: Path, statement: str) -> None:
    with duckdb.connect(folder / "w.duckdb") as connection:
        connection.execute(statement)


#: What is made whatever arrives: what reads a source, asks for the date, or tells what is new.
ALWAYS = {"stg_amount", "stg_report", "late", "touched"}


def test_where_nothing_arrived_only_what_might_have_changed_is_looked_at(build: Build) -> None:
    assert build() == ALWAYS


def test_what_follows_from_a_change_is_made_up_to_where_the_outcome_is_the_same(build: Build, tmp_path: Path) -> None:
    say(tmp_path, "update amount set vnd = 20 where vnd = 60")
    assert build() == ALWAYS | {"total", "said", "twice"}, "50 is no more than 100 than 90 was: nothing is worded anew"
    say(tmp_path, "insert into amount values (100)")
    assert build() == ALWAYS | {"total", "said", "twice", "worded", "of_touched"}


def test_what_stands_in_a_query_passes_on_what_changed_below_it(build: Build, tmp_path: Path) -> None:
    say(tmp_path, "update amount set vnd = 21 where vnd = 30")
    assert "twice" in build()


def test_the_same_news_on_two_days_is_news_twice(build: Build, tmp_path: Path) -> None:
    say(tmp_path, "insert into amount values (100)")
    build()
    assert build() == ALWAYS | {"of_touched"}


def test_a_view_passes_on_what_changed_below_it_and_is_left_as_it_is(build: Build, tmp_path: Path) -> None:
    say(tmp_path, "update report set version = 2")
    assert build() == ALWAYS | {"titles"}
    say(tmp_path, "update report set title = 'another'")
    assert build() == ALWAYS | {"titles", "titles_are_good"}


def test_rows_in_another_order_are_the_same_and_rows_held_twice_are_not(build: Build, tmp_path: Path) -> None:
    say(tmp_path, "create or replace table amount as select * from (values (30), (60)) as t (vnd)")
    assert build() == ALWAYS
    say(tmp_path, "insert into amount values (0), (0)")
    assert build() == ALWAYS | {"total"}


def test_dbts_own_runners_are_back_afterwards() -> None:
    before = BuildTask.RUNNER_MAP
    with pytest.raises(KeyError), early_cutoff(GROWTH):
        assert BuildTask.RUNNER_MAP is not before
        raise KeyError
    assert BuildTask.RUNNER_MAP is before
