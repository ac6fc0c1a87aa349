"""Where period, place, kind, role and value of an indicator come from."""

from __future__ import annotations

from datetime import date

import pytest
from indicator_reading import HALF_YEAR, REFERENCE, read, told

from ingestion.reports.indicators.ends import as_of
from ingestion.reports.model import Frame

LANG_SON = next(one for one in REFERENCE.localities_on("province", date(2023, 6, 30)) if one.name_vi == "Lạng Sơn")


def periods(text: str, frame: Frame | None = None) -> list[tuple[str, ...]]:
    return told(read(text, frame) if frame else read(text), "value", "period")


def test_a_flow_is_of_the_period_of_the_report_and_a_state_of_its_year() -> None:
    assert periods("Đã cấp 120 thẻ bảo hiểm y tế. Toàn xã còn 45 hộ nghèo, chiếm 6%.") == [
        ("120", "2023-H1"), ("45", "2023"), ("6", "2023"),
    ]  # fmt: skip


def test_a_stock_is_of_the_period_it_closes() -> None:
    assert periods("Tổng dư nợ đạt 900 triệu đồng.") == [("900", "2023-H1")]


def test_a_year_beside_the_number_comes_first() -> None:
    assert periods("Năm 2022 mở 4 lớp tập huấn, năm 2021 mở 3 lớp tập huấn.") == [("4", "2022"), ("3", "2021")]


def test_a_year_behind_a_comma_that_turns_to_the_next_number_is_of_that() -> None:
    assert periods("Cuối năm 2021 có 90 hộ nghèo, cuối năm 2022 có 70 hộ nghèo.") == [("90", "2021"), ("70", "2022")]


def test_what_stands_at_the_start_of_a_year_is_of_the_year_before() -> None:
    assert periods("Đầu năm 2023 toàn huyện có 812 hộ nghèo.") == [("812", "2022")]


def test_the_years_of_the_programme_are_no_period() -> None:
    text = "Thực hiện chương trình giảm nghèo bền vững giai đoạn 2021 - 2025, đã phát 300 tờ rơi."
    assert periods(text) == [("300", "2023-H1")]


def test_the_year_of_money_is_no_period() -> None:
    assert periods("Từ nguồn vốn năm 2022 đã mở 3 lớp tập huấn.") == [("3", "2023-H1")]


def test_a_school_year_is_for_its_figure_alone() -> None:
    text = "Miễn học phí năm học 2022 - 2023 với kinh phí 40 triệu đồng. Cấp gạo cho 900 học sinh."
    assert periods(text) == [("40", "2022-2023"), ("900", "2023-H1")]


def test_months_of_a_year() -> None:
    assert periods("Trong 9 tháng đầu năm 2022 đã phát 300 tờ rơi.") == [("300", "2022-9M")]
    assert periods("Quý I năm 2023 đã phát 300 tờ rơi.") == [("300", "2023-Q1")]


def test_months_without_a_year_are_a_length() -> None:
    assert periods("Mở 2 lớp tập huấn kéo dài 3 tháng.") == [("2", "2023-H1")]


def test_the_span_of_a_passage_holds_for_its_flows_and_for_the_next_passage() -> None:
    text = "Các chính sách giai đoạn 2021-2023 được triển khai: cấp 50 thẻ BHYT.\n\nPhát 300 tờ rơi.\n"
    assert periods(text) == [("50", "2021-2023"), ("300", "2021-2023")]


def test_a_heading_tells_the_period_of_what_stands_under_it() -> None:
    assert periods("I. KẾT QUẢ NĂM 2022\n\nĐã phát 300 tờ rơi.\n") == [("300", "2022")]


def test_an_average_lies_between_the_years_compared() -> None:
    text = "Tỷ lệ hộ nghèo giảm từ 9% năm 2020 xuống còn 5% năm 2022, bình quân mỗi năm giảm 2%."
    assert periods(text) == [("9", "2020"), ("5", "2022"), ("2", "2020-2022")]


def test_rates_that_follow_a_dated_one_are_of_its_date() -> None:
    assert periods("Tỷ lệ hộ nghèo còn cao (cuối 2022 còn 9%, miền núi còn 25%).") == [("9", "2022"), ("25", "2022")]


def test_parts_have_the_period_of_the_whole() -> None:
    assert periods("Đến năm 2022 có 50 thôn, tổ dân phố (trong đó: 40 thôn, 10 tổ dân phố).") == [
        ("50", "2022"), ("40", "2022"), ("10", "2022"),
    ]  # fmt: skip


def test_kinds() -> None:
    assert told(read("Ước giải quyết việc làm cho 500 lao động."), "value_kind") == [("estimate",)]
    assert told(read("Phấn đấu tỷ lệ hộ nghèo còn 4%."), "value_kind") == [("target",)]
    assert told(read("Số hộ nghèo giảm 30 hộ."), "value_kind") == [("change",)]
    assert told(read("Tỷ lệ hộ nghèo còn 4%."), "value_kind") == [("actual",)]


def test_what_stands_under_a_heading_of_aims_is_a_target() -> None:
    assert told(read("1. Mục tiêu cụ thể\n\nTỷ lệ hộ nghèo còn 4%.\n"), "value_kind") == [("target",)]
    assert told(read("1. Kết quả thực hiện mục tiêu\n\nTỷ lệ hộ nghèo còn 4%.\n"), "value_kind") == [("actual",)]


def test_a_target_has_its_own_code_where_there_is_one() -> None:
    text = "1. Mục tiêu\n\nXây dựng 12 mô hình giảm nghèo.\n"
    assert told(read(text), "indicator", "value_kind") == [("poverty_models_planned", "target")]


def test_both_halves_of_a_pair() -> None:
    assert told(read("Đã đưa vào sử dụng 8/11 công trình."), "value", "indicator", "value_kind") == [
        ("8", "infrastructure_projects_completed", "actual"), ("11", "infrastructure_projects", "target"),
    ]  # fmt: skip


def test_how_many_districts_there_are_is_no_target() -> None:
    found = read("Có 4/11 huyện, thành phố đã tổ chức tập huấn.")
    assert told(found, "value", "indicator", "note") == [
        ("4", "districts_held_capacity_training", "period: inherited; locality: inherited; of 11"),
    ]


def test_parts_and_repeats() -> None:
    text = "Cấp 300 thẻ BHYT, trong đó 200 thẻ cho hộ nghèo, 100 thẻ cho hộ cận nghèo. Tổng cộng đã cấp 300 thẻ BHYT."
    assert told(read(text), "value", "population", "role") == [
        ("300", "all", "total"), ("200", "poor", "part"), ("100", "near_poor", "part"), ("300", "all", "repeat"),
    ]  # fmt: skip


def test_a_footnote_tells_the_parts_of_the_figure_it_explains() -> None:
    text = "Có 9 mô hình đã được phê duyệt và hoạt động².\n\nChờ.\n\n²xã An Bình 5 mô hình; xã Tân Lập 4 mô hình.\n"
    assert told(read(text), "value", "indicator", "locality", "role", "line") == [
        ("9", "poverty_models_approved_and_operating", "", "total", "1"),
        ("5", "poverty_models_approved_and_operating", "xã An Bình", "part", "5"),
        ("4", "poverty_models_approved_and_operating", "xã Tân Lập", "part", "5"),
    ]


def test_a_list_tells_the_parts_of_the_figure_before_it() -> None:
    text = "Toàn huyện có 7 mô hình giảm nghèo, cụ thể:\n\n- Xã An Bình: 3 mô hình.\n\n- Xã Tân Lập: 4 mô hình.\n"
    assert told(read(text), "value", "role") == [("7", "total"), ("3", "part"), ("4", "part")]


def test_money_is_in_million_dong_and_has_no_value_in_dong() -> None:
    found = read("Doanh số cho vay đạt 1,5 tỷ đồng; thu nợ 900.000.000 đồng.")
    assert told(found, "value", "unit", "unit_text", "value_vnd", "kind") == [
        ("1500", "million_vnd", "tỷ đồng", "None", "indicator"), ("900", "million_vnd", "đồng", "None", "indicator"),
    ]  # fmt: skip


def test_a_scaled_count() -> None:
    found = read("Hỗ trợ 1,2 triệu lượt người nghèo về khám chữa bệnh.")
    assert told(found, "value", "value_text", "unit") == [("1200000", "1,2", "person_turn")]


def test_place() -> None:
    frame = Frame(home=LANG_SON, period="2023-H1", year="2023", as_of=date(2023, 6, 30))
    found = read("(1) Huyện Bắc Sơn\n\nĐã phát 300 tờ rơi.\n\n(2) Huyện Bình Gia\n\nĐã phát 200 tờ rơi.\n", frame)
    assert told(found, "value", "locality", "locality_code") == [
        ("300", "huyện Bắc Sơn", "185"), ("200", "huyện Bình Gia", "181"),
    ]  # fmt: skip
    assert told(read("Đã phát 300 tờ rơi.", frame), "locality", "locality_code") == [("tỉnh Lạng Sơn", "20")]


def test_characters_are_those_of_the_line_also_across_a_page() -> None:
    found = read("Các xã đã phát\n\n3\n\nđược hơn 4.500 tờ rơi tuyên truyền.\n")
    assert told(found, "line", "char_start", "char_end", "value_text", "bound") == [
        ("5", "9", "14", "4.500", "at_least")
    ]


def test_confidence_falls_with_what_is_inherited() -> None:
    assert told(read("Năm 2022 đã phát 300 tờ rơi."), "confidence") == [("0.9",)]
    assert told(read("Đã phát 300 tờ rơi."), "confidence") == [("0.8",)]


def test_a_plan_is_of_its_year() -> None:
    frame = Frame(period="2024-Y", year="2024", is_plan=True)
    assert periods("Đã phát 300 tờ rơi.", frame) == [("300", "2024")]


@pytest.mark.parametrize(
    ("period", "value_kind", "day"),
    [
        ("2021", "actual", "2021-12-31"),
        ("2022-H1", "actual", "2022-06-30"),
        ("2021-2022", "change", "2022-12-31"),
        ("2023", "actual", "2023-06-30"),
        ("2023-H1", "estimate", "2023-06-30"),
        ("2023-Q1", "actual", "2023-03-31"),
        ("2024", "target", "2024-12-31"),
        ("", "actual", "2023-06-30"),
    ],
)
def test_an_ended_period_tells_its_own_day(period: str, value_kind: str, day: str) -> None:
    assert as_of(period, value_kind, HALF_YEAR) == day


def test_which_way_a_change_goes_stands_in_the_note() -> None:
    text = "Số hộ nghèo giảm 412 hộ, số hộ cận nghèo tăng 35 hộ.\n\nHỗ trợ 08 mô hình giảm nghèo.\n"
    notes = [(one.value_text, one.value_kind, one.note.rpartition("; ")[2]) for one in read(text)]
    assert notes == [
        ("412", "change", "change: fall"),
        ("35", "change", "change: rise"),
        ("08", "actual", "locality: inherited"),
    ]


def test_a_list_keyed_by_its_lead() -> None:
    text = (
        "A. TÍN DỤNG CHÍNH SÁCH\n\nMột số chương trình (cho vay / thu nợ / dư nợ):\n\n"
        "- Hộ nghèo: 12.340 / 9.805 / 34.118 triệu đồng;\n- Hộ cận nghèo: 20 / 15,5 / 61 triệu đồng.\n"
    )
    assert told(read(text), "value", "indicator", "population") == [
        ("12340", "credit_disbursed", "poor"),
        ("9805", "credit_repaid", "poor"),
        ("34118", "credit_outstanding", "poor"),
        ("20", "credit_disbursed", "near_poor"),
        ("15.5", "credit_repaid", "near_poor"),
        ("61", "credit_outstanding", "near_poor"),
    ]


def test_names_with_a_word_of_aiming_aim_at_nothing() -> None:
    text = "Chương trình mục tiêu quốc gia đã giúp 45 hộ thoát nghèo; vượt kế hoạch 40 hộ thoát nghèo.\n"
    assert told(read(text), "value", "value_kind") == [("45", "actual"), ("40", "target")]


def test_the_first_word_of_a_sentence_is_no_place_for_its_capital() -> None:
    text = "Giải ngân đạt 27,42%, thấp hơn cùng kỳ. Với 2.885 hộ nghèo, huyện cần nỗ lực lớn."
    assert told(read(text), "value", "indicator", "locality") == [("2885", "poor_households", "")]
