"""The shipped suites on the built samples: the names they flag, and the damage they stop."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import pytest

from expectations import GateResult, run_suites
from gnbv.settings import Workspace

pytestmark = pytest.mark.slow

#: Footnote 3 of the ministry's report of 27/10/2023, in the order of its tables.
NAMES = (
    "Lào Cai, Yên Bái, Thái Nguyên, Bắc Giang, Sơn La, Điện Biên, Hải Phòng, Quảng Ninh, Hải Dương, Vĩnh Phúc, "
    "Bắc Ninh, Thanh Hóa, Nghệ An, Hà Tĩnh, Quảng Trị, Bình Định, Phú Yên, Khánh Hòa, Bình Thuận, Gia Lai, "
    "Bình Dương, Long An, Tiền Giang, Bến Tre, Trà Vinh, Vĩnh Long, Cần Thơ, Sóc Trăng"
)
MISSING = NAMES.split(", ")

#: A reminder that went out to Lạng Sơn; nothing was sent over the samples.
SENT = (
    "insert into marts.fct_reminder by name select 'coordination_6m:2023-H1:20:first' as reminder_key, "
    "'coordination_6m:2023-H1:20' as obligation_key, 'coordination_6m' as return_type, '2023-H1' as period, "
    "'20' as locality_code, 'so_ldtbxh' as addressed_body_code, '20' as addressed_locality_code, 'first' as tier, "
    "1 as tier_no, 'overdue' as phase, 'late' as fault, 'mail' as channel, 1 as attempt, "
    "date '2023-10-20' as as_of_on, known_from as outcome_at, * "
    "from (values {}) as t (reminder_event_key, outcome, known_from, known_to)"
)
DAMAGES = {
    SENT.format(
        "('e1', 'sent', timestamptz '2023-10-20', timestamptz '9999-12-31'), "
        "('e1', 'sent', timestamptz '2023-10-21', timestamptz '9999-12-31')"
    ): {
        "marts.reminder_event_key_unique",
        "marts.reminder_sent_once",
    },
    SENT.format("('e2', 'lost', timestamptz '2023-10-20', timestamptz '2023-10-20')"): {
        "marts.reminder_outcome_known",
        "marts.reminder_interval",
    },
    "insert into marts.rpt_reminder_effect select date '2023-10-26', 'coordination_6m', '2023-H1', 'province', "
    "'first', 'late', 7, 2, 0, 1, 0, 0, 0, 1.5 from range(2)": {
        "marts.reminder_effect_unique",
        "marts.reminder_effect_adds_up",
        "marts.reminder_effect_rate",
        "marts.reminder_effect_of_the_day",
    },
    "delete from marts.fct_return_status where obligation_key = 'coordination_6m:2023-H1:20'": {
        "marts.one_status_at_a_time",
        "completeness.coordination_status_present",
    },
    "insert into marts.fct_return_status from marts.fct_return_status where obligation_key like '%:01' limit 1": {
        "marts.status_key_unique",
    },
    "insert into facts.report_progress from facts.report_progress where not is_beside_forms limit 1": {
        "marts.fund_progress_key_unique",
    },
    "delete from marts.fct_obligation where obligation_key = 'coordination_programme:2021-2025:02'": {
        "marts.no_expected_return_lost",
        "marts.status_owed",
        "marts.rate_counts_every_return",
        "marts.mart_submission_owed",
    },
    "update marts.rpt_reporting_rate set rate = 1.2 where region_code = 'ALL' and return_type = 'coordination_6m'": {
        "marts.rate_in_unit_interval"
    },
    "update marts.rpt_reporting_rate set received = received + 1 where return_type = 'coordination_programme'": {
        "marts.received_adds_up",
        "marts.expected_adds_up",
    },
    "delete from marts.rpt_late_returns where locality = 'Lạng Sơn'": {"marts.late_list_equals_rate"},
    "delete from marts.rpt_reminders where locality = 'Sóc Trăng' and return_type = 'coordination_6m'": {
        "marts.reminders_equal_late_list"
    },
    "update marts.rpt_reminders set fault = 'forgotten' where fault = 'late'": {"marts.reminder_fault_known"},
    "update marts.rpt_reminders set reason = null where reason = 'no_due_date'": {"marts.reminder_listed_or_told"},
    "update marts.rpt_reminders set recipients = null where locality = 'Lai Châu'": {"marts.reminder_addressed"},
    "update marts.fct_finding set rule_id = 'XX99' where rule_id = 'RG01'": {"marts.finding_rule_known"},
    "insert into staging.stg_bronze__attempt from staging.stg_bronze__attempt where path is not null limit 1": {
        "door.receipt_key_unique"
    },
    "update staging.stg_bronze__attempt set sha256 = upper(sha256) where attempt_kind = 'file'": {
        "door.receipt_hash_form"
    },
    "delete from staging.stg_bronze__attempt where attempt_kind = 'source'": {"door.source_readable"},
    "update staging.stg_bronze__submission set locality_code = '99' where locality_code = '20'": {
        "door.submission_place_known"
    },
    "update staging.stg_bronze__submission set submission_key = '0' where locality_code = '01'": {
        "door.submission_key_form",
        "door.submission_key_unique",
        "door.submission_has_receipt",
    },
    "delete from staging.stg_bronze__non_working_day where year(day) = 2024": {"door.calendar_covers_due_years"},
}


def completeness(ws: Workspace, docs: Path, as_of: date, known: date | None = None) -> GateResult:
    return run_suites(ws.warehouse, as_of=as_of, known=known, docs=docs, suites=["completeness"])


def names(result: GateResult, expectation: str) -> list[str | None]:
    flags = (*result.warnings, *result.infos)
    return [flag.name for flag in flags if flag.expectation == expectation]


def test_every_unsubmitted_return_is_flagged_by_name_and_shown(sample_workspace: Workspace, tmp_path: Path) -> None:
    result = completeness(sample_workspace, tmp_path / "docs", date(2023, 10, 27))
    assert result.stops == ()
    assert names(result, "coordination_submitted") == MISSING
    late = names(result, "coordination_on_time")
    assert len(late) == 24
    assert {"Lai Châu", "Lạng Sơn"} <= set(late)
    assert result.evaluated["completeness.coordination_submitted"] == 63
    pages = [page.read_text(encoding="utf-8") for page in (tmp_path / "docs" / "validations").rglob("*.html")]
    shown = [page for page in pages if "đã nhận báo cáo 6 tháng" in page and "Lào Cai" in page]
    assert len(shown) == 1
    assert [name for name in MISSING if name not in shown[0]] == []


@pytest.mark.parametrize(
    ("as_of", "known", "missing", "late", "awaited"),
    [
        (date(2023, 6, 24), None, 0, 0, 52),
        (date(2023, 6, 25), None, 52, 0, 0),
        (date(2023, 7, 15), None, 38, 14, 0),
        (date(2023, 8, 31), date(2023, 8, 31), 29, 23, 0),
    ],
)
def test_any_past_date_can_be_asked_as_known_then(
    sample_workspace: Workspace, tmp_path: Path, as_of: date, known: date | None, missing: int, late: int, awaited: int
) -> None:
    result = completeness(sample_workspace, tmp_path / "docs", as_of, known)
    assert result.stops == ()
    assert len(names(result, "coordination_submitted")) == missing
    assert len(names(result, "coordination_on_time")) == late
    assert len(names(result, "coordination_already_sent")) == awaited


def test_the_samples_pass_the_gate_and_every_check_saw_something(sample_workspace: Workspace, tmp_path: Path) -> None:
    result = run_suites(sample_workspace.warehouse, as_of=date(2023, 10, 27), docs=tmp_path / "docs")
    assert result.stops == ()
    assert Counter(flag.suite for flag in result.warnings if flag.suite != "findings") == {"completeness": 52}
    # One warning a rule with open findings, not one a finding.
    rules = [flag.expectation for flag in result.warnings if flag.suite == "findings"]
    assert {"finding_ob01", "finding_rg01", "finding_rg02", "finding_rg06", "finding_rg07"} <= set(rules)
    assert len(set(rules)) == len(rules)
    # Nothing was refused in the samples, no day of sending is stated, no round is open on that day, no form is among
    # them; every other check looked at rows.
    unseen = {
        name for name, count in result.evaluated.items() if count == 0 and "form_" not in name and "roll_up" not in name
    }
    assert unseen == {
        "door.refusal_has_reason",
        "door.submission_sent_before_arrival",
        "completeness.coordination_already_sent",
        # Over the samples nothing was sent; the damages below put a reminder there.
        "marts.reminder_event_key_unique",
        "marts.reminder_outcome_known",
        "marts.reminder_interval",
        "marts.reminder_owed",
        "marts.reminder_sent_once",
        "marts.reminder_effect_unique",
        "marts.reminder_effect_adds_up",
        "marts.reminder_effect_rate",
        "marts.reminder_effect_of_the_day",
    }


def test_each_damage_is_stopped_by_the_check_that_is_there_for_it(sample_workspace: Workspace, tmp_path: Path) -> None:
    copy = tmp_path / "warehouse.duckdb"
    shutil.copyfile(sample_workspace.warehouse, copy)
    with duckdb.connect(copy) as connection:
        for damage in DAMAGES:
            changed = connection.execute(damage).fetchone()
            assert changed is not None
            assert changed[0] > 0, f"the damage changed nothing: {damage}"
    result = run_suites(copy, as_of=date(2023, 10, 27), docs=tmp_path / "docs")
    stopped = {f"{flag.suite}.{flag.expectation}" for flag in result.stops}
    assert stopped >= set().union(*DAMAGES.values())
