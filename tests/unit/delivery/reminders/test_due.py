"""Reading the decision: rows as the marts gave them, reminders recorded before, who signs, what places are called."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from delivery import UnknownReturnTypeError
from delivery.reminders.due import due
from delivery.reminders.model import Earlier, Party, Place

AS_OF = date(2023, 10, 27)


def names_of_issuers(marts: Path, day: date) -> dict[tuple[str, str, str], dict[str, str]]:
    """Who signs, by reporter and tier."""
    issuers = due(marts, day).issuers
    return {reporter: {tier: one.name for tier, one in tiers.items()} for reporter, tiers in issuers.items()}


def test_every_obligation_comes_with_its_tier_or_the_reason_it_has_none(reminder_marts: Path) -> None:
    found = due(reminder_marts, AS_OF)
    assert [(row.locality_code, row.fault, row.tier, row.reason) for row in found.rows] == [
        ("31", "no_programme", "first", None),
        ("12", "document_missing", "first", None),
        ("20", "late", "thanks", None),
        ("01", None, None, "received_on_time"),
        ("79", "not_sent", None, "tier_waits"),
        ("06325", "rejected", "first", None),
    ]
    assert [row.locality_code for row in found.listed] == ["31", "12", "20", "06325"]
    assert (found.as_of, found.known, found.build_id) == (AS_OF, None, "build-7")


def test_codes_in_one_text_are_parted_and_instants_are_those_of_viet_nam(reminder_marts: Path) -> None:
    lai_chau = due(reminder_marts, AS_OF).rows[1]
    assert lai_chau.reasons == ("document_after_due", "mark_missing", "known_only_from_register")
    assert lai_chau.recipients == (
        Party("to", "so_ldtbxh", "12"),
        Party("cc", "ubnd_tinh", "VN"),
        Party("cc", "vpqggn", None),
    )
    assert lai_chau.due_at is not None
    assert lai_chau.due_at.isoformat() == "2023-06-25T00:00:00+07:00"
    assert lai_chau.received_at is not None
    assert lai_chau.received_at.isoformat() == "2023-08-10T00:00:00+07:00"
    assert lai_chau.opens_at.isoformat() == "2023-06-14T00:00:00+07:00"
    assert lai_chau.chase_until is None
    assert due(reminder_marts, AS_OF).rows[0].chase_until == date(2025, 3, 1)


def test_both_clocks_and_the_return_type_reach_the_marts(reminder_marts: Path) -> None:
    assert [row.locality_code for row in due(reminder_marts, date(2023, 8, 9)).rows] == ["31", "01", "79", "06325"]
    known = due(reminder_marts, AS_OF, date(2023, 10, 26))
    assert [row.locality_code for row in known.rows] == ["31", "20", "01", "79", "06325"]
    assert [row.locality_code for row in due(reminder_marts, AS_OF, return_type="monitoring_6m").rows] == ["06325"]
    with pytest.raises(UnknownReturnTypeError, match="expected one of coordination_6m, monitoring_6m"):
        due(reminder_marts, AS_OF, return_type="x")


def test_only_what_went_out_by_then_was_said_before(reminder_marts: Path) -> None:
    letter = Earlier(
        "coordination_6m", "2023-H1", "79", "first", 1, "letter", "3716/LĐTBXH-VPQGGN", date(2023, 10, 19),
        date(2023, 10, 19),
    )  # fmt: skip
    mail = Earlier("coordination_6m", "2023-H1", "79", "first", 1, "mail", None, None, date(2023, 10, 20))
    assert due(reminder_marts, AS_OF).earlier == (letter, mail)
    assert due(reminder_marts, AS_OF, date(2023, 10, 24)).earlier == (mail,), "the letter was recorded on 25/10"
    assert due(reminder_marts, date(2023, 10, 19)).earlier == (letter,), "the mail went out on 20/10"
    assert due(reminder_marts, AS_OF, return_type="monitoring_6m").earlier == ()


def test_who_signs_is_the_narrowest_in_force_on_the_day(reminder_marts: Path) -> None:
    signs = names_of_issuers(reminder_marts, AS_OF)
    assert signs["coordination_6m", "province", "31"]["*"] == "VP QUỐC GIA", "that of the return type ended on 27/10"
    assert signs["coordination_6m", "province", "12"]["*"] == "RIÊNG LAI CHÂU"
    assert signs["monitoring_6m", "commune", "06325"]["*"] == "CỦA HUYỆN", "the district goes before its province"
    before = names_of_issuers(reminder_marts, date(2023, 10, 26))
    assert before["coordination_6m", "province", "12"]["*"] == "THEO BÁO CÁO", "the return type goes before the place"
    later = due(reminder_marts, date(2025, 3, 1)).issuers
    assert sorted(code for _, _, code in later) == ["06325", "12"], "where nobody signs there is none"
    issuer = due(reminder_marts, AS_OF).issuers["coordination_6m", "province", "31"]["*"]
    assert (issuer.superior, issuer.symbol, issuer.place, issuer.signed_for) == (
        "BỘ LĐTBXH",
        "CV-VPQGGN",
        "Hà Nội",
        None,
    )
    assert (issuer.signer_title, issuer.filed, issuer.receiver) == ("CHÁNH VĂN PHÒNG", "VT", "Bộ (qua VPQGGN)")


def test_a_tier_may_have_an_issuer_of_its_own(reminder_marts: Path) -> None:
    found = due(reminder_marts, AS_OF)
    tiers = {"*": "VP QUỐC GIA", "escalation": "BỘ"}
    signs = names_of_issuers(reminder_marts, AS_OF)
    assert signs["coordination_6m", "province", "31"] == tiers
    assert signs["coordination_6m", "province", "12"]["escalation"] == "BỘ", "the tier goes before the place"
    assert signs["monitoring_6m", "commune", "06325"]["escalation"] == "CỦA HUYỆN", "the level goes before the tier"
    before = names_of_issuers(reminder_marts, date(2023, 10, 26))
    assert before["coordination_6m", "province", "31"]["escalation"] == "THEO BÁO CÁO", "so does the return type"
    later = names_of_issuers(reminder_marts, date(2025, 3, 1))
    assert later["coordination_6m", "province", "12"] == {"*": "RIÊNG LAI CHÂU"}, "no row of that tier is in force"
    one = next(row for row in found.rows if row.locality_code == "31")
    named = [issuer.name if (issuer := found.issuer(one, tier)) else None for tier in ("first", "escalation", None)]
    assert named == ["VP QUỐC GIA", "BỘ", "VP QUỐC GIA"]
    assert sorted(issuer.name for issuer in found.signers(one)) == ["BỘ", "VP QUỐC GIA"]


def test_places_bear_their_kind_and_come_with_all_they_lie_in(reminder_marts: Path) -> None:
    places = due(reminder_marts, AS_OF, return_type="monitoring_6m").places
    assert places == {
        "06325": Place("xã Bắc Quỳnh", "xã", "commune", "185"),
        "185": Place("huyện Bắc Sơn", "huyện", "district", "20"),
        "20": Place("tỉnh Lạng Sơn", "tỉnh", "province", "VN"),
        "VN": Place("Việt Nam", "quốc gia", "country", None),
    }
    provinces = due(reminder_marts, AS_OF, return_type="coordination_6m").places
    assert provinces["31"].name == "thành phố Hải Phòng"
    assert provinces["79"].name == "TP Hồ Chí Minh"
    assert due(reminder_marts, date(2026, 1, 1)).places["31"].name == "thành phố Hải Phòng mới"
    assert due(reminder_marts, date(2026, 1, 1)).owners["coordination_6m:2023-H1:31"].name == "thành phố Hải Phòng"
    assert due(reminder_marts, date(2026, 1, 1)).places["185"].name == "huyện Bắc Sơn", "a place gone is as it last was"


def test_codes_are_worded_in_vietnamese(reminder_marts: Path) -> None:
    words = due(reminder_marts, AS_OF).words
    assert words.return_types["coordination_6m"] == "Báo cáo 6 tháng"
    assert words.periods == {"2023-H1": "6 tháng đầu năm 2023"}
    assert words.tiers == {"first": "nhắc lần 1", "second": "nhắc lần 2"}
    assert words.reasons == {"tier_waits": "chưa đến ngày nhắc"}
    assert words.bodies == {}
