"""The late list as files: exact columns and text for programs, a workbook for people."""

from __future__ import annotations

import io
import json
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl

from delivery import LateList, LateReturn, ReportingRate, render_late, render_status, write_late
from delivery.lists import Words

WORDS = Words(
    return_types={"coordination_6m": "Báo cáo 6 tháng"},
    statuses={"late": "gửi muộn"},
    evidence={"document_number_known": "biết số văn bản"},
    reasons={"mark_missing": "thiếu dấu X"},
)
LAI_CHAU = LateReturn(
    return_type="coordination_6m",
    period="2023-H1",
    locality_code="12",
    locality="Lai Châu",
    region="Trung du và miền núi phía Bắc",
    due_at=datetime(2023, 6, 25, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
    due_on=date(2023, 6, 25),
    status="late",
    evidence="document_number_known",
    document_no='=1317/BC-"SLĐTBXH", b',
    document_on=date(2023, 8, 10),
    days_late=46,
    reasons=("mark_missing", "not_worded"),
    obligation_key="coordination_6m:2023-H1:12",
    arrival_basis="assumed",
    is_chased=True,
    chase_until=date(2025, 3, 1),
)
LATE = LateList(date(2023, 10, 27), date(2023, 10, 27), (LAI_CHAU,), 3, WORDS)
RATE = ReportingRate(
    "coordination_6m", "2023-H1", "province", "ALL", "Cả nước", 63, 35, 11, 24, 28, 0, 0, 0, 35 / 63, None
)


def test_the_csv_of_the_late_list_to_the_letter() -> None:
    assert render_late(LATE, "csv").decode() == (
        "return_type,period,locality_code,locality,region,due_at,status,evidence,document_no,document_date,days_late,"
        "reasons\n"
        "coordination_6m,2023-H1,12,Lai Châu,Trung du và miền núi phía Bắc,2023-06-25T00:00+07:00,late,"
        'document_number_known,"=1317/BC-""SLĐTBXH"", b",2023-08-10,46,mark_missing (thiếu dấu X); not_worded\n'
    )


def test_the_json_adds_key_chase_and_arrival_basis() -> None:
    (row,) = json.loads(render_late(LATE, "json"))
    assert list(row)[-4:] == ["reasons", "obligation_key", "is_chased", "arrival_basis"]
    assert (row["obligation_key"], row["is_chased"], row["arrival_basis"]) == (
        "coordination_6m:2023-H1:12",
        True,
        "assumed",
    )
    assert row["days_late"] == 46


def test_the_workbook_is_in_vietnamese_filtered_and_says_what_is_assumed() -> None:
    book = openpyxl.load_workbook(io.BytesIO(render_late(LATE, "xlsx")))
    sheet, notes = book["Danh sách"], book["Ghi chú"]
    assert [cell.value for cell in sheet[1]] == [
        "Loại báo cáo", "Kỳ", "Mã địa phương", "Địa phương", "Vùng", "Phải gửi trước", "Tình trạng", "Bằng chứng",
        "Số văn bản", "Ngày văn bản", "Số ngày chậm", "Lý do",
    ]  # fmt: skip
    assert [cell.value for cell in sheet[2]] == [
        "Báo cáo 6 tháng", "2023-H1", "12", "Lai Châu", "Trung du và miền núi phía Bắc", datetime(2023, 6, 25),
        "gửi muộn", "biết số văn bản", '=1317/BC-"SLĐTBXH", b', datetime(2023, 8, 10), 46, "thiếu dấu X; not_worded",
    ]  # fmt: skip
    assert sheet["I2"].data_type == "s"
    assert sheet["J2"].number_format == "dd/mm/yyyy"
    assert (sheet.auto_filter.ref, sheet.freeze_panes) == ("A1:L2", "A2")
    assert [(row[0].value, row[1].value) for row in notes.iter_rows()] == [
        ("Tính đến hết ngày", "27/10/2023"),
        ("Theo những gì biết đến hết ngày", "27/10/2023"),
        ("Số dòng", "1"),
        ("Ngày đến", "1 dòng có ngày đến được giả định bằng ngày văn bản, không phải ngày đã ghi nhận"),
        ("Không liệt kê", "3 báo cáo đã hết thời hạn đôn đốc"),
    ]


def test_rates_have_four_decimals_and_nothing_expected_has_no_rate() -> None:
    assert render_status([RATE], "csv").decode() == (
        "return_type,period,reporter_level,region_code,region,expected,received,received_on_time,late,overdue,rejected,"
        "exempt,not_due,rate,rate_on_time\n"
        "coordination_6m,2023-H1,province,ALL,Cả nước,63,35,11,24,28,0,0,0,0.5556,\n"
    )
    assert json.loads(render_status([RATE], "json"))[0]["rate"] == 0.5556
    book = openpyxl.load_workbook(io.BytesIO(render_status([RATE], "xlsx", [("Tính đến hết ngày", "27/10/2023")])))
    assert [cell.value for cell in book["Danh sách"][2]][5:8] == [63, 35, 11]


def test_writing_a_file_replaces_the_older_one_whole(tmp_path: Path) -> None:
    target = tmp_path / "2023-10-27.csv"
    target.write_text("older and longer " * 1000, encoding="utf-8")
    write_late(LATE, target, "csv")
    assert target.read_bytes() == render_late(LATE, "csv")
    assert [path.name for path in tmp_path.iterdir()] == ["2023-10-27.csv"]
