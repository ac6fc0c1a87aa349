"""The proof of one reporter: what it owes, where was looked and when, what came, why it is listed or is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from delivery.reminders.contacts import Contact, Contacts
from delivery.reminders.proof import UnknownReporterError, explain_reporter
from delivery.reminders.proof_model import Proof

AS_OF = date(2023, 10, 27)


@dataclass(frozen=True)
class _Entry:
    locality_code: str


SENDERS = {
    "31-hai-phong": _Entry("31"),
    "12-lai-chau": _Entry("12"),
    "12-hop-thu": _Entry("12"),
    "bo-ldtbxh": _Entry("VN"),
    "06325-bac-quynh": _Entry("06325"),
}


def proof_of(db: Path, code: str, as_of: date = AS_OF, known: date | None = None) -> Proof:
    return explain_reporter(db, code, as_of, known, senders=SENDERS)


def test_what_is_owed_stands_on_a_duty_and_on_the_locality_of_its_day(reminder_marts: Path) -> None:
    owed = proof_of(reminder_marts, "31", date(2026, 1, 1)).returns[0].owed
    assert (owed.recipient, owed.precondition) == ("Bộ LĐTBXH (qua VPQGGN)", None)
    assert (owed.duty_from, owed.duty_to) == (date(2023, 1, 11), date(2025, 3, 1))
    assert (owed.locality_key, owed.locality, owed.locality_from, owed.locality_to) == (
        "31-1@2008-08-01",
        "thành phố Hải Phòng",
        date(2008, 8, 1),
        date(2025, 7, 1),
    )
    commune = proof_of(reminder_marts, "06325").returns[0].owed
    assert (commune.precondition, commune.is_extended, commune.extension_reason) == ("poor_commune", True, "bão lũ")
    assert proof_of(reminder_marts, "12").returns[0].owed.locality_to is None


def test_nothing_came_from_hai_phong_and_the_register_that_names_others_was_read(reminder_marts: Path) -> None:
    proof = proof_of(reminder_marts, "31")
    found = proof.returns[0]
    assert (proof.locality.name, proof.own_sources) == ("thành phố Hải Phòng", ("31-hai-phong",))
    assert found.documents == ()
    [register] = found.registers
    assert (register.source_id, register.sheet, register.document_no) == ("bo-ldtbxh", "Phụ lục II", "150/BC-LĐTBXH")
    assert (register.named, register.names_reporter) == (2, False)
    own, other = found.looks
    assert (own.source_id, own.state, own.reason) == ("31-hai-phong", "failed", "không mở được")
    assert own.attempted_at is not None
    assert own.listed_at is not None
    assert (own.attempted_at.isoformat(), own.listed_at.isoformat()) == (
        "2023-10-26T07:00:00+07:00",
        "2023-10-25T07:00:00+07:00",
    )
    assert (other.source_id, other.state, other.files_listed) == ("bo-ldtbxh", "listed", 1)


def test_a_source_is_known_from_the_sources_from_its_receipts_or_from_what_it_brought(reminder_marts: Path) -> None:
    def own(code: str, known: date | None = None) -> tuple[str, ...]:
        return explain_reporter(reminder_marts, code, AS_OF, known, senders={}).own_sources

    assert own("12") == ("12-lai-chau",), "its receipts say whose it is"
    assert own("12", date(2023, 10, 25)) == (), "and were written on 26/10"
    assert own("20") == ("20-lang-son",), "it has brought something"
    assert own("31") == (), "its receipts do not say whose it is, and it brought nothing"


def test_what_nobody_looked_at_or_knew_by_then_is_said_to_be_so(reminder_marts: Path) -> None:
    found = proof_of(reminder_marts, "31", known=date(2023, 10, 25)).returns[0]
    assert found.registers == (), "the register came on 27/10"
    assert [(look.source_id, look.state) for look in found.looks] == [("31-hai-phong", "empty")]
    before = proof_of(reminder_marts, "31", known=date(2023, 10, 1)).returns[0]
    assert [(look.source_id, look.attempted_at) for look in before.looks] == [("31-hai-phong", None)]


def test_lai_chau_is_known_from_a_register_only_and_each_of_its_sources_is_named(reminder_marts: Path) -> None:
    found = proof_of(reminder_marts, "12").returns[0]
    [document] = found.documents
    assert (document.kind, document.evidence, document.has_mark) == ("register", "document_number_known", False)
    assert (document.document_no, document.document_on) == ("1317/BC-SLĐTBXH", date(2023, 8, 10))
    assert (document.path, document.sheet, document.cell, document.line) == ("150-BC.xlsx", "Phụ lục II", "D19", 278)
    assert document.received_at is not None
    assert document.received_at.isoformat() == "2023-08-10T00:00:00+07:00"
    assert document.known_from.isoformat() == "2023-10-27T00:00:00+07:00"
    assert found.registers[0].names_reporter
    assert [(look.source_id, look.state) for look in found.looks] == [
        ("12-hop-thu", None),
        ("12-lai-chau", "empty"),
        ("bo-ldtbxh", "listed"),
    ]


def test_a_file_of_the_reporter_goes_before_the_register_that_names_it(reminder_marts: Path) -> None:
    proof = proof_of(reminder_marts, "20")
    assert [(one.kind, one.has_mark, one.path) for one in proof.returns[0].documents] == [
        ("cover", None, "304-BC.xlsx"),
        ("register", True, "150-BC.xlsx"),
    ]
    assert proof.own_sources == ("20-lang-son",), "a source that has brought something is one, in the list or not"
    august = proof_of(reminder_marts, "20", known=date(2023, 8, 22))
    assert [one.kind for one in august.returns[0].documents] == ["cover"]


def test_what_was_rejected_is_named_with_the_reason_and_so_is_a_file_nobody_could_place(reminder_marts: Path) -> None:
    proof = proof_of(reminder_marts, "06325")
    [rejected] = proof.returns[0].documents
    assert (rejected.evidence, rejected.state, rejected.reason) == (None, "rejected", "tổng không khớp")
    assert [(one.path, one.state, one.reason) for one in proof.unplaced] == [
        ("bao-cao.pdf", "quarantined", "không rõ là báo cáo gì")
    ]
    assert proof_of(reminder_marts, "06325", known=date(2023, 10, 25)).unplaced == ()


def test_reminders_recorded_and_the_tiers_in_force_come_with_the_return(reminder_marts: Path) -> None:
    found = proof_of(reminder_marts, "79").returns[0]
    assert [(one.channel, one.document_no) for one in found.earlier] == [
        ("letter", "3716/LĐTBXH-VPQGGN"),
        ("mail", None),
    ]
    assert [(one.tier, one.days_after_previous, one.reason) for one in found.tiers] == [
        ("first", None, "b"),
        ("second", 14, "c"),
    ]
    assert [one.reason for one in proof_of(reminder_marts, "79", date(2024, 1, 1)).returns[0].tiers] == ["b", "later"]
    assert [one.reason for one in proof_of(reminder_marts, "06325").returns[0].tiers] == ["a"]
    assert proof_of(reminder_marts, "31").returns[0].earlier == (), "what failed was not said"


def test_whom_it_goes_to_is_named_and_addressed_only_where_contacts_are_given(reminder_marts: Path) -> None:
    to, cc, office = proof_of(reminder_marts, "12").returns[0].addressees
    assert (to.role, to.body, to.place, to.addresses) == ("to", "so_ldtbxh", "tỉnh Lai Châu", None)
    assert (cc.role, cc.place, office.place) == ("cc", "Việt Nam", None)
    contact = Contact("c12", "so_ldtbxh", "12", "Văn thư", "vt@12.invalid", None, date(2021, 1, 1), None, None)
    found = explain_reporter(reminder_marts, "12", AS_OF, senders=SENDERS, contacts=Contacts((contact,)))
    written, copied, _ = found.returns[0].addressees
    assert written.addresses is not None
    assert [one.email for one in written.addresses] == ["vt@12.invalid"]
    assert copied.addresses == ()


def test_codes_are_worded_in_english_and_returns_are_named_in_vietnamese(reminder_marts: Path) -> None:
    proof = proof_of(reminder_marts, "79")
    assert proof.words.reasons == {"tier_waits": "the next tier waits for its day"}
    assert proof.words.tiers["second"] == "second reminder"
    assert proof.words.return_types["coordination_6m"] == "Báo cáo 6 tháng"
    assert (proof.build_id, proof.as_of, proof.known) == ("build-7", AS_OF, None)


def test_who_owes_nothing_has_an_empty_proof_and_an_unknown_code_is_refused(reminder_marts: Path) -> None:
    assert proof_of(reminder_marts, "185").returns == ()
    with pytest.raises(UnknownReporterError) as said:
        proof_of(reminder_marts, "13")
    assert str(said.value) == (
        "no locality has the code '13': expected a GSO code such as 20; nearest: 12, 01, 185, 20, 31"
    )
