"""Poverty indicators, their trend and their targets, from reports put into bronze: a district's plan in two versions, a
province's half-year report, a table of deprivations and the country's review. All values are worked out by hand."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from dbt_commands import run_dbt, succeeded

from gnbv.settings import PROJECT
from ingestion.bronze import TABLES

pytestmark = pytest.mark.slow

CATALOGUE = PROJECT / "dbt_project" / "seeds" / "programme"
MARTS = (
    "dim_indicator", "dim_poverty_standard", "fct_poverty_indicator", "fct_target", "rpt_poverty_trend",
    "rpt_target_attainment",
)  # fmt: skip
BATCH = "reports-1"
BEFORE = "2024-02-26"
#: submission, locality, level, return, period, document number, document date.
REPORTS = (
    ("country", "VN", "country", "thematic_report", "2022-Y", "12/BC-LĐTBXH", date(2023, 3, 1)),
    ("province", "20", "province", "monitoring_6m", "2023-H1", "278/BC-UBND", date(2023, 7, 10)),
    ("table", "49", "province", "thematic_report", "2024-H1", "96/BC-LĐTBXH", date(2024, 7, 10)),
    ("plan-first", "185", "district", "programme_plan", "2024-Y", "37/KH-UBND", date(2024, 2, 1)),
    ("plan", "185", "district", "programme_plan", "2024-Y", "45/KH-UBND", date(2024, 2, 27)),
)
HOUSEHOLDS, MODELS, CARDS = "all_households", "poverty_models_approved_and_operating", "health_insurance_cards_issued"
#: submission, locality, indicator, population, period, value, then what differs from an actual total.
FIGURES: tuple[tuple[str, str, str, str, str, float, dict[str, Any]], ...] = (
    ("country", "VN", "poverty_rate", HOUSEHOLDS, "2021", 5.2, {}),
    ("country", "VN", "poverty_rate", HOUSEHOLDS, "2022", 4.03, {}),
    ("country", "VN", "poverty_rate", "ethnic_minority", "2021", 25.91, {"note": "standard: ND07-2021"}),
    ("country", "VN", "poverty_rate", "ethnic_minority", "2022", 21.02, {}),
    ("province", "20", "poverty_rate_reduction", HOUSEHOLDS, "2023", 3, {"value_kind": "target", "bound": "at_least"}),
    ("province", "20", "poverty_models_planned", "poor_near_poor", "2023", 99, {"value_kind": "target"}),
    ("province", "20", MODELS, "poor_near_poor", "2023-H1", 25, {}),
    ("province", "181", MODELS, "poor_near_poor", "2023-H1", 5, {"role": "part"}),
    ("province", "189", MODELS, "poor_near_poor", "2023-H1", 5, {}),
    ("province", "183", MODELS, "poor_near_poor", "2023-H1", 4, {}),
    ("province", "20", CARDS, "poor_near_poor_ethnic_minority", "2023-H1", 228869, {}),
    ("province", "20", CARDS, "poor", "2023-H1", 12453, {}),
    ("province", "20", CARDS, "near_poor", "2023-H1", 19989, {}),
    ("province", "20", CARDS, "ethnic_minority", "2023-H1", 196427, {}),
    ("table", "49", "poor_households", HOUSEHOLDS, "2021", 33127, {}),
    ("table", "49", "poor_households", HOUSEHOLDS, "2023", 24669, {}),
    ("table", "49", "poor_households", HOUSEHOLDS, "2023", -8458, {"value_kind": "change"}),
    ("table", "49", "deprivation_dependants", "poor", "2021", 9403, {}),
    ("table", "49", "deprivation_dependants", "poor", "2023", 5890, {}),
    ("plan-first", "185", "poverty_rate", HOUSEHOLDS, "2023", 8.62, {}),
    ("plan", "185", "poverty_rate", HOUSEHOLDS, "2022", 11.61, {}),
    ("plan", "185", "poverty_rate", HOUSEHOLDS, "2023", 8.26, {}),
    ("plan", "185", "poverty_rate", HOUSEHOLDS, "2023", 8.26, {"role": "repeat"}),
    ("plan", "185", "poverty_rate_reduction", HOUSEHOLDS, "2023", 3.35, {"value_kind": "change"}),
    ("plan", "185", "poverty_rate_reduction", HOUSEHOLDS, "2023", 3, {"value_kind": "target"}),
    ("plan", "185", "poverty_rate", HOUSEHOLDS, "2024", 4.97, {"value_kind": "target", "bound": "about"}),
    ("plan", "185", "deprivation_latrine_rate", "poor", "2023", 79.91, {}),
)  # fmt: skip


def _units() -> dict[str, str]:
    with (CATALOGUE / "indicators.csv").open(encoding="utf-8", newline="") as lines:
        return {row["indicator_code"]: row["unit"] for row in csv.DictReader(lines)}


def _rows() -> dict[str, list[dict[str, Any]]]:
    units, rows = _units(), dict[str, list[dict[str, Any]]](submission=[], report=[], figure=[])
    for key, code, level, return_type, period, number, day in REPORTS:
        known = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
        common: dict[str, Any] = {"batch_id": BATCH, "submission_key": key, "locality_code": code, "period": period}
        rows["report"].append(common | {"known_from": known, "kind": return_type})
        rows["submission"].append(
            common
            | {"return_type": return_type, "reporter_level": level, "document_no": number, "document_on": day}
            | {"arrived_at": known, "known_from": known, "state": "accepted", "file_kind": "report"}
            | {"source_id": "test", "path": f"{key}.txt", "sha256": key, "arrival_basis": "recorded"}
            | {"landing_path": f"{key}.txt", "size_bytes": 1}
        )
    for line, (key, code, indicator, population, period, value, other) in enumerate(FIGURES, start=1):
        figure: dict[str, Any] = {
            "kind": "indicator",
            "locality_code": code,
            "indicator": indicator,
            "population": population,
        }
        figure |= {"period": period, "value": float(value), "value_text": str(value), "unit": units[indicator]}
        figure |= {"value_kind": "actual", "role": "total", "is_estimate": False, "confidence": 1.0, "rule": "test"}
        place = {"line": line, "char_start": 0, "char_end": 1, "figure_id": f"{line:02}"}
        rows["figure"].append({"batch_id": BATCH, "submission_key": key} | figure | place | other)
    return rows


def _write_bronze(folder: Path) -> None:
    rows = _rows()
    for name, schema in TABLES.items():
        (folder / name).mkdir(parents=True)
        table = pa.Table.from_pylist(rows.get(name, []), schema=schema)
        pq.write_table(table, folder / name / f"{BATCH}.parquet")


def _build(folder: Path, known: str) -> Path:
    """Build the poverty marts over the reports of the folder as known on a day, tests of the data included."""
    database = folder / f"known_{known or 'now'}.duckdb"
    settings = {"GNBV_DB": database, "GNBV_BRONZE": folder / "bronze", "GNBV_BATCHES": folder / "batches.parquet"}
    what = (
        *("build", "--exclude-resource-type", "unit_test", "--indirect-selection", "buildable"),
        *("--select", *(f"+{mart}" for mart in MARTS), "+fct_submission"),
    )
    succeeded(run_dbt(folder, settings, *what, variables={"as_of": "2024-12-31", "known": known}))
    return database


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[tuple[Any, ...]]]:
    """Ask the marts of the end of 2024, as known now or on the day before the plan's second version came."""
    folder = tmp_path_factory.mktemp("poverty")
    _write_bronze(folder / "bronze")
    pq.write_table(pa.table({"batch_id": [BATCH]}), folder / "batches.parquet")
    databases = {known: _build(folder, known) for known in ("", BEFORE)}

    def run(sql: str, values: Sequence[Any] = (), known: str = "") -> list[tuple[Any, ...]]:
        with duckdb.connect(databases[known], read_only=True) as connection:
            return connection.execute(sql, list(values)).fetchall()

    return run


Ask = Callable[..., list[tuple[Any, ...]]]
TREND = (
    "select year, value, previous_value, change, stated_change, standard_code, is_comparable "
    "from marts.rpt_poverty_trend where locality = ? and indicator_code = 'poverty_rate' and population = ? order by 1"
)


def test_the_district_fell_by_335_points_as_it_says(ask: Ask) -> None:
    assert ask(TREND, ["Bắc Sơn", HOUSEHOLDS]) == [
        (2022, 11.61, None, None, None, "ND07-2021", None),
        (2023, 8.26, 11.61, -3.35, -3.35, "ND07-2021", True),
    ]


def test_the_version_known_on_a_past_day_tells_the_trend_of_that_day(ask: Ask) -> None:
    assert ask(TREND, ["Bắc Sơn", HOUSEHOLDS], known=BEFORE) == [(2023, 8.62, None, None, None, "ND07-2021", None)]
    assert ask(TREND, ["Việt Nam", HOUSEHOLDS], known=BEFORE) == ask(TREND, ["Việt Nam", HOUSEHOLDS])


def test_a_year_by_an_older_standard_does_not_compare(ask: Ask) -> None:
    assert ask(TREND, ["Việt Nam", HOUSEHOLDS]) == [
        (2021, 5.2, None, None, None, "QD59-2015", None),
        (2022, 4.03, 5.2, None, None, "ND07-2021", False),
    ]


def test_a_year_told_by_the_newer_standard_compares(ask: Ask) -> None:
    assert ask(TREND, ["Việt Nam", "ethnic_minority"]) == [
        (2021, 25.91, None, None, None, "ND07-2021", None),
        (2022, 21.02, 25.91, -4.89, None, "ND07-2021", True),
    ]


def test_a_table_of_deprivations_tells_its_first_year_by_the_standard_that_knows_them(ask: Ask) -> None:
    rows = ask(
        "select indicator_code, year, standard_code, previous_year, change, stated_change, is_comparable "
        "from marts.rpt_poverty_trend where locality_code = '49' order by 1, 2"
    )
    assert rows == [
        ("deprivation_dependants", 2021, "ND07-2021", None, None, None, None),
        ("deprivation_dependants", 2023, "ND07-2021", 2021, -3513.0, None, True),
        ("poor_households", 2021, "ND07-2021", None, None, None, None),
        ("poor_households", 2023, "ND07-2021", 2021, -8458.0, -8458.0, True),
    ]


def test_the_targets_of_district_province_and_country_stand_side_by_side(ask: Ask) -> None:
    rows = ask(
        "select issuer_level, issuer_document, target_locality_code, is_own_target, target_value, actual_value, "
        "is_attained, gap from marts.rpt_target_attainment "
        "where locality = 'Bắc Sơn' and year = 2023 and measured_indicator = 'poverty_rate' order by 1"
    )
    assert rows == [
        ("country", "Quyết định 90/QĐ-TTg", "VN", False, 1.0, 3.35, True, 2.35),
        ("district", "45/KH-UBND", "185", True, 3.0, 3.35, True, 0.35),
        ("province", "278/BC-UBND", "20", False, 3.0, 3.35, True, 0.35),
    ]


def test_the_country_is_measured_by_the_change_of_comparable_years(ask: Ask) -> None:
    rows = ask(
        "select population, year, target_value, actual_value, is_attained, gap from marts.rpt_target_attainment "
        "where locality_code = 'VN' and measured_indicator = 'poverty_rate' and actual_value is not null"
    )
    assert rows == [("ethnic_minority", 2022, 3.0, 4.89, True, 1.89)]


def test_a_plan_stands_beside_what_was_done_so_far_and_next_year_is_open(ask: Ask) -> None:
    columns = "target_value, actual_value, is_whole_year, is_attained, gap"
    report = f"select {columns} from marts.rpt_target_attainment"
    planned = ask(f"{report} where indicator_code = 'poverty_models_planned' and locality_code = '20'")
    assert planned == [(99.0, 25.0, False, None, -74.0)]
    level = ask(f"{report} where indicator_code = 'poverty_rate' and year = 2024 and locality = 'Bắc Sơn'")
    assert level == [(4.97, None, None, None, None)]


@pytest.mark.parametrize(
    ("indicator", "counted", "printed"),
    [(MODELS, 25, 39), (CARDS, 228_869, 457_738), ("poverty_rate_reduction", 3.35, 3.35)],
)
def test_a_sum_takes_every_figure_once(ask: Ask, indicator: str, counted: float, printed: float) -> None:
    sums = "select sum(value) filter (is_counted), sum(value) from marts.fct_poverty_indicator where indicator_code = ?"
    assert ask(sums, [indicator]) == [(counted, printed)]


def test_targets_and_facts_are_apart(ask: Ask) -> None:
    kinds = "select value_kind, count(*) from marts.{} group by 1 order by 1"
    assert ask(kinds.format("fct_poverty_indicator")) == [("actual", 21), ("change", 2)]
    assert ask("select count(*) from marts.fct_target where submission_key is not null") == [(4,)]
    own = ask("select figure_key from marts.fct_target where submission_key is null and issuer_level <> 'country'")
    assert own == []


def test_a_replaced_version_is_kept_with_its_time_and_not_counted(ask: Ask) -> None:
    rows = ask(
        "select submission_key, value, is_counted, cast(known_from as date), cast(known_to as date), period_from, "
        "period_to from marts.fct_poverty_indicator where locality_code = '185' and indicator_code = 'poverty_rate' "
        "and period = '2023' and role = 'total' order by known_from"
    )
    year = (date(2023, 1, 1), date(2023, 12, 31))
    assert rows == [
        ("plan-first", 8.62, False, date(2024, 2, 1), date(2024, 2, 27), *year),
        ("plan", 8.26, True, date(2024, 2, 27), date(9999, 12, 31), *year),
    ]


def test_what_is_no_poverty_figure_has_no_standard(ask: Ask) -> None:
    rows = ask("select distinct indicator_code from marts.fct_poverty_indicator where standard_code is null order by 1")
    assert rows == [(CARDS,), (MODELS,)]


@pytest.mark.parametrize(
    ("day", "area", "group", "line", "standard"),
    [
        ("2021-12-31", "rural", "poor", 700_000, "QD59-2015"),
        ("2022-01-01", "rural", "poor", 1_500_000, "ND07-2021"),
        ("2026-12-31", "urban", "poor", 2_000_000, "ND07-2021"),
        ("2025-06-30", "urban", "average", 3_000_000, "ND07-2021"),
        ("2027-01-01", "rural", "near_poor", 2_200_000, "ND351-2025"),
        ("2030-12-31", "urban", "poor", 2_800_000, "ND351-2025"),
    ],
)
def test_the_lines_of_the_standards(ask: Ask, day: str, area: str, group: str, line: int, standard: str) -> None:
    rows = ask(
        "select standard_code, income_to_vnd from marts.dim_poverty_standard where area = ? and household_group = ? "
        "and valid_from <= cast(? as date) and cast(? as date) < valid_to and alternative = 1",
        [area, group, day, day],
    )
    assert rows == [(standard, line)]


def test_2026_rests_on_the_decree_that_keeps_the_standard(ask: Ask) -> None:
    rows = ask(
        "select distinct legal_basis like '%351/2025%' from marts.dim_poverty_standard "
        "where standard_code = 'ND07-2021' and valid_from = date '2026-01-01'"
    )
    assert rows == [(True,)]


def test_the_catalogue_covers_what_the_reports_register(ask: Ask) -> None:
    groups = {group for (group,) in ask("select distinct group_code from marts.dim_indicator")}
    assert {
        "poverty", "movement", "deprivation", "health", "education", "training", "jobs", "housing", "legal_aid",
        "relief", "credit", "livelihood", "infrastructure", "communication", "supervision", "mobilisation",
    } <= groups  # fmt: skip
    numbers = ask("select count(distinct deprivation_no) from marts.dim_indicator where is_deprivation")
    assert numbers == [(12,)]
