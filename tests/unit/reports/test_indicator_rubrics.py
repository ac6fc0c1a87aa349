"""Short lines that head plain paragraphs, names in a row, and numbers that are one figure together."""

from __future__ import annotations

import pytest
from indicator_reading import read, told

from ingestion.reports.indicators.joined import is_arrow, is_plan, name_between


def test_a_short_line_heads_the_paragraphs_below_it() -> None:
    text = "Học sinh\nMiễn học phí cho 35 em.\n\nQuà Tết\n\nQuà của xã: 40 suất, trị giá 20 triệu đồng.\n"
    assert told(read(text), "value", "indicator")[-2:] == [("40", "tet_gifts"), ("20", "tet_gifts_value")]


def test_the_year_of_an_aim_is_told_by_the_line_above() -> None:
    text = "Mục tiêu 2024\n\nGiảm 3,5% hộ nghèo, tương đương khoảng 61 hộ so với năm nay.\n"
    assert told(read(text), "value", "indicator", "period", "value_kind") == [
        ("3.5", "poverty_rate_reduction", "2024", "target"),
        ("61", "poor_households_reduction", "2024", "target"),
    ]


def test_a_line_with_a_number_or_a_full_stop_heads_nothing() -> None:
    text = "Phấn đấu năm 2024.\n\nToàn xã còn 45 hộ nghèo, tất cả đều được rà soát lại.\n"
    assert told(read(text), "value", "period", "value_kind") == [("45", "2023", "actual")]


def test_each_name_of_a_row_is_the_place_of_its_figure() -> None:
    text = (
        "1. Kết quả\n\nTỷ lệ hộ nghèo tỉnh Hà Giang 37,1%, Cao Bằng 28,9%; vùng Tây Nguyên 12,4%, Đông Nam Bộ 0,3%.\n"
    )
    assert told(read(text), "value", "locality", "locality_code") == [
        ("37.1", "tỉnh Hà Giang", "02"), ("28.9", "tỉnh Cao Bằng", "04"),
        ("12.4", "Tây Nguyên", ""), ("0.3", "Đông Nam Bộ", ""),
    ]  # fmt: skip


def test_of_an_arrow_the_first_number_is_of_the_year_before() -> None:
    text = "1. Kết quả\n\nTỷ lệ hộ nghèo: 21,4% → 17,9%.\n"
    assert told(read(text), "value", "indicator", "period") == [
        ("21.4", "poverty_rate", "2022"), ("17.9", "poverty_rate", "2023"),
    ]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [(" → ", True), (" hộ → ", True), (" hộ, ", False), ("", False)])
def test_arrows(text: str, expected: bool) -> None:
    assert is_arrow(text, 0, len(text)) is expected


@pytest.mark.parametrize(
    ("text", "name"),
    [(", Nà Tòng ", "Nà Tòng"), (" và Điện Biên ", "Điện Biên"), (", cận nghèo ", ""), ("; HCN: ", "")],
)
def test_names_between_numbers(text: str, name: str) -> None:
    assert name_between(text, 0, len(text)) == name


@pytest.mark.parametrize(
    ("text", "expected"), [(" người/KH ", True), ("/kế hoạch ", True), (" người/", False), (", kế hoạch ", False)]
)
def test_plans_behind_a_slash(text: str, expected: bool) -> None:
    assert is_plan(text, 0, len(text)) is expected


def test_a_plan_behind_a_slash_is_a_target() -> None:
    text = "1. Kết quả\n\nXuất khẩu lao động được 12 người/KH 20 người.\n"
    assert told(read(text), "value", "value_kind") == [("12", "actual"), ("20", "target")]


def test_none_in_words_is_a_zero_where_it_is_said() -> None:
    found = read("1. Kết quả\n\nTrong kỳ không phát sinh hộ tái nghèo.\n")
    assert told(found, "value_text", "value", "indicator", "value_kind") == [
        ("không phát sinh", "0", "households_relapsed_into_poverty", "actual")
    ]


@pytest.mark.parametrize(
    "text",
    ["Không để phát sinh hộ tái nghèo.", "Không có hộ nào xin vay vốn.", "Nợ quá hạn không có khả năng thu hồi."],
)
def test_other_words_of_denial_are_no_zero(text: str) -> None:
    assert read(f"1. Kết quả\n\n{text}\n") == []


def test_regions_of_several_words_are_places() -> None:
    text = "1. Kết quả\n\nVùng Trung du và miền núi phía Bắc có tỷ lệ hộ nghèo 12,1%; Đồng bằng sông Hồng 0,9%.\n"
    assert told(read(text), "value", "locality") == [
        ("12.1", "Trung du và miền núi phía Bắc"), ("0.9", "Đồng bằng sông Hồng"),
    ]  # fmt: skip
