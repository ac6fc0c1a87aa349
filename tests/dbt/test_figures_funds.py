"""Money of narrative reports, from reports put into bronze: a province in two versions, a district of it, and a plan.
Which amounts are counted, and the rates, are worked out by hand."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dbt_commands import run_dbt, succeeded

from gnbv import jobs
from gnbv.settings import PROJECT, Workspace
from ingestion.bronze_store import as_table, write_batch

pytestmark = pytest.mark.slow

MILLION = 1_000_000
ESTIMATE = {"is_estimate": True, "value_kind": "estimate"}
OWN_TESTS = ("counted_funds_share_no_money", "counted_funds_are_known_together", "fund_progress_is_as_printed")
FIRST, SECOND, DISTRICT, PLAN = "1" * 20, "2" * 20, "3" * 20, "4" * 20
#: submission, locality, level, return, period, day it was known.
REPORTS = (
    (FIRST, "20", "province", "monitoring_6m", "2023-H1", date(2023, 6, 10)),
    (SECOND, "20", "province", "monitoring_6m", "2023-H1", date(2023, 7, 20)),
    (DISTRICT, "182", "district", "thematic_report", "2023-H1", date(2023, 7, 1)),
    (PLAN, "182", "district", "programme_plan", "2024-Y", date(2024, 2, 1)),
)
#: submission, locality code, component, measure, source, nature, budget year, millions of đồng, what differs; the line
#: is the place in this table, from 1.
FIGURES: tuple[tuple[str, str | None, str, str, str, str, str, int, dict[str, Any]], ...] = (
    (FIRST, "20", "CT", "allocated", "total", "total", "2023", 300, {}),
    (FIRST, "20", "CT", "disbursed", "total", "total", "2023", 60, {}),
    (SECOND, "20", "CT", "allocated", "total", "total", "2023", 340, {"role": "total"}),
    (SECOND, "20", "CT", "allocated", "total", "capital", "2023", 140, {"role": "part"}),
    (SECOND, "20", "CT", "allocated", "central", "total", "2023", 330, {}),
    (SECOND, "20", "DA4", "allocated", "total", "total", "2023", 80, {}),
    (SECOND, "20", "DA4.TDA1", "allocated", "local", "recurrent", "2023", 7, {}),
    (SECOND, "20", "CT", "allocated", "total", "total", "2023", 340, {"role": "repeat"}),
    (SECOND, "182", "CT", "allocated", "total", "total", "2023", 50, {}),
    (SECOND, None, "CT", "allocated", "total", "total", "2023", 4, {"locality": "xã Hồng Thái"}),
    (SECOND, "20", "CT", "disbursed_estimate", "total", "total", "2023", 85, ESTIMATE | {"stated_pct": 26.2}),
    (SECOND, "20", "DA4", "disbursed", "central", "total", "2023", 20, {}),
    (SECOND, "20", "DA4", "disbursed", "total", "total", "2023", 24, {"value_kind": "change"}),
    (SECOND, "20", "CT", "carried_in", "central", "total", "2022", 30, {}),
    (SECOND, "20", "DA2", "carried_in", "total", "total", "2022", 9, {}),
    (SECOND, "20", "DA2", "carried_in", "local", "total", "2021", 3, {}),
    (SECOND, "20", "", "mobilised", "other", "total", "2023", 1000, {}),
    (SECOND, "20", "CT", "mobilised", "other", "total", "2023", 17, {}),
    (SECOND, "20", "", "mobilised", "other", "total", "2023", 600, {}),
    (DISTRICT, "182", "CT", "allocated", "total", "total", "2023", 51, {}),
    (DISTRICT, "182", "CT", "planned", "total", "total", "2023", 55, {}),
    (PLAN, "182", "CT", "planned", "total", "total", "2022+2023", 90, {}),
    (PLAN, "182", "CT", "planned", "total", "total", "2023", 60, {}),
    (PLAN, "182", "DA2", "planned", "total", "total", "2022-2024", 40, {}),
    (PLAN, "182", "CT", "planned", "total", "total", "2024", 70, {"value_kind": "target"}),
    (PLAN, "182", "CT", "allocated", "total", "total", "2023", 60, {}),
    (PLAN, "182", "CT", "carried_in", "total", "total", "2023", 40, {}),
    (PLAN, "182", "CT", "disbursed", "total", "total", "2023", 75, {"stated_pct": 75.0}),
    (PLAN, "182", "CT", "disbursed_estimate", "total", "total", "2023", 80, ESTIMATE),
)  # fmt: skip


def _rows() -> dict[str, list[dict[str, Any]]]:
    learnt = datetime(2023, 6, 1, tzinfo=UTC)
    rows: dict[str, list[dict[str, Any]]] = {"submission": [], "report": [], "figure": [], "text_line": []}
    rows["attempt"] = [
        {"attempt_id": "b/0", "run_id": "b", "attempted_at": learnt, "source_id": "s", "attempt_kind": "source"}
        | {"state": "listed", "files_listed": 4, "files_new": 4, "files_unchanged": 0}
    ]
    for number, (key, code, level, return_type, period, day) in enumerate(REPORTS, start=1):
        known = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
        content: dict[str, Any] = {"sha256": key[0] * 64, "size_bytes": 1, "source_id": "s", "path": f"{number}.txt"}
        rows["report"].append({"submission_key": key, "locality_code": code, "period": period, "known_from": known})
        rows["text_line"].append({"submission_key": key, "line": 1, "text": f"Báo cáo {number}"})
        rows["submission"].append(
            {"submission_key": key, "locality_code": code, "reporter_level": level, "return_type": return_type}
            | {"period": period, "arrived_at": known, "known_from": known, "arrival_basis": "recorded"}
            | {
                "state": "accepted",
                "file_kind": "report",
                "landing_path": f"sha256/{key[:2]}/{key[0] * 64}",
                "is_nil": False,
            }
            | content
        )
        rows["attempt"].append(
            {"attempt_id": f"b/{number}", "run_id": "b", "attempted_at": known, "attempt_kind": "file"}
            | {"state": "accepted", "submission_key": key, "arrived_at": known, "arrival_basis": "recorded"}
            | content
        )
    periods = {key: period for key, _, _, _, period, _ in REPORTS}
    for line, (key, place, component, measure, source, nature, years, amount, other) in enumerate(FIGURES, start=1):
        rows["figure"].append(
            {"submission_key": key, "figure_id": f"{line:020}", "kind": "fund", "locality_code": place}
            | {"period": periods[key], "component": component, "measure": measure, "source": source, "nature": nature}
            | {"budget_year": years, "value_text": str(amount), "unit_text": "triệu đồng", "value": float(amount)}
            | {"value_vnd": amount * MILLION, "unit": "vnd", "value_kind": "actual", "role": "", "line": line}
            | {"char_start": 0, "char_end": 3, "confidence": 1.0, "rule": "test", "is_estimate": False}
            | other
        )
    return rows


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The reports as known at the end of 2024, built and passed by the gate."""
    workspace = Workspace(tmp_path_factory.mktemp("funds") / "var", PROJECT / "samples" / "sources.yml")
    write_batch(workspace.bronze, "b", {name: as_table(name, rows) for name, rows in _rows().items()})
    jobs.build(workspace, date(2024, 12, 31))
    return workspace


@pytest.fixture
def now(built: Workspace) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(built.warehouse, read_only=True) as connection:
        yield connection


@pytest.fixture
def july(built: Workspace, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The same as known on 15/07/2023: what depends on versions, made anew in a copy."""
    copy = tmp_path / "july.duckdb"
    shutil.copyfile(built.warehouse, copy)
    what = ("run", "--select", "int_figures__submission+,+fct_fund")
    days = {"as_of": "2023-07-15", "known": "2023-07-15"}
    settings = {"GNBV_DB": copy, "GNBV_BRONZE": built.bronze}
    succeeded(run_dbt(tmp_path, settings, *what, variables=days))
    with duckdb.connect(copy, read_only=True) as connection:
        yield connection


COUNTED = "select line from marts.fct_fund where is_counted order by line"
SUMS = """
select period, measure, cast(sum(amount_vnd) as bigint) // 1000000
from marts.fct_fund where is_counted and component_code is not null group by all order by all
"""


def test_every_amount_is_a_fact_and_each_money_is_counted_once(now: duckdb.DuckDBPyConnection) -> None:
    assert now.execute("select count(*) from marts.fct_fund").fetchall() == [(29,)]
    assert [line for (line,) in now.execute(COUNTED).fetchall()] == [
        3, 11, 14, 16, 17, 18, 21, 22, 25, 26, 27, 28,
    ]  # fmt: skip


def test_a_sum_over_the_mart_takes_no_money_twice(now: duckdb.DuckDBPyConnection) -> None:
    assert now.execute(SUMS).fetchall() == [
        ("2023-H1", "allocated", 340),
        ("2023-H1", "carried_in", 33),
        ("2023-H1", "disbursed_estimate", 85),
        ("2023-H1", "mobilised", 17),
        ("2023-H1", "planned", 55),
        ("2024-Y", "allocated", 60),
        ("2024-Y", "carried_in", 40),
        ("2024-Y", "disbursed", 75),
        ("2024-Y", "planned", 160),
    ]


def test_before_the_second_version_the_first_one_counted(july: duckdb.DuckDBPyConnection) -> None:
    assert [line for (line,) in july.execute(COUNTED).fetchall()] == [1, 2, 21]


def test_versions_follow_one_another(now: duckdb.DuckDBPyConnection) -> None:
    intervals = now.execute(
        "select distinct submission_key, cast(known_from at time zone 'UTC' as date), "
        "cast(known_to at time zone 'UTC' as date) from marts.fct_fund order by 1"
    ).fetchall()
    assert intervals == [
        (FIRST, date(2023, 6, 10), date(2023, 7, 20)),
        (SECOND, date(2023, 7, 20), date(9999, 12, 31)),
        (DISTRICT, date(2023, 7, 1), date(9999, 12, 31)),
        (PLAN, date(2024, 2, 1), date(9999, 12, 31)),
    ]


def test_a_figure_keeps_its_coordinates_and_its_place(now: duckdb.DuckDBPyConnection) -> None:
    (row,) = now.execute(
        "select figure_key, locality_key, locality, component_code, budget_year_from, budget_year_to, amount_vnd, "
        "value_text, unit_text, role, line, char_start, char_end, rule_id from marts.fct_fund where line = 24"
    ).fetchall()
    assert row == (
        f"{PLAN}/00000000000000000024", "182-1@2021-01-01", "Văn Lãng", "DA2", 2022, 2024, 40_000_000,
        "40", "triệu đồng", None, 24, 0, 3, "test",
    )  # fmt: skip
    unnamed = now.execute("select locality_key, locality from marts.fct_fund where line = 10").fetchall()
    assert unnamed == [(None, "xã Hồng Thái")]
    assert now.execute("select line, text from marts.fct_text_line where submission_key = ?", [PLAN]).fetchall() == [
        (1, "Báo cáo 4")
    ]


PROGRESS = """
select allocated_vnd // 1000000, carried_in_vnd // 1000000, planned_vnd // 1000000, disbursed_vnd // 1000000,
    disbursed_is_estimate, rate_pct, stated_rate_pct, is_total, is_locality_total
from marts.rpt_fund_progress
where period = ? and coalesce(locality_code, locality) = ? and component_code = ? and source = ? and budget_year = ?
    and nature = 'total'
"""


@pytest.mark.parametrize(
    ("coordinates", "row"),
    [
        (("2023-H1", "20", "CT", "total", "2023"), (340, None, None, 85, True, 25.0, 26.2, True, True)),
        (("2023-H1", "20", "DA4", "total", "2023"), (80, None, None, None, None, None, None, False, False)),
        (("2023-H1", "20", "DA4", "central", "2023"), (None, None, None, 20, False, None, None, False, False)),
        (("2023-H1", "20", "CT", "central", "2022"), (None, 30, None, None, None, None, None, True, True)),
        (("2023-H1", "20", "DA2", "total", "2022"), (None, 9, None, None, None, None, None, False, False)),
        (("2023-H1", "182", "CT", "total", "2023"), (50, None, 55, None, None, None, None, False, True)),
        (("2023-H1", "xã Hồng Thái", "CT", "total", "2023"), (4, None, None, None, None, None, None, False, True)),
        (("2024-Y", "182", "CT", "total", "2023"), (60, 40, 60, 75, False, 75.0, 75.0, False, False)),
        (("2024-Y", "182", "CT", "total", "2024"), (None, None, 70, None, None, None, None, True, True)),
    ],
)
def test_progress_puts_the_measures_side_by_side(
    now: duckdb.DuckDBPyConnection, coordinates: tuple[str, ...], row: tuple[Any, ...]
) -> None:
    assert now.execute(PROGRESS, list(coordinates)).fetchall() == [row]


def test_a_part_never_stands_beside_its_total(now: duckdb.DuckDBPyConnection) -> None:
    totals = now.execute(
        "select sum(allocated_vnd) // 1000000, sum(disbursed_vnd) // 1000000 from marts.rpt_fund_progress "
        "where is_total and period = '2023-H1'"
    ).fetchall()
    assert totals == [(340, 85)]


@pytest.mark.parametrize(
    ("damage", "test"),
    [
        ("update facts.report_fund set is_counted = true where line = 6", OWN_TESTS[0]),
        ("update facts.report_fund set is_counted = true where line = 9", OWN_TESTS[0]),
        ("update facts.report_fund set is_counted = true where line = 15", OWN_TESTS[0]),
        ("update facts.report_fund set is_counted = true where line = 23", OWN_TESTS[0]),
        ("update facts.report_fund set is_counted = true where line = 2", OWN_TESTS[1]),
        ("update facts.report_progress set allocated_vnd = allocated_vnd + 1", OWN_TESTS[2]),
    ],
)
def test_the_data_tests_see_what_they_are_there_for(
    built: Workspace, tmp_path: Path, damage: str, test: str, compiled: Callable[[str], str]
) -> None:
    copy = tmp_path / "warehouse.duckdb"
    shutil.copyfile(built.warehouse, copy)
    with duckdb.connect(copy) as connection:
        assert connection.execute(compiled(test)).fetchall() == []
        connection.execute(damage)
        assert connection.execute(compiled(test)).fetchall() != []


@pytest.fixture(scope="module")
def compiled(built: Workspace) -> Callable[[str], str]:
    """The SQL of a data test as the build ran it, without the name of the database."""

    def sql(test: str) -> str:
        (place,) = (built.builds.parent / "dbt" / "target" / "compiled").rglob(f"{test}.sql")
        return place.read_text(encoding="utf-8").replace('"warehouse".', "")

    return sql
