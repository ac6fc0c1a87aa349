"""The quantities and moments of a passage."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ingestion.reports.scan import scan


def quantities(text: str) -> list[tuple[str, str, str]]:
    return [(one.text, one.unit_text, one.pair) for one in scan(text).quantities]


def test_money_has_its_factor_and_the_end_of_its_unit() -> None:
    (one,) = scan("Giao 1.105,906 tỷ đồng vốn.").quantities
    assert (one.start, one.end, one.unit_end, one.amount) == (5, 14, 22, Decimal(1_105_906_000_000))
    assert one.is_money


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("9.480.000 đồng", 9_480_000),
        ("75 triệu", 75_000_000),
        ("500.000đ/bộ", 500_000),
        ("250 nghìn đồng", 250_000),
        ("3 tr.đ", 3_000_000),
        ("5 tỷ 300 triệu đồng", 5_300_000_000),
    ],
)
def test_units_of_money(text: str, amount: int) -> None:
    (one,) = scan(text).quantities
    assert (one.amount, one.is_money) == (Decimal(amount), True)


def test_a_scale_before_what_is_counted_is_no_money() -> None:
    (one,) = scan("trên 1,2 triệu lượt người").quantities
    assert (one.amount, one.is_money, one.bound) == (Decimal(1_200_000), False, "at_least")


def test_a_pair_shares_the_unit_behind_it() -> None:
    assert quantities("giải ngân 102.171/528.809 triệu đồng") == [
        ("102.171", "triệu đồng", "numerator"),
        ("528.809", "triệu đồng", "denominator"),
    ]


def test_a_pair_may_print_its_units_twice_and_other_slashes_are_none() -> None:
    assert [pair for *_, pair in quantities("40 tỷ đồng/100 tỷ đồng")] == ["numerator", "denominator"]
    assert [pair for *_, pair in quantities("1.401 triệu đồng/23.928 hộ")] == ["", ""]


def test_a_percentage_with_a_blank_behind_its_comma() -> None:
    (one,) = scan("tỷ lệ 4, 97%").quantities
    assert (one.text, one.value, one.is_percent) == ("4, 97", Decimal("4.97"), True)


@pytest.mark.parametrize(
    ("text", "bound"),
    [("trên 8 tỷ đồng", "at_least"), ("gần 8 tỷ đồng", "at_most"), ("khoảng 8 tỷ đồng", "about"), ("8 tỷ đồng", "")],
)
def test_bounds(text: str, bound: str) -> None:
    (one,) = scan(text).quantities
    assert one.bound == bound


def test_a_word_of_estimating_close_before() -> None:
    said, estimated = scan("đã chi 3 tỷ đồng; ước đạt 5 tỷ đồng").quantities
    assert (said.is_estimate, estimated.is_estimate) == (False, True)


@pytest.mark.parametrize(
    "text",
    [
        "Quyết định số 1966/QĐ-UBND ngày 12/12/2022",
        "Nghị định số 27/2022/NĐ-CP",
        "khoản 5 Điều 21",
        "quốc lộ 1A, 4B",
        "Dự án 4 và Tiểu dự án 2",
        "ngày 30/6/2023, tháng 7/2023, năm 2024",
    ],
)
def test_numbers_of_documents_articles_projects_and_dates_are_no_quantities(text: str) -> None:
    assert scan(text).quantities == ()


@pytest.mark.parametrize(
    ("text", "kind", "first", "last"),
    [
        ("đến hết ngày 30/6/2023", "day", "2023-06-30", "2023-06-30"),
        ("ngày 05 tháng 7 năm 2023", "day", "2023-07-05", "2023-07-05"),
        ("đến 30/6", "day", "--06-30", "--06-30"),
        ("tháng 9 năm 2023", "month", "2023-09", "2023-09"),
        ("giai đoạn 2021 - 2025", "span", "2021", "2025"),
        ("năm học 2022 - 2023", "school_year", "2022", "2023"),
        ("vốn năm 2022", "year", "2022", "2022"),
        ("sang 2024 là", "year", "2024", "2024"),
    ],
)
def test_moments(text: str, kind: str, first: str, last: str) -> None:
    (one,) = scan(text).moments
    assert (one.kind, one.first, one.last) == (kind, first, last)


def test_what_stands_before_the_start_is_left_out() -> None:
    assert [one.text for one in scan("12. Giao 5 triệu đồng", 4).quantities] == ["5"]


def test_numbers_in_a_run_have_the_unit_behind_the_last() -> None:
    assert quantities("vay 5 / 3,5 / 9 tỷ đồng") == [
        ("5", "tỷ đồng", "run"), ("3,5", "tỷ đồng", "run"), ("9", "tỷ đồng", "run")
    ]  # fmt: skip
    assert quantities("3 → 5 tỷ") == [("3", "tỷ", "run"), ("5", "tỷ", "run")]
    assert quantities("1 / 2 / 3 hộ") == [("1", "", "numerator"), ("2", "", "denominator"), ("3", "", "")]


def test_a_blank_between_groups_of_a_number() -> None:
    (one,) = scan("tổng vốn 318. 250 triệu đồng").quantities
    assert (one.text, one.amount) == ("318. 250", Decimal(318_250_000_000))
    assert [each.text for each in scan("(đầu tư 41. 150, sự nghiệp)").quantities] == ["41. 150"]
    assert [each.text for each in scan("tại thôn 12. 250 hộ đã nhận").quantities] == ["12", "250"]
