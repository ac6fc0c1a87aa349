"""Who is reminded of what on the samples, name by name; and the policy of reminders: that no case falls through it."""

from __future__ import annotations

import csv
import re
from itertools import groupby

import duckdb
import pytest

from gnbv.settings import PROJECT, Workspace

POLICY = PROJECT / "dbt_project" / "seeds" / "policy"
MACROS = PROJECT / "dbt_project" / "macros"

NO_PROGRAMME = [
    "Yên Bái", "Sơn La", "Điện Biên", "Hải Phòng", "Quảng Ninh", "Bắc Ninh", "Nghệ An", "Quảng Trị", "Cần Thơ",
]  # fmt: skip
NOT_SENT = [
    "Lào Cai", "Thái Nguyên", "Bắc Giang", "Hải Dương", "Vĩnh Phúc", "Thanh Hóa", "Hà Tĩnh", "Bình Định", "Phú Yên",
    "Khánh Hòa", "Bình Thuận", "Gia Lai", "Bình Dương", "Long An", "Tiền Giang", "Bến Tre", "Trà Vinh", "Vĩnh Long",
    "Sóc Trăng",
]  # fmt: skip
IN_TIME = [
    "Cao Bằng", "Bắc Kạn", "Phú Thọ", "Quảng Ngãi", "Ninh Thuận", "Đắk Lắk", "Đắk Nông", "Kon Tum",
    "Bà Rịa - Vũng Tàu", "An Giang", "Bạc Liêu",
]  # fmt: skip
LATE = [
    "Hà Giang", "Tuyên Quang", "Lạng Sơn", "Hòa Bình", "Hà Nội", "Hưng Yên", "Hà Nam", "Nam Định", "Ninh Bình",
    "Thái Bình", "Quảng Bình", "Thừa Thiên Huế", "Đà Nẵng", "Quảng Nam", "Lâm Đồng", "TP Hồ Chí Minh", "Đồng Nai",
    "Bình Phước", "Tây Ninh", "Hậu Giang", "Đồng Tháp", "Kiên Giang", "Cà Mau",
]  # fmt: skip

Rows = list[dict[str, str]]


def _seed(name: str) -> Rows:
    with (POLICY / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _reminders(day: str, known: str | None = None) -> str:
    instants = [f"cast('{each} 23:59:59+07:00' as timestamptz)" if each else "null" for each in (day, known)]
    return f"marts.reminders({', '.join(instants)})"


def test_the_first_reminder_names_exactly_those_who_sent_nothing(marts: duckdb.DuckDBPyConnection) -> None:
    found = marts.execute(
        "select fault, phase, tier, reason, list(locality order by sort_order) from marts.rpt_reminders "
        "where return_type = 'coordination_6m' and period = '2023-H1' group by all"
    ).fetchall()
    assert {tuple(row[:4]): row[4] for row in found} == {
        ("no_programme", "overdue", "first", None): NO_PROGRAMME,
        ("not_sent", "overdue", "first", None): NOT_SENT,
        ("document_missing", "overdue", "first", None): ["Lai Châu"],
        ("late", "after", "thanks", None): LATE,
        (None, None, None, "received_on_time"): IN_TIME,
    }
    overdue = marts.execute(
        "select count(*) from marts.rpt_reminders where return_type = 'coordination_6m' and status = 'overdue' "
        "and is_listed and tier = 'first' and tier_no = 1 and reminders_sent = 0"
    ).fetchone()
    assert overdue == (28,)


def test_a_programme_only_marked_is_asked_for_and_no_other(marts: duckdb.DuckDBPyConnection) -> None:
    found = marts.execute(
        "select fault, tier, reason, recipients, count(*), list(locality order by sort_order)[:10] "
        "from marts.rpt_reminders where return_type = 'coordination_programme' group by all order by all"
    ).fetchall()
    assert [row[:5] for row in found] == [
        ("document_missing", "first", None, "to:so_ldtbxh@79; cc:mttq_tinh@79", 1),
        (None, None, "no_due_date", None, 10),
        (None, None, "received_on_time", None, 52),
    ]
    # Đà Nẵng sent its return without a programme of its own.
    assert [sorted(row[5]) for row in found[:2]] == [["TP Hồ Chí Minh"], sorted([*NO_PROGRAMME, "Đà Nẵng"])]


def test_a_name_carries_its_proof(marts: duckdb.DuckDBPyConnection) -> None:
    columns = (
        "reminder_key, document_no, cast(document_on as varchar), days_late, reasons, cast(due_on as varchar), "
        "cast(eligible_on as varchar), duty_id, request_document, addressed_body_code, addressed_locality, recipients"
    )
    found = marts.execute(
        f"select {columns} from marts.rpt_reminders "
        "where return_type = 'coordination_6m' and locality in ('Lai Châu', 'Sóc Trăng') order by sort_order"
    ).fetchall()
    assert found == [
        ("coordination_6m:2023-H1:12:first", "1317/BC-SLĐTBXH", "2023-08-10", 46,
         "document_after_due; mark_missing; known_only_from_register", "2023-06-25", "2023-06-26", "109-6T",
         "329/CV-VPQGGN (14/06/2023)", "so_ldtbxh", "Lai Châu", "to:so_ldtbxh@12"),
        ("coordination_6m:2023-H1:94:first", None, None, 124, "no_document", "2023-06-25", "2023-06-26", "109-6T",
         "329/CV-VPQGGN (14/06/2023)", "so_ldtbxh", "Sóc Trăng", "to:so_ldtbxh@94"),
    ]  # fmt: skip


def test_the_run_date_gives_the_same_as_the_macro(marts: duckdb.DuckDBPyConnection) -> None:
    asked, kept = f"from {_reminders('2023-10-27')}", "from marts.rpt_reminders"
    assert marts.execute(f"({kept} except all {asked}) union all ({asked} except all {kept})").fetchall() == []
    assert marts.execute("select count(*) from marts.rpt_reminders").fetchone() == (127,)


def test_the_release_answers_as_the_warehouse_does(
    marts: duckdb.DuckDBPyConnection, sample_workspace: Workspace
) -> None:
    asked = f"from {_reminders('2023-08-31', '2023-08-31')} order by sort_order"
    with duckdb.connect(sample_workspace.published / "current" / "gnbv.duckdb", read_only=True) as release:
        release.execute("set TimeZone = 'UTC'")
        assert release.execute(asked).fetchall() == marts.execute(asked).fetchall()


@pytest.mark.parametrize(
    ("day", "known", "expected"),
    [
        ("2023-06-22", None, {("before_3", None): 56, (None, "received_on_time"): 7}),
        ("2023-06-25", None, {(None, "tier_waits"): 52, (None, "received_on_time"): 11}),
        ("2023-06-26", None, {("first", None): 50, ("thanks", None): 2, (None, "received_on_time"): 11}),
        ("2023-08-31", "2023-08-31", {("first", None): 29, ("thanks", None): 23, (None, "received_on_time"): 11}),
        ("2025-02-28", None, {("first", None): 29, ("thanks", None): 23, (None, "received_on_time"): 11}),
        ("2025-03-01", None, {(None, "chase_closed"): 52, (None, "received_on_time"): 11}),
    ],
)
def test_any_day_can_be_asked(
    marts: duckdb.DuckDBPyConnection, day: str, known: str | None, expected: dict[tuple[str | None, str | None], int]
) -> None:
    found = marts.execute(
        f"select tier, reason, count(*) from {_reminders(day, known)} "
        "where return_type = 'coordination_6m' group by all"
    ).fetchall()
    assert {(tier, reason): count for tier, reason, count in found} == expected


def test_communes_are_asked_through_their_district_and_committees_through_the_government(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    found = marts.execute(
        "select distinct return_type, reporter_level, addressed_locality, recipients "
        f"from {_reminders('2024-06-10')} where return_type = 'monitoring_6m' and locality_code in ('20', '06325')"
    ).fetchall()
    assert sorted(found) == [
        ("monitoring_6m", "commune", "Bắc Sơn (huyện Bắc Sơn)", "to:ubnd_xa@06325; cc:phong_ldtbxh@185"),
        ("monitoring_6m", "province", "Lạng Sơn", "to:ubnd_tinh@20; cc:so_ldtbxh@20"),
    ]


def test_every_reason_of_the_warehouse_is_worded_and_no_other() -> None:
    decided = (MACROS / "reminders.sql").read_text(encoding="utf-8")
    case = decided[decided.index("last_reminded_on,\n        case") : decided.index("end as reason")]
    assert sorted(re.findall(r"then '(\w+)'", case)) == sorted(row["reason"] for row in _seed("reminder_reasons"))


def test_the_codes_a_fault_is_told_by_are_known_and_in_their_order() -> None:
    statuses = {row["status"] for row in _seed("statuses")}
    reasons = [row["reason"] for row in sorted(_seed("status_reasons"), key=lambda row: int(row["sort_order"]))]
    for fault in _seed("reminder_faults"):
        assert fault["statuses"] and set(fault["statuses"].split()) <= statuses, fault
        codes = fault["reason"].split()
        assert codes == [code for code in reasons if code in codes], fault


def test_a_set_of_tiers_is_whole() -> None:
    sets = groupby(_seed("reminder_tiers"), key=lambda row: (row["return_type"], row["reporter_level"]))
    whole = ["before_14", "before_3", "first", "second", "third", "escalation", "thanks"]
    assert {pair: [row["tier"] for row in rows] for pair, rows in sets} == {
        ("*", "*"): whole,
        ("*", "commune"): whole,
        ("poverty_review_provisional", "province"): whole,
    }


def test_every_round_has_somebody_to_write_to_and_somebody_who_signs() -> None:
    tiers = {row["tier"] for row in _seed("reminder_tiers")}
    for level, return_type in sorted({(row["reporter_level"], row["return_type"]) for row in _seed("duties")}):
        for tier in sorted(tiers):
            parties = _narrowest(_seed("reminder_recipients"), return_type=return_type, reporter_level=level, tier=tier)
            assert "to" in {row["role"] for row in parties}, (return_type, level, tier)
            signers = _narrowest(_seed("letter_issuers"), return_type=return_type, reporter_level=level, tier=tier)
            assert signers, (return_type, level, tier)


def _narrowest(rows: Rows, **wanted: str) -> Rows:
    fitting = [row for row in rows if all(row[name] in (value, "*") for name, value in wanted.items())]
    widths = [tuple(row[name] == "*" for name in wanted) for row in fitting]
    return [row for row, width in zip(fitting, widths, strict=True) if width == min(widths)]
