"""The ledger of reminders: what may follow what, and that no death and no order of steps sends a message twice."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

import pytest
from deaths import mortal
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_facts import APPROVAL, NOW, subject

from delivery import LedgerError
from delivery.reminders.events import USES_TIER, Attempt, Event, Outcome
from delivery.reminders.ledger import Approval, Ledger, Writer, event_rows, message_id

SEEDS = Path(__file__).resolve().parents[4] / "dbt_project" / "seeds" / "policy"
KEY = "coordination_6m:2023-H1:12:first"
ID = "<0@mail.invalid>"


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "ledgers" / "reminders")


def intend(writer: Writer, now: datetime = NOW, **changed: Any) -> Event:
    return writer.intend(subject(**changed), APPROVAL, message_id=ID, now=now)


def state_of(ledger: Ledger, key: str = KEY) -> tuple[str, int] | None:
    state = ledger.read().state(key)
    return (state.outcome, state.last.attempt) if state else None


def test_a_message_id_is_made_of_the_reminder_alone() -> None:
    assert message_id(KEY, "giamngheo.invalid") == "<fcd4b6d7ed059987935ed9dd09551341@giamngheo.invalid>"


def test_what_takes_a_tier_is_what_the_policy_says() -> None:
    with (SEEDS / "reminder_outcomes.csv").open(encoding="utf-8", newline="") as stream:
        policy = {row["outcome"]: row["uses_tier"] == "true" for row in csv.DictReader(stream)}
    assert {outcome: outcome in USES_TIER for outcome in get_args(Outcome)} == policy


def test_what_is_written_says_everything(ledger: Ledger) -> None:
    with ledger.locked() as writer:
        intent = intend(writer)
        writer.conclude(intent, "failed", now=NOW, reason="refused", note="550 no such user")
    assert [path.name for path in sorted(ledger.folder.glob("*.json"))] == [
        "20231030T010000.000000Z.json", "20231030T010000.000001Z.json",
    ]  # fmt: skip
    first, second = event_rows(ledger)
    assert first == {
        "event_id": "20231030T010000.000000Z", "event": "intended", "reminder_key": KEY,
        "obligation_key": "coordination_6m:2023-H1:12", "return_type": "coordination_6m", "period": "2023-H1",
        "locality_code": "12", "addressed_body_code": "so_ldtbxh", "addressed_locality_code": "12", "tier": "first",
        "tier_no": 1, "phase": "overdue", "fault": "not_sent", "channel": "mail", "attempt": 1,
        "as_of_on": date(2023, 10, 30), "list_id": "f" * 64, "message_id": ID, "document_no": None,
        "document_on": None, "reason": None, "note": None, "decided_by": "Văn phòng", "run_id": "manual",
        "recorded_at": datetime(2023, 10, 30, 1, 0, tzinfo=UTC),
    }  # fmt: skip
    assert {name for name in first if first[name] != second[name]} == {
        "event_id", "event", "reason", "note", "recorded_at",
    }  # fmt: skip
    assert (second["event"], second["reason"], second["note"]) == ("failed", "refused", "550 no such user")


def test_an_intent_without_an_outcome_is_uncertain_until_a_person_settles_it(ledger: Ledger) -> None:
    with ledger.locked() as writer:
        intend(writer)
    assert state_of(ledger) == ("uncertain", 1)
    with ledger.locked() as writer:
        held = writer.state(KEY)
        assert held is not None
        writer.settle(held, "not_sent", decided_by="Văn phòng", note="log of the server", now=NOW)
        assert intend(writer).attempt == 2
    assert state_of(ledger) == ("uncertain", 2)
    assert [one.outcome for one in ledger.read().of(KEY)] == ["not_sent", "uncertain"]


@pytest.mark.parametrize("outcome", ["sent", "uncertain"])
def test_what_went_out_or_may_have_is_not_intended_again(ledger: Ledger, outcome: Any) -> None:
    with ledger.locked() as writer:
        writer.conclude(intend(writer), outcome, now=NOW)
        with pytest.raises(LedgerError, match=f"coordination_6m:2023-H1:12:first is {outcome} since 2023-10-30T01:00:"):
            intend(writer)
        assert intend(writer, tier="second").attempt == 1
    assert state_of(ledger) == (outcome, 1)


def test_dropping_opens_an_attempt_takes_no_tier_and_is_said_once_a_list(ledger: Ledger) -> None:
    other = Approval(as_of_on=date(2023, 10, 31), list_id="e" * 64, decided_by=None, run_id=None)
    with ledger.locked() as writer:
        first = writer.drop(subject(), APPROVAL, "no_contact", now=NOW)
        assert writer.drop(subject(), APPROVAL, "no_contact", now=NOW + timedelta(hours=1)) == first
        assert writer.drop(subject(), other, "no_contact", now=NOW + timedelta(days=1)).attempt == 2
        intent = intend(writer, NOW + timedelta(days=2))
        writer.conclude(intent, "sent", now=NOW + timedelta(days=2))
        writer.drop(subject(), other, "already_sent", now=NOW + timedelta(days=3))
    assert state_of(ledger) == ("sent", 3)
    assert [one.outcome for one in ledger.read().of(KEY)] == ["dropped", "dropped", "sent", "dropped"]


def test_an_outcome_is_told_once_and_only_of_an_open_intent(ledger: Ledger) -> None:
    with ledger.locked() as writer:
        intent = intend(writer)
        failed = writer.conclude(intent, "failed", now=NOW)
        for event in (intent, failed):
            with pytest.raises(LedgerError, match="is no intent that is still open"):
                writer.conclude(event, "sent", now=NOW)
        held = writer.state(KEY)
        assert held is not None
        with pytest.raises(LedgerError, match="first is failed: there is nothing to settle"):
            writer.settle(held, "sent", decided_by="Văn phòng", note="", now=NOW)
    assert len(ledger.events()) == 2


def test_a_letter_stands_once_beside_the_mail_and_may_be_taken_back(ledger: Ledger) -> None:
    def letter(writer: Writer, number: str = "3716/LĐTBXH-VPQGGN") -> Event:
        return writer.letter(
            subject(), document_no=number, document_on=date(2023, 10, 28), decided_by="Văn phòng", now=NOW
        )

    with ledger.locked() as writer:
        written = letter(writer)
        assert (written.attempt, written.as_of_on, written.list_id) == (1, date(2023, 10, 28), None)
        with pytest.raises(LedgerError, match="letter 3716/LĐTBXH-VPQGGN is in the ledger already"):
            letter(writer)
        assert letter(writer, "3717/LĐTBXH-VPQGGN").attempt == 2
        assert intend(writer).attempt == 1
        held = writer.state(KEY, "letter")
        assert held is not None
        writer.settle(held, "not_sent", decided_by="Văn phòng", note="never posted", now=NOW)
        assert letter(writer).attempt == 3
    assert [one.outcome for one in ledger.read().of(KEY, "letter")] == ["not_sent", "sent", "sent"]


def test_events_keep_their_order_when_the_clock_was_set_back(ledger: Ledger) -> None:
    with ledger.locked() as writer:
        intent = intend(writer, NOW)
        writer.conclude(intent, "failed", now=NOW - timedelta(hours=7))
    with ledger.locked() as writer:
        intend(writer, NOW - timedelta(hours=6))
    assert [event.event for event in ledger.events()] == ["intended", "failed", "intended"]
    assert [event.recorded_at - NOW for event in ledger.events()] == [
        timedelta(0), timedelta(microseconds=1), timedelta(microseconds=2),
    ]  # fmt: skip


def test_a_note_that_is_no_text_does_not_keep_an_outcome_from_being_written(ledger: Ledger) -> None:
    with ledger.locked() as writer:
        written = writer.conclude(intend(writer), "uncertain", now=NOW, note="h\udce9las")
    assert written.note == "h?las"
    assert state_of(ledger) == ("uncertain", 1)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda text: text[:40], r"not an entry of the ledger of reminders \(the file: .*restore the file"),
        (lambda text: text.replace('"attempt": 1', '"attempt": "one"'), r"\(attempt: "),
        (lambda text: text.replace('"intended"', '"thought of"'), r"\(event: "),
    ],
)
def test_a_damaged_file_is_named_and_nobody_writes(ledger: Ledger, damage: Callable[[str], str], said: str) -> None:
    with ledger.locked() as writer:
        intend(writer)
    (path,) = ledger.folder.glob("*.json")
    path.write_text(damage(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(LedgerError, match=said) as caught, ledger.locked():
        pytest.fail("somebody may write")
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_copy_of_an_entry_is_named_and_nobody_writes(ledger: Ledger) -> None:
    with ledger.locked() as writer:
        entry = writer.drop(subject(), APPROVAL, "filed_since", now=NOW)
    path = ledger.folder / f"{entry.event_id}.json"
    copy = path.with_name(f"{entry.event_id} (bản sao).json")
    copy.write_bytes(path.read_bytes())
    said = f"the entry {entry.event_id} is there twice; take the copy away"
    with pytest.raises(LedgerError, match=said), ledger.locked():
        pytest.fail("somebody may write")
    copy.unlink()
    assert len(ledger.events()) == 1


def test_there_is_one_writer_and_any_number_of_readers(ledger: Ledger) -> None:
    with ledger.locked() as writer:
        intend(writer)
        assert state_of(ledger) == ("uncertain", 1)
        with pytest.raises(LedgerError, match="somebody else is writing to it"), ledger.locked(patience=0):
            pytest.fail("two writers")
    with ledger.locked(patience=0) as writer:
        assert writer.state(KEY) is not None


def test_a_ledger_that_nobody_began_is_empty(ledger: Ledger) -> None:
    assert event_rows(ledger) == []
    assert not ledger.folder.exists()


def _one_run(ledger: Ledger, server: list[str]) -> None:
    """What a run does of one reminder: looks, intends, sends, concludes."""
    with ledger.locked() as writer:
        held: Attempt | None = writer.state(KEY)
        if held is None or not held.uses_tier:
            intent = intend(writer)
            server.append(KEY)
            writer.conclude(intent, "sent", now=NOW)


def test_death_at_every_effect_sends_nothing_twice(tmp_path: Path) -> None:
    outcomes, deaths = set(), 0
    for survives in range(40):
        home = tmp_path / f"after-{survives}"
        ledger, server = Ledger(home / "ledgers" / "reminders"), list[str]()
        with mortal(home, survives) as executioner:
            _one_run(ledger, server)
        _one_run(ledger, server)
        state = state_of(ledger)
        assert state in [("sent", 1), ("uncertain", 1)]
        assert len(server) == 1 if state == ("sent", 1) else len(server) <= 1
        assert list(ledger.folder.glob(".*.part")) == []
        outcomes.add((state[0], len(server)))
        if executioner.effects <= survives:
            break
        deaths += 1
    assert 14 <= deaths < 40
    # Dead before or after the message was handed over: nobody but a person can know, so both are uncertain.
    assert outcomes == {("sent", 1), ("uncertain", 0), ("uncertain", 1)}


#: What happens in one run to one reminder: the server takes it, refuses it, the connection breaks (before, after it
#: took it), the process dies (before, after), the name is dropped; or a person looks what became of it.
STEPS = ("taken", "refused", "broke_before", "broke_after", "died_before", "died_after", "dropped", "settled")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["12", "20"]), st.sampled_from(STEPS), st.integers(-3, 3)), max_size=14))
def test_no_order_of_steps_sends_twice_or_forgets(steps: list[tuple[str, str, int]]) -> None:
    server: list[str] = []
    with TemporaryDirectory() as folder:
        ledger = Ledger(Path(folder) / "reminders")
        for code, step, hours in steps:
            with ledger.locked() as writer:
                _take(writer, code, step, NOW + timedelta(hours=hours), server)
        assert [event.event_id for event in ledger.events()] == sorted({event.event_id for event in ledger.events()})
        for code in ("12", "20"):
            taken, state = server.count(code), ledger.read().state(f"coordination_6m:2023-H1:{code}:first")
            assert taken <= 1
            assert (state is None) is (code not in {one for one, step, _ in steps if step != "settled"})
            if state and not state.uses_tier:
                assert taken == 0, "it went out, and the ledger lets it go again"
            if state and state.outcome == "sent":
                assert taken == 1, "the ledger says it went out, and it did not"


def _take(writer: Writer, code: str, step: str, now: datetime, server: list[str]) -> None:
    about = subject(code)
    held = writer.state(about.reminder_key)
    if step == "dropped":
        writer.drop(about, APPROVAL, "filed_since", now=now)
    elif step == "settled":
        if held and held.outcome == "uncertain":
            writer.settle(held, "sent" if code in server else "not_sent", decided_by="Văn phòng", note="", now=now)
    elif held and held.uses_tier:
        with pytest.raises(LedgerError):
            intend(writer, now, locality_code=code)
    else:
        intent = intend(writer, now, locality_code=code)
        if step in ("taken", "broke_after", "died_after"):
            server.append(code)
        outcome: Any = {"taken": "sent", "refused": "failed", "broke_before": "uncertain", "broke_after": "uncertain"}
        if step in outcome:
            writer.conclude(intent, outcome[step], now=now)
