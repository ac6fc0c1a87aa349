"""The error sheet: cells marked, all listed, nothing of the sender's values changed, nothing that could run."""

from __future__ import annotations

import io
import re
import time
import zipfile
from typing import Any

import pytest
import xlsxwriter
from openpyxl import load_workbook

from ingestion.model import DoorFinding
from ingestion.readers.outcome import Notes, Place
from ingestion.workbooks.errors import ErrorHeading, mark_errors

FUNDS = "Biểu 03 - Vốn"
SEVERITIES = {"IN17": "stop", "IN21": "info", "IN22": "warn"}
LIST = "Lỗi cần sửa"


def _workbook() -> bytes:
    """A protected sheet with a merged block, a drop-down, a formula, a comment of the sender; and a very hidden one."""
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink, {"in_memory": True, "strings_to_formulas": False}) as book:
        info = book.add_worksheet("Thông tin")
        info.write("B2", "tỉnh Lạng Sơn")
        funds = book.add_worksheet(FUNDS)
        funds.protect()
        open_cell = book.add_format({"locked": False, "num_format": "#,##0.0", "italic": True})
        funds.write_row("A2", ["Mã", "Nội dung", "(1)", "(2)", "(3)=(1)+(2)"])
        funds.write("C3", 1.5, open_cell)
        funds.write_string("D3", "=1+1")
        funds.write_formula("E3", "=C3+D3", None, 12)
        funds.write_formula("E4", "='[khac.xlsx]Sheet1'!A1", None, 7)
        funds.write_string("D4", "12,5 ")
        funds.merge_range("C6:D7", "gộp")
        funds.data_validation("D3:D9", {"validate": "list", "source": ["Có", "Không"]})
        funds.write_comment("D4", "số này chưa chắc")
        funds.write_url("A9", "https://noi-khac.invalid/tep", string="xem thêm")
        hidden = book.add_worksheet("_gnbv")
        hidden.write("B1", "monitoring")
        hidden.very_hidden()
    return sink.getvalue()


def _findings() -> list[DoorFinding]:
    notes = Notes("bieu-03.xlsx")
    notes.add("IN21", "số nhập dạng chữ", at=Place(FUNDS, "D4"), expected="12,5", found="12,5 ")
    notes.add(
        "IN22", "số không khớp", at=Place(FUNDS, "E3"), expected="3,5", found="12", todo="Kiểm tra các số thành phần."
    )
    notes.add("IN25", "các ô bị gộp", at=Place(FUNDS, "C6:D7"), found="C6:D7")
    notes.add("IN17", "tên cột bị đổi", at=Place(FUNDS, "D2"), expected="(2)", found="=cmd|' /c calc'!A0")
    notes.add("IN05", "thiếu trang", expected="Biểu 04")
    return notes.findings


def _opened(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content))


@pytest.fixture(scope="module")
def marked() -> Any:
    heading = ErrorHeading(
        "bieu-03.xlsx", "tỉnh Lạng Sơn", "Báo cáo giám sát 6 tháng", "6 tháng đầu năm 2024", "rejected"
    )
    return _opened(mark_errors(_workbook(), _findings(), heading=heading, severities=SEVERITIES))


def _first(book: Any) -> int:
    """The row of the first finding."""
    rows = book[LIST].iter_rows(max_col=1, values_only=True)
    return next(number for number, row in enumerate(rows, start=2) if row[0] == "STT")


def _list(book: Any) -> list[tuple[Any, ...]]:
    return [row[:8] for row in book[LIST].iter_rows(min_row=_first(book), values_only=True)]


def test_the_list_comes_first_gravest_at_the_top_with_every_place(marked: Any) -> None:
    assert marked.sheetnames == [LIST, "Thông tin", FUNDS, "_gnbv"]
    assert _list(marked) == [
        (1, "Phải sửa", "IN17", FUNDS, "D2", "(2)", "=cmd|' /c calc'!A0", "Tên cột bị đổi."),
        (2, "Cần kiểm tra", "IN05", None, None, "Biểu 04", None, "Thiếu trang."),
        (3, "Cần kiểm tra", "IN22", FUNDS, "E3", "3,5", "12", "Số không khớp. Kiểm tra các số thành phần."),
        (4, "Cần kiểm tra", "IN25", FUNDS, "C6:D7", None, "C6:D7", "Các ô bị gộp."),
        (5, "Để biết", "IN21", FUNDS, "D4", "12,5", "12,5 ", "Số nhập dạng chữ."),
    ]


def test_the_heading_says_what_file_it_is_and_how_it_stands(marked: Any) -> None:
    said = {row[0]: row[3] for row in marked[LIST].iter_rows(max_row=8, values_only=True)}
    assert said["Tệp"] == "bieu-03.xlsx"
    assert said["Đơn vị báo cáo"] == "tỉnh Lạng Sơn"
    assert (said["Loại báo cáo"], said["Kỳ báo cáo"]) == ("Báo cáo giám sát 6 tháng", "6 tháng đầu năm 2024")
    assert said["Tình trạng"] == "Trả lại, chưa được tính là đã gửi"
    assert said["Số điểm cần xem"] == "Phải sửa: 1; Cần kiểm tra: 3; Để biết: 1"
    advice = " ".join(str(row[0]) for row in marked[LIST].iter_rows(min_row=8, max_row=9, values_only=True))
    assert "Chỉ sửa trong biểu mẫu gốc đã gửi" in advice


def test_the_list_can_be_printed_filtered_and_clicked(marked: Any) -> None:
    sheet = marked[LIST]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A12", "A11:H16")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToWidth) == (
        "landscape",
        9,
        1,
    )
    assert sheet["E12"].hyperlink.location == f"'{FUNDS}'!D2"
    assert sheet["E15"].hyperlink.location == f"'{FUNDS}'!C6:D7"
    assert sheet["E13"].hyperlink is None
    assert sheet["H14"].alignment.wrap_text
    assert marked.active.title == LIST
    assert [one.title for one in marked.worksheets if one.sheet_view.tabSelected] == [LIST]


def test_cells_are_coloured_by_severity_and_say_what_is_wrong(marked: Any) -> None:
    funds = marked[FUNDS]
    colours = {place: funds[place].fill.start_color.rgb[2:] for place in ("D2", "E3", "C6", "D4")}
    assert colours == {"D2": "FFC7CE", "E3": "FFEB9C", "C6": "FFEB9C", "D4": "DDEBF7"}
    assert funds["C3"].fill.fill_type is None
    assert funds["E3"].comment.text == "IN22: Số không khớp. Kiểm tra các số thành phần.\nCần: 3,5\nThấy: 12"
    assert funds["D4"].comment.text.endswith("Ghi chú sẵn có: số này chưa chắc")
    assert funds["C6"].comment.text.startswith("IN25: ")
    assert funds.sheet_properties.tabColor.rgb[2:] == "C00000"
    assert marked["Thông tin"].sheet_properties.tabColor is None


def test_nothing_of_the_senders_values_is_changed(marked: Any) -> None:
    before = _opened(_workbook())
    changed = {
        (sheet.title, cell.coordinate): (cell.value, marked[sheet.title][cell.coordinate].value)
        for sheet in before.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value != marked[sheet.title][cell.coordinate].value
    }
    # A formula that reaches into another file is the value that was stored for it.
    assert changed == {(FUNDS, "E4"): ("='[khac.xlsx]Sheet1'!A1", 7)}
    funds = marked[FUNDS]
    assert (funds["D3"].value, funds["D3"].data_type) == ("=1+1", "s")
    assert funds["E3"].value == "=C3+D3"
    assert funds.protection.sheet
    assert not funds["C3"].protection.locked
    assert (funds["C3"].number_format, funds["C3"].font.italic) == ("#,##0.0", True)
    assert [str(one.sqref) for one in funds.data_validations.dataValidation] == ["D3:D9"]
    assert [str(one) for one in funds.merged_cells.ranges] == ["C6:D7"]
    assert marked["_gnbv"].sheet_state == "veryHidden"


def test_formulas_keep_their_stored_results() -> None:
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Vốn")
        sheet.write_formula("A1", "=B1+1", None, 1234.5)
        sheet.write_formula("A2", '=IF(B1<2,"a<b & c","")', None, "a<b & c")
        sheet.write_formula("A3", "=1/0", None, "#DIV/0!")
        sheet.write_formula("A4", "=B1=1", None, True)
        sheet.write_formula("A5", "=B1", None, "")
    made = mark_errors(sink.getvalue(), [DoorFinding("IN22", "sai", "Vốn", "A1")])
    formulas = [cell.value for cell in _opened(made)["Vốn"]["A"]]
    assert formulas == ["=B1+1", '=IF(B1<2,"a<b & c","")', "=1/0", "=B1=1", "=B1"]
    stored = load_workbook(io.BytesIO(made), data_only=True)["Vốn"]
    assert [cell.value for cell in stored["A"]][:4] == [1234.5, "a<b & c", "#DIV/0!", True]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("https://a.invalid")', "#REF!"]
)
def test_no_text_of_a_sender_becomes_a_formula(text: str) -> None:
    finding = DoorFinding("IN19", text, text, text, None, text, text)
    book = _opened(mark_errors(_workbook(), [finding], heading=ErrorHeading(text, text, text, text, text)))
    cells = [cell for row in book[LIST].iter_rows() for cell in row if cell.value is not None]
    assert [cell.coordinate for cell in cells if cell.data_type not in "sn"] == []
    assert [cell.coordinate for cell in cells if cell.hyperlink] == []
    found = book[LIST].cell(_first(book), 7)
    assert found.value.strip() == text.strip()
    assert found.quotePrefix == (text[0] in "=+-@\t\r")


def test_macros_and_what_reaches_outside_are_left_out() -> None:
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_workbook())) as held, zipfile.ZipFile(sink, "w") as made:
        for name in held.namelist():
            part = held.read(name)
            if name == "[Content_Types].xml":
                part = part.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")
                part = part.replace(
                    b"vnd.openxmlformats-officedocument.spreadsheetml.sheet.macro", b"vnd.ms-excel.sheet.macro"
                )
            made.writestr(name, part)
        made.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    content = mark_errors(sink.getvalue(), _findings(), severities=SEVERITIES)
    with zipfile.ZipFile(io.BytesIO(content)) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    assert [name for name in parts if "vba" in name.lower() or "external" in name.lower()] == []
    assert b"macroEnabled" not in parts["[Content_Types].xml"]
    assert [name for name, part in parts.items() if b"noi-khac.invalid" in part or b"khac.xlsx" in part] == []


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 cut", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"a;b\n1;2\n", _workbook()[:3000]]
)
def test_what_cannot_be_opened_gives_the_list_alone(content: bytes) -> None:
    finding = DoorFinding("IN04", "Tệp bị hỏng; mở bằng Excel, lưu lại và gửi lại.")
    book = _opened(mark_errors(content, [finding], heading=ErrorHeading("a.xls", state="quarantined")))
    assert book.sheetnames == [LIST]
    assert _list(book) == [
        (1, "Cần kiểm tra", "IN04", None, None, None, None, "Tệp bị hỏng; mở bằng Excel, lưu lại và gửi lại.")
    ]
    texts = [row[0] for row in book[LIST].iter_rows(values_only=True)]
    assert "Tệp đã gửi không sao lại được nên chỉ có danh sách này." in texts


def test_a_package_that_would_fill_the_memory_is_not_opened() -> None:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", b"<x/>" + b" " * 40_000_000)
    began = time.monotonic()
    assert _opened(mark_errors(sink.getvalue(), [])).sheetnames == [LIST]
    assert time.monotonic() - began < 2


def test_entities_are_not_expanded() -> None:
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_workbook())) as held, zipfile.ZipFile(sink, "w") as made:
        for name in held.namelist():
            part = held.read(name)
            made.writestr(name, part.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "b">]>', 1))
    assert _opened(mark_errors(sink.getvalue(), _findings())).sheetnames == [LIST]


def test_long_texts_and_control_characters_are_held_by_a_cell() -> None:
    text = "a\x00\x0b\x1f\ud800" + "ữ" * 40_000
    book = _opened(mark_errors(_workbook(), [DoorFinding("IN19", text, FUNDS, "C3", None, text, text)]))
    found = book[LIST].cell(_first(book), 7).value
    assert found.startswith("a    ữữ")
    assert (len(found), found[-1]) == (2000, "…")
    assert len(book[FUNDS]["C3"].comment.text) == 1200


def test_ten_thousand_findings_are_marked_and_listed_up_to_a_bound() -> None:
    findings = [DoorFinding("IN20", f"ô {i} để trống", FUNDS, f"C{i + 3}") for i in range(10_000)]
    book = _opened(mark_errors(_workbook(), findings))
    listed = _list(book)
    assert (listed[4999][0], listed[4999][4]) == (5000, "C5002")
    assert listed[5000][0] == "Còn 5000 điểm nữa không liệt kê; sửa các điểm trên rồi kiểm tra lại."
    assert len(listed) == 5001
    assert book[FUNDS]["C2002"].comment is not None
    assert book[FUNDS]["C2003"].comment is None
    texts = [row[0] for row in book[LIST].iter_rows(max_row=12, values_only=True)]
    assert "Chỉ tô màu 2000 điểm đầu; các điểm sau có trong danh sách." in texts


def test_whole_rows_and_columns_and_places_that_are_none() -> None:
    findings = [
        DoorFinding("IN26", "dòng bị ẩn", FUNDS, "3:4"),
        DoorFinding("IN26", "cột bị ẩn", FUNDS, "D"),
        DoorFinding("IN26", "không phải ô", FUNDS, "D0"),
        DoorFinding("IN26", "quá xa", FUNDS, "XFE1"),
        DoorFinding("IN26", "trang không có", "Trang lạ", "A1"),
    ]
    book = _opened(mark_errors(_workbook(), findings))
    first = _first(book)
    links = [book[LIST].cell(row, 5).hyperlink for row in range(first, first + 5)]
    by_message = {row[7]: link.location if link else None for row, link in zip(_list(book), links, strict=True)}
    assert by_message == {
        "Dòng bị ẩn": f"'{FUNDS}'!A3:E4", "Cột bị ẩn": f"'{FUNDS}'!D1:D9", "Không phải ô": f"'{FUNDS}'!A1",
        "Quá xa": f"'{FUNDS}'!A1", "Trang không có": None,
    }  # fmt: skip
    assert book[FUNDS]["E4"].fill.start_color.rgb[2:] == "FFEB9C"


def test_an_error_sheet_that_is_marked_again_has_one_list_and_its_latest_comments() -> None:
    first = mark_errors(_workbook(), _findings(), severities=SEVERITIES)
    again = _opened(mark_errors(first, [DoorFinding("IN20", "ô bắt buộc để trống", FUNDS, "E3")]))
    assert again.sheetnames == [LIST, "Thông tin", FUNDS, "_gnbv"]
    assert [row[2] for row in _list(again)] == ["IN20"]
    assert again[FUNDS]["E3"].comment.text == "IN20: Ô bắt buộc để trống"


def test_without_findings_the_list_says_so() -> None:
    book = _opened(mark_errors(_workbook(), []))
    texts = [row[0] for row in book[LIST].iter_rows(values_only=True)]
    assert "Không có lỗi nào." in texts
    assert _list(book) == []


def test_a_sheet_with_a_quote_or_in_another_composition_is_found() -> None:
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink, {"in_memory": True}) as book:
        book.add_worksheet("Bie\u0302\u0309u 'A' 1").write("B2", 1)
    made = _opened(mark_errors(sink.getvalue(), [DoorFinding("IN19", "sai", "Biểu 'A' 1", "B2")]))
    link = next(cell.hyperlink for row in made[LIST].iter_rows() for cell in row if cell.hyperlink)
    assert link.location == "'Bie\u0302\u0309u ''A'' 1'!B2"
    assert made.worksheets[1]["B2"].comment.text == "IN19: Sai"


@pytest.mark.parametrize("content", [_workbook(), b"cut"], ids=["copied", "the list alone"])
def test_a_sheet_bears_no_time_so_that_it_is_the_same_bytes_whenever_it_is_made(content: bytes) -> None:
    made = mark_errors(content, _findings(), severities=SEVERITIES)
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert re.findall(rb"20\d\d-\d\d-\d\dT", package.read("docProps/core.xml")) == []
    assert mark_errors(content, _findings(), severities=SEVERITIES) == made
