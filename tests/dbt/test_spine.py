"""The coordination returns of 63 provinces at any date: what the documents of the ministry's own annex say."""

from __future__ import annotations

import duckdb
import pytest

NOT_SENT = [
    "Lào Cai", "Yên Bái", "Thái Nguyên", "Bắc Giang", "Sơn La", "Điện Biên", "Hải Phòng", "Quảng Ninh", "Hải Dương",
    "Vĩnh Phúc", "Bắc Ninh", "Thanh Hóa", "Nghệ An", "Hà Tĩnh", "Quảng Trị", "Bình Định", "Phú Yên", "Khánh Hòa",
    "Bình Thuận", "Gia Lai", "Bình Dương", "Long An", "Tiền Giang", "Bến Tre", "Trà Vinh", "Vĩnh Long", "Cần Thơ",
    "Sóc Trăng",
]  # fmt: skip
COORDINATION = "return_type = 'coordination_6m' and period = '2023-H1'"


def _end_of(day: str | None) -> str:
    return f"cast('{day} 23:59:59+07:00' as timestamptz)" if day else "null"


def _late(day: str, known: str | None = None) -> str:
    return f"(select * from marts.late_returns({_end_of(day)}, {_end_of(known)}) where {COORDINATION})"


@pytest.mark.parametrize(
    ("as_of", "known", "on_time", "late", "overdue", "not_due"),
    [
        ("2023-06-24", None, 11, 0, 0, 52),
        ("2023-06-25", None, 11, 0, 52, 0),
        ("2023-06-26", None, 11, 2, 50, 0),
        ("2023-07-15", None, 11, 14, 38, 0),
        ("2023-08-31", None, 11, 24, 28, 0),
        ("2023-10-27", None, 11, 24, 28, 0),
        ("2023-08-31", "2023-08-31", 11, 23, 29, 0),
    ],
)
def test_who_sent_in_time_late_or_not_at_all(
    marts: duckdb.DuckDBPyConnection, as_of: str, known: str | None, on_time: int, late: int, overdue: int, not_due: int
) -> None:
    row = marts.execute(
        "select expected, received, received_on_time, late, overdue, not_due, rejected, exempt "
        f"from marts.reporting_rate({_end_of(as_of)}, {_end_of(known)}) where region_code = 'ALL' and {COORDINATION}"
    ).fetchall()
    assert row == [(63, on_time + late, on_time, late, overdue, not_due, 0, 0)]
    listed = marts.execute(f"select status, count(*) from {_late(as_of, known)} group by status").fetchall()
    assert dict(listed) == {name: count for name, count in (("late", late), ("overdue", overdue)) if count}


def test_the_run_date_gives_the_same_as_the_macro(marts: duckdb.DuckDBPyConnection) -> None:
    for report, macro in (("rpt_late_returns", "late_returns"), ("rpt_reporting_rate", "reporting_rate")):
        asked = f"select * from marts.{macro}({_end_of('2023-10-27')}, null)"
        kept = f"select * from marts.{report}"
        assert marts.execute(f"({kept} except all {asked}) union all ({asked} except all {kept})").fetchall() == []
    assert marts.execute("select count(*) from marts.rpt_late_returns").fetchone() != (0,)


def test_the_missing_are_named_in_the_ministrys_order(marts: duckdb.DuckDBPyConnection) -> None:
    rows = marts.execute(
        f"select locality from {_late('2023-10-27')} where status = 'overdue' order by sort_order"
    ).fetchall()
    assert [name for (name,) in rows] == NOT_SENT


def test_lai_chau_is_late_and_proven_by_the_register(marts: duckdb.DuckDBPyConnection) -> None:
    columns = "status, evidence, document_no, cast(document_on as varchar), days_late, reasons"
    found = marts.execute(f"select {columns} from {_late('2023-10-27')} where locality = 'Lai Châu'").fetchall()
    assert found == [
        ("late", "document_number_known", "1317/BC-SLĐTBXH", "2023-08-10", 46,
         "document_after_due; mark_missing; known_only_from_register"),
    ]  # fmt: skip
    before = marts.execute(
        f"select status, evidence, document_no, days_late, reasons from {_late('2023-08-31', '2023-08-31')} "
        "where locality = 'Lai Châu'"
    ).fetchall()
    assert before == [("overdue", None, None, 67, "no_document; no_programme")]


def test_days_late_of_the_latest_and_of_those_still_missing(marts: duckdb.DuckDBPyConnection) -> None:
    rows = marts.execute(
        f"select locality, status, days_late from {_late('2023-10-27')} where locality in ('Lạng Sơn', 'Sóc Trăng')"
    ).fetchall()
    assert sorted(rows) == [("Lạng Sơn", "late", 58), ("Sóc Trăng", "overdue", 124)]
    worst = marts.execute(f"select max(days_late) from {_late('2023-10-27')} where status = 'late'").fetchone()
    assert worst == (58,)


def test_a_return_without_a_programme_says_so(marts: duckdb.DuckDBPyConnection) -> None:
    rows = marts.execute(
        f"select locality from {_late('2023-10-27')} where status = 'late' and reasons like '%no_programme%'"
    ).fetchall()
    assert rows == [("Đà Nẵng",)]


def test_the_due_instant_is_strict(marts: duckdb.DuckDBPyConnection) -> None:
    due = marts.execute(
        "select distinct cast(due_at as varchar), cast(due_on as varchar), count(*) over () "
        f"from marts.fct_obligation where {COORDINATION}"
    ).fetchall()
    assert due == [("2023-06-24 17:00:00+00", "2023-06-25", 63)]


def test_rates_of_the_regions(marts: duckdb.DuckDBPyConnection) -> None:
    rows = marts.execute(
        "select region_code, expected, received, received_on_time, round(rate, 4) "
        f"from marts.reporting_rate({_end_of('2023-10-27')}, null) where {COORDINATION} order by sort_order"
    ).fetchall()
    assert rows == [
        ("I", 14, 8, 3, 0.5714),
        ("II", 11, 6, 0, 0.5455),
        ("III", 14, 6, 2, 0.4286),
        ("IV", 5, 4, 3, 0.8),
        ("V", 6, 5, 1, 0.8333),
        ("VI", 13, 6, 2, 0.4615),
        ("ALL", 63, 35, 11, 0.5556),
    ]


def test_nobody_dissolved_is_chased(marts: duckdb.DuckDBPyConnection) -> None:
    rows = marts.execute(
        f"select return_type, is_chased, count(*) from {_late('2026-11-20')} group by return_type, is_chased"
    ).fetchall()
    assert rows == [("coordination_6m", False, 52)]
    chased = marts.execute(
        f"select l.locality from marts.late_returns({_end_of('2026-11-20')}, null) as l "
        "join marts.fct_obligation using (obligation_key) join marts.dim_locality using (locality_key) "
        "where l.is_chased and is_dissolved"
    ).fetchall()
    assert chased == []
    kept = marts.execute(f"select count(*) from {_late('2025-02-28')} where is_chased").fetchone()
    gone = marts.execute(f"select count(*) from {_late('2025-03-01')} where is_chased").fetchone()
    assert (kept, gone) == ((52,), (0,))


def test_localities_are_known_by_date(marts: duckdb.DuckDBPyConnection) -> None:
    rows = marts.execute(
        "select locality_id, name_vi, cast(valid_to as varchar), is_dissolved from marts.dim_locality "
        "where locality_code = '15' and level = 'province' order by valid_from"
    ).fetchall()
    assert rows == [("15-1", "Yên Bái", "2025-07-01", True), ("15-2", "Lào Cai", "9999-12-31", False)]
    counts = marts.execute(
        "select count(*) filter (valid_from <= date '2023-06-25' and valid_to > date '2023-06-25'), "
        "count(*) filter (valid_to = date '9999-12-31') from marts.dim_locality where level = 'province'"
    ).fetchone()
    assert counts == (63, 34)
    successors = marts.execute(
        "select count(*), count(distinct new_locality_id) from marts.bridge_locality_succession"
    ).fetchone()
    assert successors == (63, 34)


def test_every_obligation_has_one_status_at_every_instant(marts: duckdb.DuckDBPyConnection) -> None:
    for as_of, known in (("2023-06-14", "2023-06-14"), ("2023-07-01", "2024-01-01"), ("2024-01-01", "2023-07-01")):
        holds = (
            f"valid_from <= {_end_of(as_of)} and {_end_of(as_of)} < valid_to "
            f"and known_from <= {_end_of(known)} and {_end_of(known)} < known_to"
        )
        counted = marts.execute(
            "select count(*), count(distinct obligation_key) from marts.fct_return_status "
            f"where {COORDINATION} and {holds}"
        ).fetchone()
        assert counted == (63, 63)


@pytest.mark.parametrize(
    ("return_type", "period", "level", "due_at", "expected"),
    [
        ("monitoring_6m", "2024-H1", "commune", "2024-05-09 17:00:00+00", 18),
        ("monitoring_6m", "2024-H1", "province", "2024-05-31 17:00:00+00", 63),
        ("monitoring_annual", "2024-Y", "commune", "2024-10-19 17:00:00+00", 18),
        ("poverty_review_provisional", "2024-Y", "province", "2024-11-14 17:00:00+00", 63),
        ("treasury_quarterly", "2024-Q3", "district", None, 1),
    ],
)
def test_who_owes_what_at_each_level(
    marts: duckdb.DuckDBPyConnection, return_type: str, period: str, level: str, due_at: str | None, expected: int
) -> None:
    rows = marts.execute(
        "select distinct cast(due_at as varchar), count(*) over () from marts.fct_obligation "
        "where return_type = ? and period = ? and reporter_level = ?",
        [return_type, period, level],
    ).fetchall()
    assert rows == [(due_at, expected)]


def test_the_communes_of_one_district_owe_what_its_plan_asks(marts: duckdb.DuckDBPyConnection) -> None:
    names = marts.execute(
        "select name_vi from marts.fct_obligation join marts.dim_locality using (locality_key) "
        "where reporter_level = 'commune' and return_type = 'monitoring_6m' order by fct_obligation.locality_code"
    ).fetchall()
    assert [name for (name,) in names] == [
        *("Bắc Sơn", "Long Đống", "Vạn Thủy", "Đồng Ý", "Tân Tri", "Bắc Quỳnh", "Hưng Vũ", "Tân Lập", "Vũ Sơn"),
        *("Chiêu Vũ", "Tân Hương", "Chiến Thắng", "Vũ Lăng", "Trấn Yên", "Vũ Lễ", "Nhất Hòa", "Tân Thành", "Nhất Tiến"),
    ]
    rates = marts.execute(
        "select reporter_level, region_code, expected, overdue, rate "
        f"from marts.reporting_rate({_end_of('2024-06-01')}, null) where return_type = 'monitoring_6m' order by 1, 2"
    ).fetchall()
    assert [row for row in rates if row[0] == "commune"] == [
        ("commune", "ALL", 18, 18, 0.0),
        ("commune", "I", 18, 18, 0.0),
    ]
    late = marts.execute(
        f"select count(*), min(days_late), bool_and(is_chased) from marts.late_returns({_end_of('2024-06-01')}, null) "
        "where return_type = 'monitoring_6m' and length(locality_code) = 5"
    ).fetchone()
    assert late == (18, 22, True)
    chased = marts.execute(
        f"select count(*) from marts.late_returns({_end_of('2025-01-01')}, null) "
        "where is_chased and length(locality_code) = 5"
    ).fetchone()
    assert chased == (0,)


def test_communes_follow_the_merger_and_their_region(marts: duckdb.DuckDBPyConnection) -> None:
    rows = marts.execute(
        "select locality_key, name_vi, unit_type, parent_code, region_code, is_dissolved from marts.dim_locality "
        "where locality_code in ('06325', '25270') order by locality_key"
    ).fetchall()
    assert rows == [
        ("06325-1@2021-01-01", "Bắc Sơn", "thị trấn", "185", "I", True),
        ("06325-2@2025-07-01", "Bắc Sơn", "xã", "20", "2025-I", False),
        ("25270-1@2021-01-01", "Lộc Ninh", "thị trấn", "692", "V", True),
        ("25270-2@2025-07-01", "Lộc Ninh", "xã", "75", "2025-V", False),
        ("25270-2@2026-04-30", "Lộc Ninh", "phường", "75", "2025-V", False),
    ]
    counts = marts.execute(
        "select count(*) filter (valid_from <= date '2025-06-30' and valid_to > date '2025-06-30'), "
        "count(*) filter (valid_from <= date '2025-07-01' and valid_to > date '2025-07-01'), "
        "count(*) filter (region_code is null) from marts.dim_locality where level = 'commune'"
    ).fetchone()
    assert counts == (10035, 3321, 0)
