"""Tables of indicators: rows and columns in either direction, shares, changes, tables of money."""

from __future__ import annotations

from indicator_reading import read, told

from ingestion.reports.model import CellSpan, Figure, StoredText

DEPRIVATIONS = """Chỉ số thiếu hụt của hộ nghèo theo chuẩn nghèo đa chiều giai đoạn 2022-2025:

TT\tNăm\tTổng số hộ nghèo\tChỉ số thiếu hụt\t\t
\t\t\tViệc làm\tBảo hiểm y tế\tHố xí/nhà tiêu
1\tNăm 2020\t900\t400\t50\t600
2\tNăm 2022\t700\t310\t20\t540
Năm 2022 giảm so với năm 2020\t\t-200\t-90\t-30\t-60
"""


def rows(found: list[Figure]) -> list[tuple[str, ...]]:
    return told(found, "value", "indicator", "population", "period", "value_kind")


def test_indicators_as_columns_and_years_as_rows() -> None:
    assert rows(read(DEPRIVATIONS)) == [
        ("900", "poor_households", "poor", "2020", "actual"),
        ("400", "deprivation_employment", "poor", "2020", "actual"),
        ("50", "deprivation_health_insurance", "poor", "2020", "actual"),
        ("600", "deprivation_latrine", "poor", "2020", "actual"),
        ("700", "poor_households", "poor", "2022", "actual"),
        ("310", "deprivation_employment", "poor", "2022", "actual"),
        ("20", "deprivation_health_insurance", "poor", "2022", "actual"),
        ("540", "deprivation_latrine", "poor", "2022", "actual"),
        ("-200", "poor_households", "poor", "2020-2022", "change"),
        ("-90", "deprivation_employment", "poor", "2020-2022", "change"),
        ("-30", "deprivation_health_insurance", "poor", "2020-2022", "change"),
        ("-60", "deprivation_latrine", "poor", "2020-2022", "change"),
    ]


def test_indicators_as_rows_and_years_as_columns() -> None:
    text = """Thiếu hụt dịch vụ xã hội cơ bản

TT\tChỉ số\tNăm 2021\tNăm 2022\tGiảm
1\tViệc làm\t31\t28\t3
2\tDịch vụ viễn thông\t9\t8\t1
3\tDinh dưỡng\t7\t5\t2
"""
    assert rows(read(text))[:3] == [
        ("31", "deprivation_employment", "poor", "2021", "actual"),
        ("28", "deprivation_employment", "poor", "2022", "actual"),
        ("3", "deprivation_employment", "poor", "2022", "change"),
    ]


def test_a_share_stands_behind_what_it_is_the_share_of() -> None:
    text = """Kết quả rà soát cuối năm 2022

STT\tĐịa bàn\tTổng số hộ\tHộ nghèo\tTỷ lệ (%)\tHộ cận nghèo\tTỷ lệ (%)
I\tTheo xã\t\t\t\t\t
1\tXã An Bình\t200\t20\t10,00\t30\t15
II\tTheo khu vực\t\t\t\t\t
1\tNông thôn\t150\t15\t10,00\t25\t16,67
"""
    found = read(text)
    assert told(found, "value", "indicator", "population", "period", "locality") == [
        ("200", "households_total", "all_households", "2022", "Xã An Bình"),
        ("20", "poor_households", "all_households", "2022", "Xã An Bình"),
        ("10", "poverty_rate", "all_households", "2022", "Xã An Bình"),
        ("30", "near_poor_households", "all_households", "2022", "Xã An Bình"),
        ("15", "near_poverty_rate", "all_households", "2022", "Xã An Bình"),
        ("150", "households_total", "rural", "2022", ""),
        ("15", "poor_households", "rural", "2022", ""),
        ("10", "poverty_rate", "rural", "2022", ""),
        ("25", "near_poor_households", "rural", "2022", ""),
        ("16.67", "near_poverty_rate", "rural", "2022", ""),
    ]


def test_plan_and_estimate_columns() -> None:
    text = """Chỉ tiêu\tĐơn vị tính\tThực hiện 2022\tKế hoạch 2023\tƯớc thực hiện 2023
Tỷ lệ hộ nghèo\t%\t9,1\t7,5\t7,2
"""
    assert rows(read(text)) == [
        ("9.1", "poverty_rate", "all_households", "2022", "actual"),
        ("7.5", "poverty_rate", "all_households", "2023", "target"),
        ("7.2", "poverty_rate", "all_households", "2023", "estimate"),
    ]


def test_a_row_that_numbers_the_columns_is_no_value() -> None:
    assert rows(read("Tên\tHộ nghèo\tHộ cận nghèo\n1\t2\t3\nXã An Bình\t40\t50\n")) == [
        ("40", "poor_households", "all_households", "2023", "actual"),
        ("50", "near_poor_households", "all_households", "2023", "actual"),
    ]


def test_a_table_of_money_holds_no_counts() -> None:
    text = """Bảng 2. Vốn giao\tĐơn vị: triệu đồng
TT\tDự án\tVốn 2022\tGiải ngân
1\tHạ tầng huyện nghèo\t1.200\t800
2\tViệc làm\t300\t20
"""
    assert read(text) == []


def test_a_register_of_names_and_dates_holds_none() -> None:
    assert read("TT\tTỉnh\tSố văn bản\tNgày\n1\tLạng Sơn\t12/BC\t02/06/2023\n2\tBắc Kạn\t13/BC\t03/06/2023\n") == []


def test_a_cell_of_a_real_table_has_its_sheet_and_cell() -> None:
    stored = StoredText(
        ("Năm\tHộ nghèo", "2022\t45"), media="docx",
        cells={2: (CellSpan(0, 4, "Bảng 1", "A2"), CellSpan(5, 7, "Bảng 1", "B2"))},
    )  # fmt: skip
    assert told(read(stored), "value", "sheet", "cell", "line", "char_start", "char_end") == [
        ("45", "Bảng 1", "B2", "2", "5", "7"),
    ]


def test_start_and_end_of_a_year_under_headers_of_two_rows() -> None:
    text = """Kết quả rà soát hộ nghèo năm 2022

TT\tXã\tHộ nghèo đầu năm\t\tDiễn biến trong năm\t\tHộ nghèo cuối năm\t
\t\tSố hộ\tTỷ lệ %\tThoát nghèo\tPhát sinh nghèo\tSố hộ\tTỷ lệ %
1\tXã An Bình\t120\t12,5\t21\t3\t102\t10,6
"""
    assert told(read(text), "value", "indicator", "period") == [
        ("120", "poor_households", "2021"), ("12.5", "poverty_rate", "2021"),
        ("21", "households_escaped_poverty", "2022"), ("3", "households_newly_poor", "2022"),
        ("102", "poor_households", "2022"), ("10.6", "poverty_rate", "2022"),
    ]  # fmt: skip


def test_rows_that_say_what_of_the_columns_is_counted() -> None:
    text = """Chỉ tiêu\tHộ nghèo\tHộ cận nghèo
Tổng số hộ\t178\t121
Hộ dân tộc thiểu số\t165\t108
Tổng số nhân khẩu\t712\t490
"""
    assert told(read(text), "value", "indicator", "population", "unit") == [
        ("178", "poor_households", "all_households", "household"),
        ("121", "near_poor_households", "all_households", "household"),
        ("165", "poor_households", "ethnic_minority", "household"),
        ("108", "near_poor_households", "ethnic_minority", "household"),
        ("712", "poor_persons", "poor", "person"),
        ("490", "near_poor_persons", "near_poor", "person"),
    ]


def test_causes_of_poverty_are_no_money() -> None:
    found = read("Xã\tHộ nghèo\tKhông có vốn sản xuất, kinh doanh\tKhông có lao động\nXã Cao Sơn\t120\t50\t20\n")
    assert told(found, "value", "indicator") == [
        ("120", "poor_households"), ("50", "poverty_cause_no_capital"), ("20", "poverty_cause_no_labour"),
    ]  # fmt: skip


def test_plan_results_and_completion_of_many_indicators() -> None:
    text = """TT\tNội dung\tĐVT\tKế hoạch năm 2023\tThực hiện 9 tháng\tƯớc cả năm\tSo sánh KH (%)
1\tSố lao động được giải quyết việc làm\tngười\t1.300\t980\t1.350\t103,8
2\tSố người được cấp thẻ BHYT\tngười\t12.000\t11.800\t12.050\t100,4
3\tSố hộ được hỗ trợ nhà ở\thộ\t120\t85\t121\t100
"""
    assert told(read(text), "value", "indicator", "period", "value_kind") == [
        ("1300", "jobs_created", "2023", "target"),
        ("980", "jobs_created", "2023-9M", "actual"),
        ("1350", "jobs_created", "2023", "estimate"),
        ("12000", "health_insurance_cards_issued", "2023", "target"),
        ("11800", "health_insurance_cards_issued", "2023-9M", "actual"),
        ("12050", "health_insurance_cards_issued", "2023", "estimate"),
        ("120", "houses_to_support", "2023", "target"),
        ("85", "houses_supported", "2023-9M", "actual"),
        ("121", "houses_supported", "2023", "estimate"),
    ]


def test_years_in_heads_are_no_values_and_a_fall_stands_behind_its_levels() -> None:
    text = """Hộ nghèo theo địa bàn

TT\tĐịa bàn\tHộ nghèo cuối 2022\tHộ nghèo cuối 2023\tSố hộ giảm
1\tHuyện Lạc An\t810\t690\t120
"""
    assert rows(read(text)) == [
        ("810", "poor_households", "all_households", "2022", "actual"),
        ("690", "poor_households", "all_households", "2023", "actual"),
        ("120", "poor_households", "all_households", "2023", "change"),
    ]


def test_bare_names_in_a_column_of_places_are_places_and_the_total_is_of_the_sender() -> None:
    text = """Chi tiết

STT | Xã, thị trấn | Hộ nghèo
01 | Pha Sơn | 331
02 | An Hòa | 276
 | Toàn huyện | 607
"""
    assert told(read(text), "value", "locality") == [("331", "Pha Sơn"), ("276", "An Hòa"), ("607", "")]
