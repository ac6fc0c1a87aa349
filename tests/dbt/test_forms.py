"""Returns as forms, put into bronze by hand: a province in two versions and a refused one beside its narrative report,
districts of it, and a district with all its communes. What is counted, compared and proven is worked out by hand."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dbt_commands import run_dbt, succeeded
from form_returns import Bronze, figure_key, key_of, policy_folder, the_form

from gnbv import jobs
from gnbv.settings import PROJECT, Workspace
from ingestion.bronze_store import as_table, write_batch

pytestmark = [pytest.mark.slow, pytest.mark.whole_round]

MILLION = 1_000_000
AS_OF = date(2024, 12, 31)
FUND = {"kind": "fund", "locality_code": "20", "period": "2024-H1", "source": "total", "nature": "total"}
SOCIAL = {"kind": "indicator", "locality_code": "20", "period": "2024-H1", "unit": "household", "unit_text": "hộ"}


def _early(form: Any) -> Bronze:
    """What was known by 15/07/2024."""
    bronze = Bronze("early", form)
    bronze.submit("first", "20", "province", date(2024, 6, 10), {
        "money!CT.central": 100, "money!CT.local": 50, "money!CT.given": 150, "money!CT.carried": 40,
        "money!CT.spent": 60, "money!CT.spent_old": 10, "money!CT.all_spent": 70, "money!CT.rate": 40,
        "money!CT.term": "...", "money!DA4.given": 130, "people!all.now": 9000, "people!all.before": 9500,
    })  # fmt: skip
    bronze.submit("bc", "20", "province", date(2024, 7, 1), kind="report")
    bronze.add("report", submission_key=key_of("bc"), locality_code="20", period="2024-H1")
    for place, measure, year, amount, source in (
        ("20", "allocated", "2024", 999, "total"), ("20", "carried_in", "2023", 41, "total"),
        ("182", "allocated", "2024", 31, "total"), ("20", "mobilised", "2024", 7, "other"),
    ):  # fmt: skip
        money = {"component": "CT", "measure": measure, "budget_year": year, "value_vnd": amount * MILLION}
        bronze.tell("bc", **(FUND | money | {"locality_code": place, "source": source, "value": float(amount)}))
    bronze.tell("bc", **SOCIAL, indicator="poor_households", value=9050.0)
    bronze.tell("bc", **SOCIAL, indicator="poor_households_moved_in", value=120.0)
    bronze.submit("vl", "182", "district", date(2024, 6, 15), {"money!CT.given": 30, "people!all.now": 700})
    bronze.submit("bs", "185", "district", date(2024, 6, 16), {"money!CT.given": 25, "people!all.now": 8600})
    bronze.submit("ct", "207", "district", date(2024, 6, 17), {
        "money!CT.given": 16, "money!DA4.given": 16, "money!DA1.given": "-", "money!DA4.carried": 1,
    })  # fmt: skip
    bronze.submit("c1", "07192", "commune", date(2024, 6, 11), {
        "money!CT.given": 10, "money!DA4.given": 10, "money!DA4.carried": 2,
    })  # fmt: skip
    bronze.submit("c2", "07195", "commune", date(2024, 6, 12), {"money!CT.given": 5, "money!DA4.given": 5})
    bronze.submit("c3", "07198", "commune", date(2024, 6, 13), is_nil=True)
    bronze.submit("hg", "02", "province", date(2024, 6, 12), state="rejected", rules=("IN17",))
    bronze.submit("cb", "04", "province", date(2024, 6, 12), is_nil=True)
    warned = {"state": "accepted_with_findings", "missing": 3, "rules": ("IN20",)}
    bronze.submit("bk", "06", "province", date(2024, 6, 12), {"people!all.now": 5}, **warned)  # type: ignore[arg-type]
    warned = {"state": "accepted_with_findings", "rules": ("IN22", "IN21")}
    bronze.submit("sl", "14", "province", date(2024, 6, 12), {"people!all.now": 5}, **warned)  # type: ignore[arg-type]
    warned = {"state": "accepted_with_findings", "rules": ("IN21",)}
    bronze.submit("bg", "24", "province", date(2024, 6, 12), {"people!all.now": 5}, **warned)  # type: ignore[arg-type]
    return bronze


def _late(form: Any) -> Bronze:
    """What came after: the correction of the province, and a refused one after it."""
    bronze = Bronze("late", form)
    bronze.submit("second", "20", "province", date(2024, 7, 20), {
        "money!CT.central": 110, "money!CT.local": 50, "money!CT.given": 160, "money!CT.carried": 40,
        "money!CT.spent": 60.5, "money!CT.spent_old": "??", "money!CT.all_spent": 70.5, "money!CT.rate": 37.8,
        "money!CT.term": "...", "money!DA1.central": 20.000000001, "money!DA1.local": "-", "money!DA1.given": 20,
        "money!DA4.given": 140, "money!DA4.carried": "x",
        "people!all.now": 9100, "people!rural.now": 8000, "people!urban.now": 1100, "people!all.before": 9500,
        "people!all.wanted": 3.5, "people!all.share": 4.25, "people!all.credit": 1.5, "people!all.note": "đã rà soát",
    }, state="accepted_with_findings", rules=("IN19",))  # fmt: skip
    bronze.submit(
        "refused", "20", "province", date(2024, 8, 1), {"money!CT.given": 999}, state="rejected", rules=("IN17",)
    )
    return bronze


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("forms")


@pytest.fixture(scope="module")
def built(folder: Path) -> Workspace:
    """Two builds: with what was known by 15/07/2024 (kept as `early.duckdb`), and with everything."""
    workspace = Workspace(folder / "var", PROJECT / "samples" / "sources.yml", (policy_folder(folder / "own"),))
    form = the_form(folder / "own")
    for batch, make in (("early", _early), ("late", _late)):
        tables = {name: as_table(name, rows) for name, rows in make(form).rows.items()}
        write_batch(workspace.bronze, batch, tables)
        jobs.build(workspace, AS_OF)
        shutil.copyfile(workspace.warehouse, folder / f"{batch}.duckdb")
    return workspace


@pytest.fixture
def now(built: Workspace) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(built.warehouse, read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def july(built: Workspace, folder: Path) -> Path:
    """Everything, as known on 15/07/2024: what depends on versions, made anew in a copy."""
    copy = folder / "july.duckdb"
    shutil.copyfile(built.warehouse, copy)
    what, days = ("run", "--select", "int_figures__submission+"), {"as_of": "2024-12-31", "known": "2024-07-15"}
    settings = {"GNBV_DB": copy, "GNBV_BRONZE": built.bronze}
    succeeded(run_dbt(folder, settings, *what, variables=days))
    return copy


SUMS = """
select period, measure, cast(sum(amount_vnd) as bigint) / 1000000
from marts.fct_fund where is_counted group by all order by all
"""


def test_a_sum_takes_each_money_once_beside_a_report_and_the_forms_of_the_parts(
    now: duckdb.DuckDBPyConnection,
) -> None:
    # Lạng Sơn 160 and Cô Tô 16; the report's 999 and 31, the districts' 30 and 25 and the communes' 15 are in them.
    assert now.execute(SUMS).fetchall() == [
        ("2024-H1", "allocated", 176.0),
        ("2024-H1", "carried_in", 41.0),
        ("2024-H1", "disbursed", 60.5),
        ("2024-H1", "mobilised", 7.0),
    ]


def test_which_social_figures_count(now: duckdb.DuckDBPyConnection) -> None:
    rows = now.execute(
        "select indicator_code, period, value, unit, value_kind, rule_id from marts.fct_poverty_indicator "
        "where is_counted and locality_code = '20' order by 1, 2"
    ).fetchall()
    assert rows == [
        ("policy_credit_outstanding", "2024-H1", 1500.0, "million_vnd", "actual", "form"),
        ("poor_households", "2023", 9500.0, "household", "actual", "form"),
        ("poor_households", "2024-H1", 9100.0, "household", "actual", "form"),
        ("poor_households_moved_in", "2024-H1", 120.0, "household", "actual", "test"),
        ("poverty_rate", "2024", 4.25, "percent", "estimate", "form"),
    ]


FUND_ROW = """
select amount_vnd, value_text, unit_text, component_code, measure, source, nature, budget_year, role, confidence,
    rule_id, note, sheet, cell, as_of_on, stated_rate_pct, is_counted
from marts.fct_fund where figure_key = ?
"""


@pytest.mark.parametrize(
    ("place", "row"),
    [
        ("money!CT.spent", (
            60_500_000, "60.5", "triệu đồng", "CT", "disbursed", "total", "total", "2024", "total", 1.0, "form", None,
            "Vốn", "G9", date(2024, 6, 30), None, True,
        )),
        ("money!DA1.local", (
            0, "-", "triệu đồng", "DA1", "allocated", "local", "total", "2024", "part", 1.0, "form", "absence: none",
            "Vốn", "D10", date(2024, 6, 30), None, False,
        )),
        ("money!DA1.central", (
            20_000_000, "20.000000001", "triệu đồng", "DA1", "allocated", "central", "total", "2024", "part", 1.0,
            "form", None, "Vốn", "C10", date(2024, 6, 30), None, False,
        )),
        ("money!CT.carried", (
            40_000_000, "40", "triệu đồng", "CT", "carried_in", "total", "total", "2023", "total", 1.0, "form", None,
            "Vốn", "F9", date(2024, 6, 30), None, True,
        )),
    ],
)  # fmt: skip
def test_a_cell_becomes_an_amount_with_its_coordinates_and_place(
    now: duckdb.DuckDBPyConnection, folder: Path, place: str, row: tuple[Any, ...]
) -> None:
    key = figure_key(the_form(folder / "own"), "second", place)
    assert now.execute(FUND_ROW, [key]).fetchall() == [row]


def test_what_is_absent_is_no_amount_but_stays_with_its_kind(now: duckdb.DuckDBPyConnection) -> None:
    absent = now.execute(
        "select c.row_code, c.column_code, v.value, v.text, v.absence from marts.fct_form_value as v "
        "inner join marts.dim_form_cell as c using (form, form_version, cell_no) "
        "where v.submission_key = ? and (v.absence is not null or v.value is null) order by v.cell_no",
        [key_of("second")],
    ).fetchall()
    assert absent == [
        ("CT", "spent_old", None, "??", "illegible"),
        ("CT", "term", None, "...", "not_available"),
        ("DA1", "local", 0.0, "-", "none"),
        ("DA4", "carried", None, "x", "not_applicable"),
        ("all", "note", None, "đã rà soát", None),
    ]
    facts = "select count(*) from marts.fct_fund where submission_key = ? and measure in ('planned', 'carried_in')"
    assert now.execute(facts, [key_of("second")]).fetchall() == [(1,)]


def test_a_target_stands_among_the_targets(now: duckdb.DuckDBPyConnection) -> None:
    rows = now.execute(
        "select locality_code, indicator_code, period, value, unit, issuer_level, issuer_document, is_counted "
        "from marts.fct_target where rule_id = 'form'"
    ).fetchall()
    assert rows == [("20", "poverty_rate", "2025", 3.5, "percent", "province", "1/BC-second", True)]
    open_one = now.execute(
        "select year, target_value, actual_value, is_own_target from marts.rpt_target_attainment "
        "where locality_code = '20' and issuer_level = 'province'"
    ).fetchall()
    assert open_one == [(2025, 3.5, None, True)]


def test_the_reports_see_the_forms(now: duckdb.DuckDBPyConnection) -> None:
    progress = now.execute(
        "select budget_year, allocated_vnd // 1000000, carried_in_vnd // 1000000, disbursed_vnd, rate_pct, "
        "stated_rate_pct, is_total from marts.rpt_fund_progress "
        "where locality_code = '20' and component_code = 'CT' and source = 'total' order by budget_year"
    ).fetchall()
    assert progress == [
        ("2023", None, 40, None, None, None, True),
        ("2024", 160, None, 60_500_000, 37.8125, 37.8, True),
        (None, None, None, 70_500_000, None, None, False),
    ]
    trend = now.execute(
        "select indicator_code, year, value, is_estimate from marts.rpt_poverty_trend where locality_code = '20' "
        "order by all"
    ).fetchall()
    assert trend == [("poor_households", 2023, 9500.0, False), ("poverty_rate", 2024, 4.25, True)]


def test_versions_of_a_form_are_apart_from_those_of_a_report(now: duckdb.DuckDBPyConnection) -> None:
    rows = now.execute(
        "select distinct submission_key, cast(known_from at time zone 'UTC' as date), "
        "cast(known_to at time zone 'UTC' as date) from marts.fct_fund where locality_code = '20' order by 2"
    ).fetchall()
    assert rows == [
        (key_of("first"), date(2024, 6, 10), date(2024, 7, 20)),
        (key_of("bc"), date(2024, 7, 1), date(9999, 12, 31)),
        (key_of("second"), date(2024, 7, 20), date(9999, 12, 31)),
    ]
    held = now.execute(
        "select submission_key, is_current, count(*) from marts.fct_form_value where locality_code = '20' "
        "group by all order by 2"
    ).fetchall()
    assert held == [(key_of("first"), False, 12), (key_of("second"), True, 22)]


FACTS = ("fct_fund", "fct_poverty_indicator", "fct_target", "fct_form_value", "rpt_fund_progress", "rpt_roll_up",
         "rpt_poverty_trend")  # fmt: skip


def test_a_late_correction_changes_nothing_that_was_known_before(built: Workspace, folder: Path, july: Path) -> None:
    for mart in FACTS:
        versioned = mart.startswith("fct")
        rows = {}
        for name, path in (("then", folder / "early.duckdb"), ("now", july)):
            with duckdb.connect(path, read_only=True) as connection:
                left_out = "exclude (known_to)" if versioned else ""
                known = "where timestamptz '2024-07-15 23:59:59+07' between known_from and known_to - interval 1 second"
                query = f"select * {left_out} from marts.{mart} {known if versioned else ''} order by all"
                rows[name] = connection.execute(query).fetchall()
        assert rows["then"], mart
        assert rows["then"] == rows["now"], mart
    with duckdb.connect(july, read_only=True) as connection:
        assert connection.execute(SUMS).fetchall() == [
            ("2024-H1", "allocated", 166.0),
            ("2024-H1", "carried_in", 41.0),
            ("2024-H1", "disbursed", 70.0),
            ("2024-H1", "mobilised", 7.0),
        ]


STATUS = """
select locality_code, status, evidence, reasons from marts.fct_return_status
where return_type = 'monitoring_6m' and period = '2024-H1' and locality_code = ?
    and valid_to > timestamptz '9999-01-01 00:00:00+00' and known_to > timestamptz '9999-01-01 00:00:00+00'
"""


@pytest.mark.parametrize(
    ("code", "status", "evidence", "reason"),
    [
        ("02", "overdue", None, "rejected_submission"),
        ("04", "nil", "accepted", "nil_declared"),
        ("06", "late", "file_held", "arrived_after_due"),
        ("14", "late", "content_complete", "arrived_after_due"),
        ("20", "late", "accepted", "arrived_after_due"),
        ("24", "late", "accepted", "arrived_after_due"),
    ],
)
def test_a_form_is_as_good_as_what_the_door_said_of_it(
    now: duckdb.DuckDBPyConnection, code: str, status: str, evidence: str | None, reason: str
) -> None:
    (row,) = now.execute(STATUS, [code]).fetchall()
    assert row[:3] == (code, status, evidence)
    assert reason in row[3].split("; ")


def test_findings_of_the_door_keep_cell_and_weight(now: duckdb.DuckDBPyConnection) -> None:
    rows = now.execute(
        "select locality_code, rule_id, severity, sheet, cell, found, expected, message_vi from marts.fct_finding "
        "where rule_id in ('IN17', 'IN20', 'IN21') order by 1, 2"
    ).fetchall()
    told = [("02", "IN17", "stop"), ("06", "IN20", "warn"), ("14", "IN21", "info"), ("20", "IN17", "stop"),
            ("24", "IN21", "info")]  # fmt: skip
    assert rows == [(*key, "Vốn", "C9", "a", "b", f"{key[1]} tại Vốn!C9") for key in told]


ROLLED = """
select locality_code, sheet, cell, own_value, parts_value, parts_reported, parts_expected, difference
from marts.rpt_roll_up where locality_code = ? order by sheet, cell
"""


def test_a_superior_beside_the_sum_of_its_parts(now: duckdb.DuckDBPyConnection) -> None:
    # A nil return, and a row for poor districts alone, are told by the communes that leave the cell empty.
    assert now.execute(ROLLED, ["207"]).fetchall() == [
        ("207", "Vốn", "E10", 0.0, 0.0, 3, 3, 0.0),
        ("207", "Vốn", "E11", 16.0, 15.0, 3, 3, 1.0),
        ("207", "Vốn", "E9", 16.0, 15.0, 3, 3, 1.0),
        ("207", "Vốn", "F11", 1.0, 2.0, 2, 3, -1.0),
    ]
    assert now.execute(ROLLED, ["20"]).fetchall() == [
        ("20", "Hộ", "C8", 9100.0, 9300.0, 2, 11, -200.0),
        ("20", "Vốn", "C10", 20.000000001, 0.0, 2, 11, 20.0),
        ("20", "Vốn", "D10", 0.0, 0.0, 2, 11, 0.0),
        ("20", "Vốn", "E10", 20.0, 0.0, 2, 11, 20.0),
        ("20", "Vốn", "E9", 160.0, 55.0, 2, 11, 105.0),
    ]


def test_what_does_not_add_up_is_told_once_by_cell_with_its_coverage(now: duckdb.DuckDBPyConnection) -> None:
    rows = now.execute(
        "select locality_code, sheet, cell, found, expected, severity, message_vi from marts.fct_finding "
        "where rule_id = 'XS02' order by 1, 2, 3"
    ).fetchall()
    assert [row[:6] for row in rows] == [
        ("20", "Hộ", "C8", "9.100", "9.300 (2/11)", "warn"),
        ("207", "Vốn", "E11", "16", "15 (3/3)", "warn"),
        ("207", "Vốn", "F11", "1", "2 (2/3)", "warn"),
    ]
    assert "Hộ!C8" in rows[0][6] and "9.300 (2/11)" in rows[0][6]
