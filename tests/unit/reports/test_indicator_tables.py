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
        ("3", "deprivation_employment", "poor", "2021-2022", "change"),
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
