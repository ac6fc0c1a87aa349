"""Document numbers and dates as printed, with what is read from them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.documents import parse_dates, parse_documents, parse_numbers


@pytest.mark.parametrize(
    ("printed", "numbers"),
    [
        ("280/BC-SLĐTBXH", ["280/BC-SLĐTBXH"]),
        ("07/CTr-SLĐTBXH-MTTQ", ["07/CTr-SLĐTBXH-MTTQ"]),
        ("500/CTPH/UBND-MTTQ", ["500/CTPH/UBND-MTTQ"]),
        ("1520/SLĐTBXH-BTXHTEBĐG", ["1520/SLĐTBXH-BTXHTEBĐG"]),
        ("1550/SLĐTBXH-BT&PCTNXH", ["1550/SLĐTBXH-BT&PCTNXH"]),
        ("3417/SLĐTBHXH-UBMTTQ", ["3417/SLĐTBHXH-UBMTTQ"]),
        ("10/2022/TT-BLĐTBXH", ["10/2022/TT-BLĐTBXH"]),
        ("437/CTPH-LĐT BXH-MTTQ", ["437/CTPH-LĐTBXH-MTTQ"]),
        ("150 /BC-LĐT BXH", ["150/BC-LĐTBXH"]),
        ("109/CTr- BLĐTBXH-MTTW", ["109/CTr-BLĐTBXH-MTTW"]),
        ("Số: **150** /BC-LĐTBXH", ["150/BC-LĐTBXH"]),
        ("Công văn số 6120/MTTQ-BTT ngày 07/6/2023", ["6120/MTTQ-BTT"]),
        ("280/BC–SLĐTBXH", ["280/BC-SLĐTBXH"]),
        (
            "142/CTPH-UBND-MTTQ 245/KHPH-UBMT-SLĐTBXH",
            ["142/CTPH-UBND-MTTQ", "245/KHPH-UBMT-SLĐTBXH"],
        ),
        ("12/BC-X; 13/CV-Y và 14/BC-Z", ["12/BC-X", "13/CV-Y", "14/BC-Z"]),
        ("", []),
        ("   ", []),
    ],
)
def test_numbers(printed: str, numbers: list[str]) -> None:
    assert [one.no for one in parse_numbers(printed)] == numbers


@pytest.mark.parametrize("printed", ["Số: /BC-UBND", "/BC-UBND", "……/BC-UBND", "Số:", "..../SLĐTBXH-BTXH"])
def test_blank_numbers(printed: str) -> None:
    (one,) = parse_numbers(printed)
    assert (one.no, one.is_blank, one.raw) == (None, True, printed)


@pytest.mark.parametrize(
    "printed",
    ["280", "29/06/2023", "đã gửi", "280/BC-SLĐTBXH Hà Giang", "12/BC-X và khác", "BC-SLĐTBXH", "kèm 12/BC-X"],
)
def test_what_is_no_number_stays_raw(printed: str) -> None:
    (one,) = parse_numbers(printed)
    assert (one.no, one.is_blank, one.raw) == (None, False, printed)


def test_the_raw_number_is_as_printed() -> None:
    (one,) = parse_numbers("437/CTPH-LĐT BXH-MTTQ")
    assert one.raw == "437/CTPH-LĐT BXH-MTTQ"
    assert [two.raw for two in parse_numbers("142/CTPH-LĐT BXH; 245/KHPH–UBMT")] == [
        "142/CTPH-LĐT BXH",
        "245/KHPH–UBMT",
    ]


@pytest.mark.parametrize(
    ("printed", "days"),
    [
        ("11/04/2023", [date(2023, 4, 11)]),
        ("3/7/2023", [date(2023, 7, 3)]),
        ("03/7/2023", [date(2023, 7, 3)]),
        ("27 / 10 /2023", [date(2023, 10, 27)]),
        ("11.04.2023", [date(2023, 4, 11)]),
        ("2023-06-29", [date(2023, 6, 29)]),
        ("2023-06-29 00:00:00", [date(2023, 6, 29)]),
        ("ngày 27 tháng 10 năm 2023", [date(2023, 10, 27)]),
        ("22/07/2022 28/4/2023", [date(2022, 7, 22), date(2023, 4, 28)]),
        ("22/07/2022; 28/4/2023", [date(2022, 7, 22), date(2023, 4, 28)]),
        (datetime(2023, 6, 29, 8, 30), [date(2023, 6, 29)]),
        (date(2023, 6, 29), [date(2023, 6, 29)]),
        ("", []),
        (None, []),
    ],
)
def test_dates(printed: object, days: list[date]) -> None:
    assert [one.on for one in parse_dates(printed)] == days


@pytest.mark.parametrize("printed", ["ngày tháng 7 năm 2023", "ngày … tháng … năm 2023", "/7/2023", "...", "ngày"])
def test_blank_days(printed: str) -> None:
    (one,) = parse_dates(printed)
    assert (one.on, one.is_blank, one.raw) == (None, True, printed)


@pytest.mark.parametrize(
    "printed", ["31/02/2023", "11/13/2023", "11/04/23", "quý II/2023", "2023", "11/04/2023 (dự kiến)"]
)
def test_what_is_no_date_stays_raw(printed: str) -> None:
    (one,) = parse_dates(printed)
    assert (one.on, one.is_blank, one.raw) == (None, False, printed)


def test_numbers_and_dates_are_paired_in_order() -> None:
    read = parse_documents("142/CTPH-UBND-MTTQ 245/KHPH-UBMT-SLĐTBXH", "22/07/2022 28/4/2023")
    pairs = [(one.number.no, one.date.on) for one in read.items if one.number and one.date]
    assert read.is_paired
    assert pairs == [("142/CTPH-UBND-MTTQ", date(2022, 7, 22)), ("245/KHPH-UBMT-SLĐTBXH", date(2023, 4, 28))]


def test_unequal_counts_give_no_number_a_date() -> None:
    read = parse_documents("12/BC-X 13/BC-Y", "22/07/2022")
    assert not read.is_paired
    assert [one.number.no for one in read.items if one.number] == ["12/BC-X", "13/BC-Y"]
    assert [(one.date.on, one.date.raw) for one in read.items if one.date] == [(None, "22/07/2022")] * 2


def test_one_side_alone_is_kept_and_told() -> None:
    number = parse_documents("12/BC-X", "")
    day = parse_documents("", "22/07/2022")
    assert (number.is_paired, len(number.items), number.items[0].date) == (False, 1, None)
    assert (day.is_paired, len(day.items), day.items[0].number) == (False, 1, None)
    assert parse_documents("", None).items == ()


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.text(alphabet="0123456789/-. BCSLĐTXHctr&;ngàytháău…*", max_size=40))
def test_any_text_is_read_and_nothing_is_lost(text: str) -> None:
    assert bool(parse_numbers(text)) == bool(text.strip())
    assert bool(parse_dates(text)) == bool(text.strip())
