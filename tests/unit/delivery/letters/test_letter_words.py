"""What the letters say, whole: one expected text a kind of letter, in `expected/`."""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letter_lists import (
    MINISTRY,
    commune,
    ha_giang,
    hai_phong,
    lai_chau,
    lao_cai,
    listing,
    on_time,
    reminder,
    working_days,
    yen_bai,
)

from delivery.letters import Letter, compose
from delivery.letters.compose import NoWordsError
from delivery.letters.naming import UnnamedError
from delivery.letters.rounds import NoIssuerError
from delivery.letters.wording import wording
from delivery.reminders.model import Earlier, Party, Place, Rejection, Reminder, ReminderList
from gnbv.settings import PROJECT

EXPECTED = Path(__file__).parent / "expected"

ROUND = listing(lao_cai(), yen_bai(), lai_chau(), ha_giang(), on_time("20", "Lạng Sơn"), hai_phong())

FIRST_LETTER = Earlier(
    "coordination_6m", "2023-H1", "10", "first", 1, "letter", "412/CV-VPQGGN", date(2023, 11, 1), date(2023, 11, 1)
)
FIRST_MAIL = Earlier("coordination_6m", "2023-H1", "15", "first", 1, "mail", None, None, date(2023, 10, 30))


def letters(found: ReminderList, day: date | None = None) -> dict[str, Letter]:
    """The letters of a list by the name of their file."""
    written = compose(found, day=day or found.as_of, working_days=working_days)
    by_name = {one.file_stem: one for one in written}
    assert len(by_name) == len(written)
    return by_name


def as_text(letter: Letter) -> str:
    """All elements of a letter, blanks shown as dots."""
    lines = [
        letter.superior or "-", letter.issuer, letter.number, letter.subject, letter.place_and_date, "",
        *letter.addressees, "", *letter.paragraphs, "", letter.signed_for or "-", letter.signer_title, "",
        *letter.copies,
    ]  # fmt: skip
    if letter.annex:
        annex = letter.annex
        lines += ["", annex.label, *annex.title, *annex.reference, " | ".join(annex.headings), " | ".join(annex.total)]
        for section in annex.sections:
            lines += [f"{section.number} | {section.title}", *(" | ".join(row) for row in section.rows)]
    return "\n".join(lines).replace("\N{NO-BREAK SPACE}", ".") + "\n"


def second(one: Reminder) -> Reminder:
    return replace(one, tier="second", tier_no=2, reminders_sent=1)


def escalated(one: Reminder) -> Reminder:
    """The superior body is written to, the department reads along."""
    code = one.locality_code
    above = (Party("to", "ubnd_tinh", code), Party("cc", "so_ldtbxh", code), Party("cc", "vpqggn", None))
    return replace(one, tier="escalation", tier_no=4, reminders_sent=3, recipients=above)


def before_due(one: Reminder, **changes: object) -> Reminder:
    values = {"tier": "before_14", "phase": "before_due", "reply_days": None, "days_late": None, "status": "due_soon"}
    return replace(one, **values | changes)  # type: ignore[arg-type]


REJECTED = lao_cai(
    fault="rejected", document_no="95/BC-SLĐTBXH", document_on=date(2023, 7, 5), reasons=("rejected_submission",)
)
SENT_BACK = {
    "coordination_6m:2023-H1:10": Rejection(
        "4ee9",
        "95/BC-SLĐTBXH",
        date(2023, 7, 5),
        "Tệp “bao-cao.xlsx”, trang “Mẫu 02”, ô C7: số tiền để trống; cần: một số.",
    )
}
SUCCEEDED = lao_cai(addressed_body_code="so_nnmt", recipients=(Party("to", "so_nnmt", "10"),))
COMMUNES = listing(
    commune("06325", "Bắc Sơn (huyện Bắc Sơn)"),
    commune("06328", "Long Đống (huyện Bắc Sơn)"),
    commune("06280", "Liên Hội (huyện Văn Quan)"),
    as_of=date(2024, 5, 31),
)
KINDS = {
    "collective": (ROUND, "coordination_6m-2023-H1-first"),
    "not_sent": (ROUND, "10-lao-cai-coordination_6m-2023-H1-first"),
    "no_programme": (ROUND, "15-yen-bai-coordination_6m-2023-H1-first"),
    "document_missing": (ROUND, "12-lai-chau-coordination_6m-2023-H1-first"),
    "late": (ROUND, "02-ha-giang-coordination_6m-2023-H1-thanks"),
    "mark_without_document": (
        listing(lai_chau(status="overdue", evidence="claimed", document_no=None, document_on=None, days_late=124)),
        "12-lai-chau-coordination_6m-2023-H1-first",
    ),
    "rejected": (listing(REJECTED), "10-lao-cai-coordination_6m-2023-H1-first"),
    "rejected_why": (
        replace(listing(lao_cai(fault="rejected", reasons=("rejected_submission",))), rejections=SENT_BACK),
        "10-lao-cai-coordination_6m-2023-H1-first",
    ),
    "rejected_with_sheet": (
        replace(
            listing(lao_cai(fault="rejected", reasons=("rejected_submission",))), rejections=SENT_BACK
        ).with_error_sheets({"4ee9": Path("4ee9.xlsx")}),
        "10-lao-cai-coordination_6m-2023-H1-first",
    ),
    "rejected_before_due": (
        listing(before_due(REJECTED, status="rejected", document_on=date(2023, 6, 9)), as_of=date(2023, 6, 11)),
        "10-lao-cai-coordination_6m-2023-H1-before_14",
    ),
    "not_yet_due": (
        listing(before_due(lao_cai(fault="not_yet_due")), as_of=date(2023, 6, 11)),
        "10-lao-cai-coordination_6m-2023-H1-before_14",
    ),
    "second": (
        listing(second(lao_cai()), second(yen_bai()), earlier=(FIRST_LETTER, FIRST_MAIL), as_of=date(2023, 11, 20)),
        "10-lao-cai-coordination_6m-2023-H1-second",
    ),
    "second_collective": (
        listing(second(lao_cai()), second(yen_bai()), earlier=(FIRST_LETTER, FIRST_MAIL), as_of=date(2023, 11, 20)),
        "coordination_6m-2023-H1-second",
    ),
    "third": (listing(lao_cai(tier="third", tier_no=3)), "10-lao-cai-coordination_6m-2023-H1-third"),
    "escalation": (listing(escalated(lao_cai())), "10-lao-cai-coordination_6m-2023-H1-escalation"),
    "escalation_collective": (
        listing(escalated(lao_cai()), escalated(yen_bai())),
        "coordination_6m-2023-H1-escalation",
    ),
    "successor": (listing(SUCCEEDED), "10-lao-cai-coordination_6m-2023-H1-first"),
    "commune": (COMMUNES, "06328-long-dong-huyen-bac-son-monitoring_6m-2024-H1-first"),
    "commune_collective": (COMMUNES, "monitoring_6m-2024-H1-first"),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_of_each_kind(kind: str) -> None:
    found, name = KINDS[kind]
    assert as_text(letters(found)[name]) == (EXPECTED / f"{kind}.txt").read_text(encoding="utf-8")


def test_no_expected_text_is_left_over() -> None:
    assert {path.stem for path in EXPECTED.iterdir()} == set(KINDS)


def test_the_document_is_asked_for_without_a_word_of_reproach() -> None:
    letter = letters(ROUND)["12-lai-chau-coordination_6m-2023-H1-first"]
    said = " ".join((letter.subject, *letter.paragraphs)).lower()
    assert "1317/bc-slđtbxh ngày 10/8/2023" in said
    assert [
        word for word in ("quá hạn", "chưa gửi", "muộn", "đôn đốc", "khẩn trương", "chậm trễ") if word in said
    ] == []
    collective = letters(ROUND)["coordination_6m-2023-H1-first"]
    assert "Lai Châu" not in as_text(collective)


def test_counts_are_of_the_round() -> None:
    """Exempt reporters are not expected; nil returns are received; one whose tier waits is missing too."""
    exempt = replace(on_time("02", "Hà Giang"), status="exempt", reason="exempt")
    nil = replace(on_time("08", "Tuyên Quang"), status="nil", reason="nil")
    waits = replace(on_time("20", "Lạng Sơn"), status="overdue", reason="tier_waits")
    found = listing(lao_cai(), yen_bai(), exempt, nil, waits)
    assert letters(found)["coordination_6m-2023-H1-first"].paragraphs[1] == (
        "Đến hết ngày 27/10/2023, có 1/4 tỉnh, thành phố đã gửi báo cáo; còn 3 tỉnh, thành phố chưa gửi, trong đó 2 "
        "tỉnh, thành phố thuộc diện đôn đốc lần này (danh sách tại Phụ lục kèm theo). Trong danh sách có 1 địa phương "
        "chưa ban hành chương trình phối hợp."
    )


def test_the_last_one_missing_is_named_as_such() -> None:
    found = listing(lao_cai(), on_time("20", "Lạng Sơn"))
    letter = letters(found)["10-lao-cai-coordination_6m-2023-H1-first"]
    assert letter.paragraphs[1] == (
        "Đến hết ngày 27/10/2023, có 1/2 tỉnh, thành phố đã gửi báo cáo; còn 1 tỉnh, thành phố chưa gửi là tỉnh Lào "
        "Cai (quá hạn 124 ngày)."
    )


def test_a_rejection_is_not_told_once_another_document_counts() -> None:
    found = replace(
        listing(ha_giang()), rejections={"coordination_6m:2023-H1:02": Rejection("4ee9", "1/BC", None, "Hỏng.")}
    )
    assert as_text(letters(found)["02-ha-giang-coordination_6m-2023-H1-thanks"]) == (EXPECTED / "late.txt").read_text(
        encoding="utf-8"
    )


def test_a_name_is_written_out() -> None:
    letter = letters(listing(reminder("79", "TP Hồ Chí Minh")))["79-tp-ho-chi-minh-coordination_6m-2023-H1-first"]
    assert letter.addressees == ("Sở Lao động - Thương binh và Xã hội thành phố Hồ Chí Minh",)


def test_who_owes_it_is_named_as_it_was_where_its_code_is_anothers_by_now() -> None:
    one = yen_bai(fault="not_sent")
    now = listing(one)
    owned = replace(
        now,
        places=now.places | {"15": Place("tỉnh Lào Cai", "tỉnh", "province", "VN")},
        owners={one.obligation_key: Place("tỉnh Yên Bái", "tỉnh", "province", "VN")},
    )
    (letter,) = letters(owned).values()
    assert letter.addressees == ("Sở Lao động - Thương binh và Xã hội tỉnh Lào Cai",)
    said = " ".join(letter.paragraphs)
    assert "tỉnh Lào Cai (tiếp nhận nhiệm vụ của Sở Lao động - Thương binh và Xã hội tỉnh Yên Bái)" in said


def test_one_name_alone_gets_no_collective_letter() -> None:
    assert list(letters(listing(lao_cai(), lai_chau()))) == [
        "10-lao-cai-coordination_6m-2023-H1-first",
        "12-lai-chau-coordination_6m-2023-H1-first",
    ]


def test_tiers_have_a_collective_letter_each() -> None:
    found = listing(lao_cai(), yen_bai(), second(hai_phong()), second(reminder("20", "Lạng Sơn")))
    collective = [one for one in letters(found).values() if one.kind == "collective"]
    assert [(one.file_stem, len(one.reminder_keys)) for one in collective] == [
        ("coordination_6m-2023-H1-first", 2),
        ("coordination_6m-2023-H1-second", 2),
    ]


def test_letters_of_two_offices_on_one_return_have_different_names() -> None:
    found = listing(lao_cai(), yen_bai(), hai_phong(), reminder("20", "Lạng Sơn"))
    for code in ("31", "20"):
        found.issuers["coordination_6m", "province", code] = {"*": MINISTRY}
    collective = [one.file_stem for one in letters(found).values() if one.kind == "collective"]
    assert collective == [
        "coordination_6m-2023-H1-first-van-phong-quoc-gia-ve-giam-ngheo",
        "coordination_6m-2023-H1-first-bo-lao-dong-thuong-binh-va-xa-hoi",
    ]


def test_an_escalation_is_written_by_the_ministry_and_counts_as_the_office_does() -> None:
    mails = tuple(
        Earlier("coordination_6m", "2023-H1", "10", tier, number, "mail", None, None, day)
        for number, (tier, day) in enumerate(
            [("first", date(2023, 9, 11)), ("second", date(2023, 9, 26)), ("third", date(2023, 10, 11))], start=1
        )
    )
    found = listing(
        escalated(lao_cai()), hai_phong(), escalated(yen_bai()), on_time("20", "Lạng Sơn"), second(lai_chau()),
        earlier=mails,
    )  # fmt: skip
    written = letters(found)
    ministry = (None, "Bộ Lao động - Thương binh và Xã hội", "LĐTBXH-VPQGGN", "KT. BỘ TRƯỞNG", "THỨ TRƯỞNG")
    office = (
        "Bộ Lao động - Thương binh và Xã hội",
        "Văn phòng Quốc gia về giảm nghèo",
        "CV-VPQGGN",
        None,
        "CHÁNH VĂN PHÒNG",
    )
    assert {
        name: (one.superior, one.issuer, one.number.partition("/")[2], one.signed_for, one.signer_title)
        for name, one in written.items()
    } == {
        "coordination_6m-2023-H1-escalation": ministry,
        "10-lao-cai-coordination_6m-2023-H1-escalation": ministry,
        "15-yen-bai-coordination_6m-2023-H1-escalation": ministry,
        "31-hai-phong-coordination_6m-2023-H1-first": office,
        "12-lai-chau-coordination_6m-2023-H1-second": office,
    }
    to_lao_cai = written["10-lao-cai-coordination_6m-2023-H1-escalation"]
    assert to_lao_cai.addressees == ("Ủy ban nhân dân tỉnh Lào Cai",)
    assert "- Sở Lao động - Thương binh và Xã hội tỉnh Lào Cai;" in to_lao_cai.copies
    assert to_lao_cai.paragraphs[1] == (
        "Về nội dung này, Văn phòng Quốc gia về giảm nghèo đã có thư điện tử các ngày 11/9/2023, 26/9/2023 và "
        "11/10/2023."
    )
    counts = "Đến hết ngày 27/10/2023, có 2/5 tỉnh, thành phố đã gửi báo cáo; còn 3 tỉnh, thành phố chưa gửi, trong đó "
    assert written["coordination_6m-2023-H1-escalation"].paragraphs[2].startswith(f"{counts}2 tỉnh, thành phố thuộc")
    assert written["31-hai-phong-coordination_6m-2023-H1-first"].paragraphs[1].startswith(f"{counts}có thành phố Hải")


def test_a_tier_without_words_of_its_own_is_counted() -> None:
    letter = letters(listing(lao_cai(tier="fifth", tier_no=5)))["10-lao-cai-coordination_6m-2023-H1-fifth"]
    assert letter.subject.startswith("V/v đôn đốc lần thứ 5 việc gửi báo cáo 6 tháng")


def test_an_answer_without_a_day_is_asked_for_soon() -> None:
    found = listing(lai_chau(reply_days=None, due_on=None))
    letter = letters(found)["12-lai-chau-coordination_6m-2023-H1-first"]
    assert "về giảm nghèo) trong thời gian sớm nhất; nếu số hoặc ngày" in letter.paragraphs[2]


def test_january_is_written_with_a_zero() -> None:
    letter = letters(listing(before_due(lao_cai(fault="not_yet_due"))), date(2024, 1, 5))
    assert letter["10-lao-cai-coordination_6m-2023-H1-before_14"].place_and_date == (
        "Hà Nội, ngày\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}"
        "\N{NO-BREAK SPACE}tháng 01 năm 2024"
    )


def test_there_are_words_for_all_that_policy_may_ask() -> None:
    """Faults, their phases and the states an annex may list; rules and bases of due dates; levels of reporters."""
    words = wording()
    faults = policy("reminder_faults")
    assert {row["fault"] for row in faults} == set(words["single"])
    assert {row["phase"] for row in faults} <= set(words["tiers"])
    chased = {row["fault"] for row in faults if {"overdue", "rejected"} & set(row["statuses"].split())}
    assert chased == set(words["annex"]["states"])
    assert {row["due_rule"] for row in policy("reporting_calendar")} - {"none"} <= set(words["due_rules"])
    assert {row["date_basis"] for row in policy("duties")} == set(words["date_bases"])
    assert {row["reporter_level"] for row in policy("duties")} == set(words["levels"])


def policy(seed: str) -> list[dict[str, str]]:
    path = PROJECT / "dbt_project" / "seeds" / "policy" / f"{seed}.csv"
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_what_cannot_be_said_is_told() -> None:
    nobody = listing(lao_cai())
    nobody.issuers.clear()
    with pytest.raises(
        NoIssuerError, match=r"no office writes to Lào Cai \(10\) about coordination_6m 2023-H1: expected"
    ):
        letters(nobody)
    with pytest.raises(NoWordsError, match="no letter is worded for the fault 'lost' of coordination_6m:2023-H1:10"):
        letters(listing(lao_cai(fault="lost")))
    with pytest.raises(
        UnnamedError, match="a letter names the body 'ubnd_lang', which the list of reminders has no name"
    ):
        letters(listing(lao_cai(recipients=(Party("to", "ubnd_lang", "10"),))))
    with pytest.raises(UnnamedError, match="a letter names the place '99'"):
        letters(listing(lao_cai(recipients=(Party("to", "ubnd_tinh", "99"),))))


FAULTS = {
    "not_sent": ("overdue", "overdue"),
    "no_programme": ("overdue", "overdue"),
    "rejected": ("overdue", "overdue"),
    "document_missing": ("overdue", "late"),
    "late": ("after", "late"),
    "not_yet_due": ("before_due", "not_due"),
}
ROWS = st.lists(
    st.tuples(st.sampled_from(["10", "12", "15", "31", "20", "02"]), st.sampled_from(sorted(FAULTS)),
              st.sampled_from(["first", "second", "third"]), st.booleans()),
    min_size=1, max_size=6, unique_by=lambda one: one[0],
)  # fmt: skip


@given(ROWS)
def test_each_reminder_is_in_one_single_letter_and_each_overdue_one_in_one_annex(
    made: list[tuple[str, str, str, bool]],
) -> None:
    rows = []
    for code, fault, tier, is_listed in made:
        phase, status = FAULTS[fault]
        key = f"coordination_6m:2023-H1:{code}:{tier}"
        one = reminder(code, f"Nơi {code}", fault=fault, phase=phase, status=status, tier=tier, reminder_key=key)
        rows.append(one if is_listed else on_time(code, f"Nơi {code}"))
    written = list(letters(listing(*rows)).values())
    expected = [one.reminder_key for one in rows if one.is_listed]
    single = [one.reminder_keys for one in written if one.kind == "single"]
    assert sorted(single) == sorted((key,) for key in expected)
    overdue: dict[str | None, list[Reminder]] = {}
    for one in rows:
        if one.is_listed and one.status == "overdue":
            overdue.setdefault(one.tier, []).append(one)
    collective = [one for one in written if one.kind == "collective"]
    several = [members for members in overdue.values() if len(members) > 1]
    assert sorted(one.reminder_keys for one in collective) == sorted(
        tuple(one.reminder_key for one in members) for members in several
    )
    for letter in written:
        assert well_written(letter)


def well_written(letter: Letter) -> bool:
    """NFC, single spaces, `./.` at the end of the body, a name that is a plain file name, all rows of one width."""
    text = as_text(letter)
    rows = [row for section in letter.annex.sections for row in section.rows] if letter.annex else []
    names = [row[1] for row in rows]
    return (
        unicodedata.is_normalized("NFC", text)
        and not any("  " in part or "None" in part for part in (letter.subject, *letter.paragraphs))
        and letter.paragraphs[-1].endswith("./.")
        and re.fullmatch(r"[A-Za-z0-9_-]+", letter.file_stem) is not None
        and all(letter.annex and len(row) == len(letter.annex.headings) == len(letter.annex.total) for row in rows)
        and [row[0] for row in rows] == [str(number) for number in range(1, len(rows) + 1)]
        and len(names) == len(set(names))
    )


def test_bad_writing_is_seen() -> None:
    good = letters(ROUND)["coordination_6m-2023-H1-first"]
    assert good.annex is not None
    assert well_written(good)
    for bad in (
        replace(good, subject=unicodedata.normalize("NFD", good.subject)),
        replace(good, paragraphs=("Hai  dấu cách./.",)),
        replace(good, paragraphs=("Không có dấu kết thúc",)),
        replace(good, file_stem="lào cai"),
        replace(good, annex=replace(good.annex, headings=("TT",))),
        replace(good, annex=replace(good.annex, sections=good.annex.sections[1:])),
    ):
        assert not well_written(bad)
