"""Dates and documents as official texts write them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from delivery.letters.annex import roman
from delivery.letters.citations import basis_vi, day_vi, document_vi, earlier_vi, month_vi
from delivery.letters.wording import in_a_row, say
from delivery.reminders.model import Earlier

OFFICE = {"CV-VPQGGN": "Văn phòng Quốc gia về giảm nghèo"}


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2023, 6, 14), "14/6/2023"),
        (date(2023, 10, 5), "05/10/2023"),
        (date(2024, 1, 15), "15/01/2024"),
        (date(2024, 2, 9), "09/02/2024"),
        (date(2024, 3, 31), "31/3/2024"),
        (date(2023, 12, 1), "01/12/2023"),
    ],
)
def test_days_below_ten_and_the_first_two_months_have_a_zero(day: date, written: str) -> None:
    assert day_vi(day) == written


def test_months() -> None:
    assert [month_vi(date(2023, month, 1)) for month in (1, 2, 3, 9, 10)] == ["01", "02", "3", "9", "10"]


@pytest.mark.parametrize(
    ("basis", "request_document", "said"),
    [
        (
            "Chương trình phối hợp 109/CTr-BLĐTBXH-MTTW; 329/CV-VPQGGN",
            "329/CV-VPQGGN (14/06/2023)",
            "Chương trình phối hợp số 109/CTr-BLĐTBXH-MTTW và văn bản số 329/CV-VPQGGN ngày 14/6/2023 của Văn phòng "
            "Quốc gia về giảm nghèo",
        ),
        (
            "Chương trình phối hợp 109/CTr-BLĐTBXH-MTTW (11/01/2023); 393/LĐTBXH-VPQGGN",
            "393/LĐTBXH-VPQGGN (16/02/2023)",
            "Chương trình phối hợp số 109/CTr-BLĐTBXH-MTTW ngày 11/01/2023 và văn bản số 393/LĐTBXH-VPQGGN ngày "
            "16/02/2023",
        ),
        (
            "Thông tư 10/2022/TT-BLĐTBXH, Điều 4 khoản 2 điểm a",
            None,
            "điểm a khoản 2 Điều 4 Thông tư số 10/2022/TT-BLĐTBXH",
        ),
        ("Quyết định 24/2021/QĐ-TTg, Điều 7 khoản 3", None, "khoản 3 Điều 7 Quyết định số 24/2021/QĐ-TTg"),
        ("Nghị định số 30/2020/NĐ-CP, Điều 9", None, "Điều 9 Nghị định số 30/2020/NĐ-CP"),
        (
            "Kế hoạch năm 2024 của UBND huyện Bắc Sơn, mục 6.10",
            None,
            "mục 6.10 Kế hoạch năm 2024 của UBND huyện Bắc Sơn",
        ),
        (
            "Luật A",
            "12/CV-VPQGGN (05/02/2024); 40/CV-VPQGGN",
            "Luật A, văn bản số 12/CV-VPQGGN ngày 05/02/2024 của Văn phòng Quốc gia về giảm nghèo và văn bản số "
            "40/CV-VPQGGN của Văn phòng Quốc gia về giảm nghèo",
        ),
    ],
)  # fmt: skip
def test_the_basis_is_cited_as_official_texts_do(basis: str, request_document: str | None, said: str) -> None:
    assert basis_vi(basis, request_document, OFFICE) == said


def test_each_request_is_said_to_be_of_the_office_whose_symbol_it_bears() -> None:
    both = OFFICE | {"LĐTBXH-VPQGGN": "Bộ Lao động - Thương binh và Xã hội"}
    assert basis_vi("Luật A", "12/CV-VPQGGN; 393/LĐTBXH-VPQGGN (16/02/2023); 7/BC-UBND", both) == (
        "Luật A, văn bản số 12/CV-VPQGGN của Văn phòng Quốc gia về giảm nghèo, văn bản số 393/LĐTBXH-VPQGGN ngày "
        "16/02/2023 của Bộ Lao động - Thương binh và Xã hội và văn bản số 7/BC-UBND"
    )


def test_a_document_without_a_day() -> None:
    assert document_vi("12/BC-UBND", None) == "văn bản số 12/BC-UBND"


def test_earlier_reminders_are_cited_once_each_the_oldest_first() -> None:
    letter = Earlier(
        "coordination_6m",
        "2023-H1",
        "10",
        "second",
        2,
        "letter",
        "412/CV-VPQGGN",
        date(2023, 11, 20),
        date(2023, 11, 20),
    )
    mail = replace(letter, tier="first", channel="mail", document_no=None, document_on=None, sent_on=date(2023, 10, 30))
    unnumbered = replace(letter, document_no=None, document_on=None, sent_on=date(2023, 12, 5))
    reminders = [letter, mail, replace(letter, locality_code="15"), replace(mail, locality_code="15"), unnumbered]
    assert earlier_vi(reminders) == (
        "thư điện tử ngày 30/10/2023, Công văn số 412/CV-VPQGGN ngày 20/11/2023 và văn bản ngày 05/12/2023"
    )
    assert earlier_vi([]) == ""


def test_mails_are_cited_together_by_their_days_and_letters_one_by_one() -> None:
    mails = [
        Earlier("coordination_6m", "2023-H1", "10", tier, number, "mail", None, None, day)
        for number, (tier, day) in enumerate(
            [("first", date(2023, 10, 27)), ("second", date(2023, 11, 11)), ("third", date(2023, 11, 27))], start=1
        )
    ]
    assert earlier_vi(mails[:2]) == "thư điện tử các ngày 27/10/2023 và 11/11/2023"
    assert earlier_vi(mails) == "thư điện tử các ngày 27/10/2023, 11/11/2023 và 27/11/2023"
    letters = [
        replace(mails[0], channel="letter", document_no=number, document_on=day, sent_on=day)
        for number, day in (("412/CV-VPQGGN", date(2023, 11, 1)), ("460/CV-VPQGGN", date(2023, 11, 20)))
    ]
    assert earlier_vi([*mails[:2], *letters]) == (
        "thư điện tử các ngày 27/10/2023 và 11/11/2023, Công văn số 412/CV-VPQGGN ngày 01/11/2023 và Công văn số "
        "460/CV-VPQGGN ngày 20/11/2023"
    )


def test_names_in_a_row() -> None:
    assert [in_a_row(names) for names in ([], ["A"], ["A", "B"], ["A", "B", "C"])] == ["", "A", "A và B", "A, B và C"]


def test_roman_figures() -> None:
    assert [roman(number) for number in (1, 4, 6, 9, 14, 40, 63, 1999)] == [
        "I", "IV", "VI", "IX", "XIV", "XL", "LXIII", "MCMXCIX",
    ]  # fmt: skip


def test_a_template_gives_one_line_and_keeps_what_is_left_blank() -> None:
    said = say(
        "Số{{ blank }}/A\n  {% if has %}có{% endif %} và\t{{ name }}",
        {"blank": "\u00a0\u00a0", "has": False, "name": "é"},
    )
    assert said == "Số\u00a0\u00a0/A và \u00e9"
