"""Sending a list: what is recorded of each name, what goes out no more, and who may send at all."""

from __future__ import annotations

from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from sending_facts import PDF, Clock, Server, approved, message, sent, told

from delivery.reminders.draft_model import DraftMessage
from delivery.reminders.events import Subject
from delivery.reminders.ledger import Ledger, LedgerError
from delivery.reminders.mailer import MailResult
from delivery.reminders.recheck import Objection

LATER = datetime(2023, 11, 1, 1, 0, tzinfo=UTC)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "ledgers" / "reminders"


def subject(one: DraftMessage) -> Subject:
    return Subject(**{name: getattr(one, name) for name in Subject.model_fields})


def test_the_intent_stands_before_the_message_and_the_outcome_after_it(tmp_path: Path, ledger: Path) -> None:
    seen: list[list[str]] = []
    server = Server(before=lambda: seen.append([event for event, _, _ in told(ledger)]))
    result = sent(approved(tmp_path, message("12"), message("31")), ledger, server)
    assert seen == [["intended"], ["intended", "sent", "intended"]]
    assert (result.sent, result.counts) == (2, {"sent": 2})
    assert server.handed == [
        ("<fcd4b6d7ed059987935ed9dd09551341@bo.invalid>", ("so_ldtbxh@12.invalid", "ubnd_tinh@12.invalid")),
        ("<d1062ba3989a564a03a04fc268a19bae@bo.invalid>", ("so_ldtbxh@31.invalid", "ubnd_tinh@31.invalid")),
    ]
    intended, outcome = Ledger(ledger).events()[:2]
    assert intended.message_id == outcome.message_id == server.handed[0][0]
    assert (intended.decided_by, intended.run_id, intended.attempt) == ("Văn phòng", "run-1", 1)
    assert (outcome.list_id, outcome.as_of_on) == (result.list_id, date(2023, 10, 27))
    assert (intended.note, outcome.note) == (None, "250 OK")


def test_each_outcome_is_recorded_with_what_the_server_said(tmp_path: Path, ledger: Path) -> None:
    server = Server(
        {
            "so_ldtbxh@12.invalid": MailResult("failed", "550 no such user"),
            "so_ldtbxh@31.invalid": MailResult("uncertain", "timed out"),
        }
    )
    result = sent(approved(tmp_path, message("12"), message("31"), message("20")), ledger, server)
    assert result.counts == {"failed": 1, "sent": 1, "uncertain": 1}
    assert [(one.event, one.note) for one in result.events] == [
        ("failed", "550 no such user"), ("uncertain", "timed out"), ("sent", "250 OK"),
    ]  # fmt: skip


def test_run_again_only_what_failed_goes_out_and_nothing_is_told_twice(tmp_path: Path, ledger: Path) -> None:
    draft = approved(tmp_path, message("12"), message("31"), message("20"))
    server = Server(
        {
            "so_ldtbxh@12.invalid": MailResult("failed", "451 busy"),
            "so_ldtbxh@31.invalid": MailResult("uncertain", "timed out"),
        }
    )
    sent(draft, ledger, server)
    server.results = {}
    again = sent(draft, ledger, server, run_id="run-2")
    assert [recipients[0] for _, recipients in server.handed] == [
        "so_ldtbxh@12.invalid", "so_ldtbxh@31.invalid", "so_ldtbxh@20.invalid", "so_ldtbxh@12.invalid",
    ]  # fmt: skip
    assert server.handed[3][0] == server.handed[0][0]
    assert (again.sent, again.counts) == (1, {"sent": 2, "uncertain": 1})
    assert told(ledger)[6:] == [("intended", "12", None), ("sent", "12", None)]
    assert Ledger(ledger).events()[6].attempt == 2
    before = told(ledger)
    assert sent(draft, ledger, server, run_id="run-3").sent == 0
    assert told(ledger) == before


def test_what_another_list_has_sent_is_dropped_with_the_reason_once(tmp_path: Path, ledger: Path) -> None:
    sent(approved(tmp_path, message("12")), ledger, Server())
    other = approved(tmp_path, message("12"), message("31"))
    server = Server()
    for run in ("run-2", "run-3"):
        result = sent(other, ledger, server, run_id=run)
        assert result.counts == {"dropped": 1, "sent": 1}
    assert [recipients[0] for _, recipients in server.handed] == ["so_ldtbxh@31.invalid"]
    dropped = [one for one in Ledger(ledger).events() if one.event == "dropped"]
    assert [(one.reason, one.list_id, one.note) for one in dropped] == [
        ("already_sent", other.list_id, "sent by mail, recorded 2023-10-30T01:00:02+00:00")
    ]


def test_a_letter_that_went_out_on_paper_meanwhile_takes_the_tier(tmp_path: Path, ledger: Path) -> None:
    draft, server = approved(tmp_path, message("12")), Server()
    with Ledger(ledger).locked() as writer:
        writer.letter(
            subject(message("12")), document_no="3716/LĐTBXH-VPQGGN", document_on=date(2023, 10, 28),
            decided_by="Văn thư", now=LATER,
        )  # fmt: skip
    assert sent(draft, ledger, server).counts == {"dropped": 1}
    assert (server.handed, told(ledger)[1]) == ([], ("dropped", "12", "already_sent"))


def test_a_message_that_a_person_found_not_sent_goes_out_again(tmp_path: Path, ledger: Path) -> None:
    draft = approved(tmp_path, message("12"))
    sent(draft, ledger, Server({"so_ldtbxh@12.invalid": MailResult("uncertain", "timed out")}))
    with Ledger(ledger).locked() as writer:
        held = writer.state("coordination_6m:2023-H1:12:first")
        assert held is not None
        writer.settle(held, "not_sent", decided_by="Văn thư", note="không có trong hộp thư", now=LATER)
    assert sent(draft, ledger, Server()).counts == {"sent": 1}
    assert [event for event, _, _ in told(ledger)] == ["intended", "uncertain", "settled", "intended", "sent"]


def test_an_intent_a_killed_run_left_becomes_uncertain_and_is_not_sent(tmp_path: Path, ledger: Path) -> None:
    class Killed(BaseException):
        pass

    def die() -> None:
        raise Killed

    draft = approved(tmp_path, message("12"), message("31"))
    with pytest.raises(Killed):
        sent(draft, ledger, Server(after=die))
    server = Server()
    result = sent(draft, ledger, server, run_id="run-2")
    assert [recipients[0] for _, recipients in server.handed] == ["so_ldtbxh@31.invalid"]
    assert result.counts == {"sent": 1, "uncertain": 1}
    assert result.events[0].note == ("the run run-1 ended between handing it over and writing down what came of it")


def test_a_reporter_without_a_contact_is_listed_not_skipped(tmp_path: Path, ledger: Path) -> None:
    alone = message("12", to=(), cc=(), missing=("so_ldtbxh@12", "ubnd_tinh@12"))
    result = sent(approved(tmp_path, alone), ledger, Server())
    assert told(ledger) == [("dropped", "12", "no_contact")]
    assert result.events[0].note == "no contact of so_ldtbxh@12, ubnd_tinh@12"


def test_every_name_is_looked_at_when_its_turn_comes(tmp_path: Path, ledger: Path) -> None:
    order: list[str] = []
    server = Server(before=lambda: order.append("send"))

    def recheck(one: DraftMessage) -> Objection | None:
        order.append(one.locality_code)
        return Objection("filed_since", "file BC.csv arrived") if one.locality_code == "31" else None

    draft = approved(tmp_path, message("12"), message("31"), message("20"))
    result = sent(draft, ledger, server, recheck=recheck)
    assert order == ["12", "send", "31", "20", "send"]
    assert result.counts == {"dropped": 1, "sent": 2}
    assert (result.events[1].reason, result.events[1].note) == ("filed_since", "file BC.csv arrived")


def test_one_who_gets_it_twice_over_is_named_once(tmp_path: Path, ledger: Path) -> None:
    one = message("12")
    server = Server()
    sent(approved(tmp_path, one.model_copy(update={"cc": one.to})), ledger, server)
    assert server.handed[0][1] == ("so_ldtbxh@12.invalid",)


def test_a_changed_attachment_stops_its_own_message_alone(tmp_path: Path, ledger: Path) -> None:
    own = {"attachments": ("rieng/31.pdf",), "sha256": {"rieng/31.pdf": sha256(PDF).hexdigest()}}
    draft, server = approved(tmp_path, message("31", **own), message("12")), Server()
    (tmp_path / "rieng" / "31.pdf").write_bytes(b"%PDF-1.7 khac")
    result = sent(draft, ledger, server)
    assert [one for _, one in server.handed] == [("so_ldtbxh@12.invalid", "ubnd_tinh@12.invalid")]
    assert told(ledger) == [("dropped", "31", "changed_since"), ("intended", "12", None), ("sent", "12", None)]
    assert "31.pdf is not what the list was approved with" in (result.events[0].note or "")


def test_two_cannot_send_at_once(tmp_path: Path, ledger: Path) -> None:
    draft = approved(tmp_path, message("12"))
    second = Server()

    def meanwhile() -> None:
        with pytest.raises(LedgerError, match="somebody else is writing to it"):
            sent(draft, ledger, second, run_id="run-2", patience=0.05)

    first = Server(before=meanwhile)
    assert sent(draft, ledger, first).sent == 1
    assert (len(first.handed), second.handed) == (1, [])


def test_progress_names_who_is_next(tmp_path: Path, ledger: Path) -> None:
    shown: list[tuple[str, int, int]] = []
    draft = approved(tmp_path, message("12"), message("31"))
    sent(draft, ledger, Server(), now=Clock(), on_progress=lambda *what: shown.append(what))
    assert shown == [("Tỉnh 12: coordination_6m 2023-H1", 0, 2), ("Tỉnh 31: coordination_6m 2023-H1", 1, 2)]
