"""What people tell the ledger: a letter is recorded of those the tier was due to, an uncertain message is settled."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

import pytest
from ledger_facts import APPROVAL, subject

from delivery import LedgerError, UnknownReturnTypeError
from delivery.reminders.ledger import Ledger
from delivery.reminders.settling import PaperLetter, Told, record_letter, settle

NOW = datetime(2023, 11, 2, 3, 0, tzinfo=UTC)
LETTER = PaperLetter(
    return_type="coordination_6m",
    period="2023-H1",
    tier="first",
    document_no="3716/LĐTBXH-VPQGGN",
    document_on=date(2023, 10, 28),
    recorded_by="Văn phòng",
)
KEY = "coordination_6m:2023-H1:12:first"


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "ledgers" / "reminders")


def record(ledger: Ledger, marts: Path, **changed: Any) -> Told:
    return record_letter(ledger, marts, replace(LETTER, **changed), now=NOW)


def test_a_letter_to_all_is_recorded_of_those_it_names(ledger: Ledger, reminder_marts: Path) -> None:
    told = record(ledger, reminder_marts)
    assert [one.reminder_key for one in told.written] == ["coordination_6m:2023-H1:31:first"]
    # Lai Châu's document is asked for in a letter of its own.
    assert [one.reminder_key for one in told.apart] == [KEY]


def test_a_letter_is_recorded_of_the_places_named(ledger: Ledger, reminder_marts: Path) -> None:
    told = record(ledger, reminder_marts, localities=("12", "31"))
    assert told.apart == ()
    assert [(one.reminder_key, one.fault, one.addressed_body_code) for one in told.written] == [
        ("coordination_6m:2023-H1:31:first", "no_programme", "so_ldtbxh"),
        ("coordination_6m:2023-H1:12:first", "document_missing", "so_ldtbxh"),
    ]
    assert {
        (one.event, one.channel, one.document_no, one.document_on, one.as_of_on, one.decided_by, one.attempt)
        for one in told.written
    } == {("letter", "letter", "3716/LĐTBXH-VPQGGN", date(2023, 10, 28), date(2023, 10, 28), "Văn phòng", 1)}


def test_the_same_letter_again_writes_only_what_is_missing(ledger: Ledger, reminder_marts: Path) -> None:
    record(ledger, reminder_marts, localities=("31",))
    again = record(ledger, reminder_marts, localities=("31", "12"))
    assert ([one.locality_code for one in again.held], [one.locality_code for one in again.written]) == (["31"], ["12"])
    one = record(ledger, reminder_marts, localities=("12",), document_no=" 3716/LĐTBXH-VPQGGN\n")
    assert ([event.locality_code for event in one.held], one.written) == (["12"], ())
    assert len(ledger.events()) == 2


def mailed(ledger: Ledger, code: str, outcome: Literal["sent", "failed", "uncertain"]) -> None:
    with ledger.locked() as writer:
        intent = writer.intend(subject(code), APPROVAL, message_id="<0@mail.invalid>", now=NOW)
        writer.conclude(intent, outcome, now=NOW)


def test_the_letter_of_a_tier_is_recorded_after_its_mail_was_built_in(ledger: Ledger, reminder_marts: Path) -> None:
    mailed(ledger, "79", "sent")  # as published its next tier waits
    mailed(ledger, "20", "sent")  # has filed since: what is due now is thanks
    told = record(ledger, reminder_marts)
    assert sorted((one.reminder_key, one.channel, one.attempt) for one in told.written) == [
        ("coordination_6m:2023-H1:31:first", "letter", 1),
        ("coordination_6m:2023-H1:79:first", "letter", 1),
    ]
    again = record(ledger, reminder_marts, localities=("79",))
    assert ([one.locality_code for one in again.held], again.written) == (["79"], ())
    with pytest.raises(LedgerError, match=r"not due on 2023-10-28 to 20 Lạng Sơn \(due: thanks\)"):
        record(ledger, reminder_marts, document_no="9/A", localities=("20",))


def test_a_mail_that_failed_makes_no_letter_due(ledger: Ledger, reminder_marts: Path) -> None:
    mailed(ledger, "79", "failed")
    with pytest.raises(LedgerError, match=r"not due on 2023-10-28 to 79 TP Hồ Chí Minh \(tier_waits\)"):
        record(ledger, reminder_marts, localities=("79",))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"tier": "second"}, "the tier 'second' of coordination_6m 2023-H1 is due to nobody on 2023-10-28; due is "
                             "'first' to 2, 'thanks' to 1"),
        ({"localities": ("12", "20")}, "is not due on 2023-10-28 to 20 Lạng Sơn (due: thanks); nothing was recorded"),
        ({"localities": ("79", "99")}, "to 79 TP Hồ Chí Minh (tier_waits), 99 (owes no such return); nothing was"),
        ({"period": "2023-H2"}, "no coordination_6m of 2023-H2 was owed on 2023-10-28; expected a period of: 2023-H1"),
        ({"document_no": "số 3716"}, "'số 3716' is no number of a letter; expected number and symbol: 3716/LĐTBXH-"),
        ({"document_no": " "}, "--document says nothing; expected some words"),
        ({"recorded_by": ""}, "--by says nothing"),
        ({"document_on": date(2023, 11, 3)}, "a letter of 2023-11-03 cannot have gone out yet"),
    ],
)  # fmt: skip
def test_what_was_not_due_is_refused_and_nothing_is_recorded(
    ledger: Ledger, reminder_marts: Path, changed: dict[str, Any], said: str
) -> None:
    with pytest.raises(LedgerError) as caught:
        record(ledger, reminder_marts, **changed)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert ledger.events() == []


def test_an_unknown_return_type_is_told_with_the_known_ones(ledger: Ledger, reminder_marts: Path) -> None:
    with pytest.raises(UnknownReturnTypeError, match="coordination_6m, monitoring_6m"):
        record(ledger, reminder_marts, return_type="coordination")


def test_a_number_has_one_date(ledger: Ledger, reminder_marts: Path) -> None:
    record(ledger, reminder_marts, localities=("12",))
    with pytest.raises(LedgerError, match="12:first: letter 3716/LĐTBXH-VPQGGN is in the ledger with the date 2023-10"):
        record(ledger, reminder_marts, localities=("12",), document_on=date(2023, 10, 27))
    assert len(ledger.events()) == 1


def test_a_letter_recorded_by_mistake_is_taken_back_and_may_be_recorded_again(
    ledger: Ledger, reminder_marts: Path
) -> None:
    both = ("12", "31")
    record(ledger, reminder_marts, localities=both)
    keys = [one.reminder_key for one in ledger.events()]
    told = settle(
        ledger, keys, "not_sent", by="Văn phòng", note="chưa phát hành", now=NOW, document_no="3716/LĐTBXH-VPQGGN"
    )
    assert [(one.reason, one.note) for one in told.written] == [("not_sent", "chưa phát hành")] * 2
    assert [one.attempt for one in record(ledger, reminder_marts, localities=both).written] == [2, 2]


def uncertain(ledger: Ledger, code: str = "12") -> None:
    with ledger.locked() as writer:
        writer.intend(subject(code), APPROVAL, message_id="<0@mail.invalid>", now=NOW)


def test_an_uncertain_message_is_settled_once(ledger: Ledger) -> None:
    uncertain(ledger)
    uncertain(ledger, "20")
    other = "coordination_6m:2023-H1:20:first"
    told = settle(ledger, [KEY], "sent", by="Văn phòng", note="trong nhật ký máy chủ", now=NOW)
    assert [(one.reminder_key, one.event, one.reason, one.decided_by) for one in told.written] == [
        (KEY, "settled", "sent", "Văn phòng")
    ]
    again = settle(ledger, [other, KEY, KEY], "sent", by="Phòng A", note="hỏi lại", now=NOW)
    assert ([one.reminder_key for one in again.written], [one.decided_by for one in again.held]) == (
        [other], ["Văn phòng"],
    )  # fmt: skip
    with pytest.raises(LedgerError, match=r"12:first is sent since 02/11/2023 10:00: only what is uncertain can be"):
        settle(ledger, [KEY], "not_sent", by="Văn phòng", note="nhầm", now=NOW)


@pytest.mark.parametrize(
    ("keys", "changed", "said"),
    [
        (["coordination_6m:2023-H1:31:first"], {}, "the ledger knows of no mail of 'coordination_6m:2023-H1:31:first'"),
        ([KEY], {"document_no": "1/A"}, f"the ledger knows of no letter 1/A of '{KEY}'; 'gnbv reminders' lists"),
        ([KEY], {"by": " "}, "--by says nothing"),
        ([KEY], {"note": ""}, "--note says nothing"),
    ],
)
def test_what_cannot_be_settled_is_told_and_nothing_is_written(
    ledger: Ledger, keys: list[str], changed: dict[str, Any], said: str
) -> None:
    uncertain(ledger)
    with pytest.raises(LedgerError) as caught:
        settle(ledger, [KEY, *keys], "sent", **({"by": "Văn phòng", "note": "x", "now": NOW} | changed))
    assert said in str(caught.value)
    assert [event.event for event in ledger.events()] == ["intended"]
