"""The period of a report and the day its figures stand at."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingestion.reference import Reference
from ingestion.reports import Header, read_header, store_text
from ingestion.reports.header_time import period_in

REFERENCE = Reference.load(Path(__file__).resolve().parents[3] / "dbt_project" / "seeds")


@pytest.mark.parametrize(
    ("title", "period", "ends_on"),
    [
        ("Giám sát 6 tháng đầu năm 2023 Chương trình giai đoạn 2021 - 2025", "2023-H1", date(2023, 6, 30)),
        ("KẾT QUẢ 06 THÁNG NĂM 2024", "2024-H1", date(2024, 6, 30)),
        ("Kết quả sáu tháng đầu năm 2024", "2024-H1", date(2024, 6, 30)),
        ("Kết quả 6 tháng đầu năm, nhiệm vụ 6 tháng cuối năm 2024", "2024-H1", date(2024, 6, 30)),
        ("Kết quả năm 2023 và 6 tháng đầu năm 2024", "2024-H1", date(2024, 6, 30)),
        ("Kết quả 6 tháng cuối năm 2024", "2024-H2", date(2024, 12, 31)),
        ("Kết quả 09 tháng đầu năm 2023", "2023-9M", date(2023, 9, 30)),
        ("Kết quả quý I/2024", "2024-Q1", date(2024, 3, 31)),
        ("Kết quả quý III năm 2024", "2024-Q3", date(2024, 9, 30)),
        ("Kết quả 10 tháng năm 2024", "2024-10M", date(2024, 10, 31)),
        ("Kết quả tháng 02 năm 2024", "2024-02", date(2024, 2, 29)),
        ("Kết quả năm 2023, phương hướng năm 2024", "2023-Y", date(2023, 12, 31)),
        ("Kết quả giai đoạn 2021-2023", "2021-2023", date(2023, 12, 31)),
    ],
)
def test_periods_of_titles(title: str, period: str, ends_on: date) -> None:
    told = period_in(title, "title")
    assert told is not None
    assert (told.period, told.ends_on) == (period, ends_on)


@pytest.mark.parametrize(
    "title",
    [
        "Kết quả Chương trình giảm nghèo bền vững giai đoạn 2021 - 2025",
        "Kết quả thực hiện Kế hoạch số 5/KH-UBND ngày 27 tháng 10 năm 2023",
        "Kết quả giai đoạn 2025-2021",
        "Phục vụ kỳ họp thứ 24",
    ],
)
def test_titles_without_a_period(title: str) -> None:
    assert period_in(title, "title") is None


def test_the_phase_of_the_programme_is_the_period_of_a_plan() -> None:
    told = period_in("Kế hoạch giảm nghèo giai đoạn 2021 - 2025", "title", is_plan=True)
    assert told is not None
    assert (told.period, told.year) == ("2021-2025", "2021-2025")


def header(title: str, body: str, issued: str = "ngày 15 tháng 7 năm 2024") -> Header:
    text = f"Số: 1/BC-SLĐTBXH\nQuảng Nam, {issued}\nBÁO CÁO\n{title}\nKính gửi: HĐND tỉnh.\n{body}\n"
    return read_header(store_text(text.encode(), "a.txt"), REFERENCE)


def test_a_date_told_again_and_again_goes_before_the_end_of_the_period() -> None:
    title = "Giám sát giảm nghèo 6 tháng đầu năm 2024"
    twice = header(title, "Tính đến ngày 15/6/2024 giải ngân 5 tỷ đồng.\nĐến hết ngày 15/6/2024 có 7 mô hình.")
    assert (twice.period, twice.as_of, twice.as_of_basis) == ("2024-H1", date(2024, 6, 15), "text")
    once = header(title, "Đến ngày 15/5/2024 giải ngân 5 tỷ đồng.")
    assert (once.as_of, once.as_of_basis) == (date(2024, 6, 30), "title")


def test_a_report_without_a_period_stands_at_the_date_it_tells_most_often() -> None:
    body = (
        "Đến ngày 31/12/2023 còn 5 hộ.\nTính đến 30/6/2024 giải ngân 5 tỷ; đến hết tháng 6/2024 có 7 mô hình; đến 2025."
    )
    found = header("Nội dung chất vấn về công tác giảm nghèo tỉnh Quảng Nam", body)
    assert (found.period, found.period_basis, found.as_of) == ("2024-H1", "as_of", date(2024, 6, 30))
    assert (found.return_type, found.return_period) == ("thematic_report", "2024-H1")
    assert [(one.rule_id, one.refuses) for one in found.remarks] == [("IN15", False)]


def test_until_the_time_of_reporting_is_the_day_of_issue() -> None:
    title = "Nội dung chất vấn về công tác giảm nghèo tỉnh Quảng Nam"
    found = header(title, "Đến thời điểm báo cáo giải ngân 5 tỷ đồng.")
    assert (found.period, found.as_of, found.return_period) == ("", date(2024, 7, 15), "2024-Y")
    blank = header(title, "Đến thời điểm báo cáo giải ngân 5 tỷ đồng.", "ngày tháng 7 năm 2024")
    assert (blank.period, blank.as_of, blank.return_period) == ("", date(2024, 7, 31), "2024-Y")
    assert (blank.issued_on, blank.frame.issued_on, blank.as_of_basis) == (None, date(2024, 7, 31), "issued")


def test_the_first_paragraph_tells_the_period_the_title_leaves_out() -> None:
    found = header("Giám sát giảm nghèo trên địa bàn tỉnh", "Sở báo cáo kết quả 6 tháng đầu năm 2024 như sau:")
    assert (found.period, found.period_basis, found.as_of) == ("2024-H1", "body", date(2024, 6, 30))
    assert (found.return_type, found.remarks) == ("monitoring_6m", ())


def test_a_period_that_is_in_no_calendar_is_filed_under_its_year() -> None:
    found = header("Kết quả giảm nghèo tháng 02 năm 2024", "Số liệu.")
    assert (found.return_type, found.period, found.return_period) == ("thematic_report", "2024-02", "2024-Y")
    remark = found.remarks[0]
    assert (remark.rule_id, remark.refuses) == ("IN15", False)
    assert remark.problem == "kỳ 2024-02 không có trong lịch nên xếp vào kỳ 2024-Y"


def test_a_report_without_any_year_cannot_be_filed() -> None:
    text = "BÁO CÁO\nKết quả giảm nghèo của tỉnh Hà Giang\nSố liệu như sau.\n"
    found = read_header(store_text(text.encode(), "a.txt"), REFERENCE)
    assert (found.return_period, found.frame.year, found.as_of) == ("", "", None)
    assert ("IN15", True) in [(one.rule_id, one.refuses) for one in found.remarks]


def test_a_plan_of_a_phase_and_a_report_on_two_years() -> None:
    plan = "KẾ HOẠCH\nGiảm nghèo bền vững giai đoạn 2021 - 2025 tỉnh Hà Giang\nCăn cứ Luật số 1/2020/QH14.\n"
    found = read_header(store_text(plan.encode(), "a.txt"), REFERENCE)
    assert (found.frame.year, found.frame.as_of) == ("2021-2025", date(2020, 12, 31))
    assert (found.return_type, found.return_period) == ("programme_plan", "2021-2025")
    report = header("Kết quả giảm nghèo giai đoạn 2021-2023", "Số liệu như sau.")
    assert (report.period, report.frame.year, report.as_of) == ("2021-2023", "2021-2023", date(2023, 12, 31))
    assert report.return_period == "2024-Y"
