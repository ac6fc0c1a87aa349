"""The list of reminders as a workbook."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import openpyxl
from letter_lists import lai_chau, lao_cai, listing, on_time, yen_bai

from delivery.letters import list_workbook

FOUND = listing(
    lao_cai(reminders_sent=1, last_reminded_on=date(2023, 10, 1)), yen_bai(), lai_chau(), on_time("20", "Lạng Sơn")
)


def sheets() -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(io.BytesIO(list_workbook(FOUND)))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def test_three_sheets() -> None:
    assert list(sheets()) == ["Danh sách", "Không nhắc", "Ghi chú"]


def test_each_one_listed_is_a_row() -> None:
    heading, first, *others = sheets()["Danh sách"]
    assert dict(zip(heading, first, strict=True)) == {
        "Vùng": "Trung du và miền núi phía Bắc",
        "Mã địa phương": "10",
        "Địa phương": "Lào Cai",
        "Cơ quan phải gửi": "Sở Lao động - Thương binh và Xã hội tỉnh Lào Cai",
        "Loại báo cáo": "Báo cáo 6 tháng thực hiện Chương trình phối hợp",
        "Kỳ": "6 tháng đầu năm 2023",
        "Hạn gửi": datetime(2023, 6, 25),
        "Tình trạng": "quá hạn, chưa gửi",
        "Số ngày chậm": 124,
        "Số văn bản": None,
        "Ngày văn bản": None,
        "Căn cứ tình trạng": "chưa có văn bản nào",
        "Nội dung nhắc": "Chưa gửi báo cáo",
        "Lần nhắc": "Đôn đốc lần thứ nhất",
        "Số lần đã nhắc": 1,
        "Lần nhắc gần nhất": datetime(2023, 10, 1),
        "Công văn": "10-lao-cai-coordination_6m-2023-H1-first",
        "Gửi": "Sở Lao động - Thương binh và Xã hội tỉnh Lào Cai",
        "Đồng gửi": None,
    }
    assert [row[1] for row in others] == ["15", "12"]


def test_who_is_not_reminded_has_the_reason() -> None:
    heading, *rows = sheets()["Không nhắc"]
    assert [(row[heading.index("Địa phương")], row[heading.index("Lý do không nhắc")]) for row in rows] == [
        ("Lạng Sơn", "đã gửi đúng hạn")
    ]


def test_what_the_list_is_about() -> None:
    assert sheets()["Ghi chú"] == [
        ["Tính đến hết ngày", "27/10/2023"],
        ["Theo những gì biết đến hết ngày", "tất cả những gì đã biết"],
        ["Bản dựng kho dữ liệu", "build-7"],
        ["Số báo cáo phải theo dõi", "4"],
        ["Số được nhắc", "3"],
        ["Được nhắc: Chưa gửi báo cáo", "1"],
        ["Được nhắc: Chưa ban hành chương trình, chưa gửi báo cáo", "1"],
        ["Được nhắc: document_missing", "1"],
        ["Số không nhắc", "1"],
        ["Không nhắc: đã gửi đúng hạn", "1"],
    ]


def test_every_list_has_filters_and_a_fixed_heading() -> None:
    book = openpyxl.load_workbook(io.BytesIO(list_workbook(FOUND)))
    assert [(book[name].auto_filter.ref, book[name].freeze_panes) for name in ("Danh sách", "Không nhắc")] == [
        ("A1:S4", "A2"),
        ("A1:O2", "A2"),
    ]
