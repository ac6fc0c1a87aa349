"""A form that was altered is refused with the place of each kind of difference; what is beside its table is told."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from ingestion.model import DoorFinding
from tests.unit.ingestion.workbooks.reading_forms import A, B, C, book, edit, held, only, read, told


def opened(change: Callable[[Any], None], content: bytes | None = None) -> bytes:
    """The good workbook after a change in another office program, which stores no results of formulas."""
    workbook = openpyxl.load_workbook(io.BytesIO(content or book()))
    change(workbook)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def altered(content: bytes) -> list[DoorFinding]:
    reading = read(content)
    assert reading.state == "rejected"
    assert (reading.return_type, reading.period, reading.reason_code) == ("monitoring_6m", "2024-H1", "IN17")
    assert reading.form is not None and (reading.form.form, len(reading.form.cell_nos)) == ("thu", 0)
    return [one for one in reading.findings if one.rule_id == "IN17"]


@pytest.mark.parametrize(
    ("sheet", "cell", "text", "expected"),
    [
        (A, "C6", "Tiền", "Vốn"),
        (A, "D7", "Chuyển", "Chuyển sang"),
        (A, "G6", "Tỉ suất", "Tỷ lệ"),
        (A, "E8", "(3)", "(3)=(1)+(2)"),
        (A, "A11", "DA3", "DA2"),
        (A, "B12", "Dự án năm", "Dự án 5"),
        (B, "C6", "Số khẩu", "Số hộ"),
    ],
)
def test_a_heading_code_or_label_that_was_changed(sheet: str, cell: str, text: str, expected: str) -> None:
    (finding,) = altered(edit().text(sheet, cell, text).content())
    assert (finding.sheet, finding.cell, finding.expected, finding.found) == (sheet, cell, expected, text)
    assert "mẫu gốc" in finding.message_vi


@pytest.mark.parametrize(
    ("cell", "text"), [("B11", "dự án  2"), ("B11", "Dự án 2:"), ("B9", "TỔNG CỘNG"), ("G6", "Tỉ lệ".replace("ỉ", "ỷ"))]
)
def test_spelling_that_means_the_same_is_no_change(cell: str, text: str) -> None:
    assert read(edit().text(A, cell, text).content()).state == "accepted"


def test_rows_inserted_above_the_table() -> None:
    findings = altered(opened(lambda one: one[A].insert_rows(3, 2)))
    assert (findings[0].sheet, findings[0].cell) == (A, "A8")
    assert "đã chèn 2 dòng phía trên" in findings[0].message_vi
    assert len(findings) == 1


def test_a_row_inserted_in_the_table() -> None:
    (finding,) = altered(opened(lambda one: one[A].insert_rows(11)))
    assert (finding.cell, finding.expected) == ("A11", "DA2 / Dự án 2")
    assert "đã chèn 1 dòng phía trước" in finding.message_vi


def test_a_row_deleted_from_the_table() -> None:
    (finding,) = altered(opened(lambda one: one[A].delete_rows(11)))
    assert (finding.cell, finding.expected, finding.found) == ("A11", "DA2 / Dự án 2", "DA5 / Dự án 5")
    assert "thiếu 1 dòng" in finding.message_vi


def test_rows_that_changed_places() -> None:
    swapped = edit().text(A, "A10", "DA2").text(A, "B10", "Dự án 2").text(A, "A11", "DA1").text(A, "B11", "Dự án 1")
    findings = altered(swapped.content())
    assert {one.cell for one in findings} <= {"A10", "A11", "A12"} and findings[0].cell == "A10"
    assert "đổi chỗ" in findings[0].message_vi


def test_a_column_inserted_and_a_column_deleted() -> None:
    def unmerge(one: Any) -> None:
        for area in list(one[B].merged_cells.ranges):
            one[B].unmerge_cells(str(area))

    def insert(one: Any) -> None:
        unmerge(one)
        one[B].insert_cols(4)

    def delete(one: Any) -> None:
        unmerge(one)
        one[B].delete_cols(4)

    (inserted,) = altered(opened(insert))
    assert (inserted.sheet, inserted.cell, inserted.expected) == (B, "D6", "Tỷ lệ / (2)")
    assert "đã chèn 1 cột phía trước" in inserted.message_vi
    (deleted,) = altered(opened(delete))
    assert (deleted.cell, deleted.expected) == ("D6", "Tỷ lệ / (2)")
    assert "thiếu 1 cột" in deleted.message_vi


def test_a_sheet_renamed_missing_or_moved() -> None:
    (renamed,) = altered(edit().rename_sheet(B, "Sheet1").content())
    assert (renamed.sheet, renamed.cell, renamed.expected, renamed.found) == (B, None, B, "Sheet1")
    (missing,) = altered(opened(lambda one: one.remove(one[B])))
    assert (missing.sheet, missing.expected) == (B, B)
    assert "thiếu trang" in missing.message_vi
    (moved,) = altered(opened(lambda one: one.move_sheet(C, -1)))
    assert (moved.sheet, moved.expected) == (C, "Biểu A; Biểu B; Biểu C")
    assert "đổi chỗ" in moved.message_vi


def test_without_the_first_sheet_the_hidden_one_says_whose_it_is() -> None:
    reading = read(opened(lambda one: one.remove(one["Thông tin"])))
    assert (reading.state, reading.reason_code, reading.period) == ("rejected", "IN17", "2024-H1")
    assert reading.findings[0].expected == "Thông tin"


def test_a_sheet_without_its_table() -> None:
    (finding,) = altered(opened(lambda one: one[A].delete_rows(1, 30)))
    assert (finding.sheet, finding.cell) == (A, "A8")
    assert "không thấy dòng số thứ tự cột" in finding.message_vi


def test_a_sheet_of_ones_own_is_not_read() -> None:
    def add(one: Any) -> None:
        one.create_sheet("Tính tay")["B2"] = 12

    reading = read(opened(add))
    assert ("IN06", "Tính tay", None) in told(reading)
    assert reading.state == "accepted_with_findings"


def test_numbers_beside_the_table_are_not_read() -> None:
    reading = read(edit().number(A, "J10", 5).number(A, "K11", 6).content())
    assert (told(reading), only(reading).found) == ([("IN06", A, "J10:K11")], "5")


def test_numbers_right_of_the_previous_period_are_not_read() -> None:
    content = book(previous={("funds", "DA1", "1"): 7.0}, previous_name="6 tháng đầu năm 2023")
    assert told(read(content)) == []
    assert told(read(edit(content).number(A, "I10", 5).content())) == [("IN06", A, "I10")]
    assert told(read(edit(content).number(A, "P10", 5).content())) == [("IN06", A, "P10")]


def test_notes_beside_and_below_the_table() -> None:
    below = read(edit().text(A, "B14", "Số liệu ước").text(A, "F16", "Người lập").content())
    assert told(below) == [("IN27", A, "B14"), ("IN27", A, "F16")]
    assert (below.state, below.findings[0].found) == ("accepted_with_findings", "Số liệu ước")
    beside = read(edit().text(A, "I10", "kiểm tra lại").content())
    assert told(beside) == [("IN27", A, "I10")]


def test_a_total_of_ones_own_below_the_table() -> None:
    assert told(read(edit().number(C, "C18", 45).content())) == [("IN06", C, "C18")]


def test_merged_cells_in_the_table() -> None:
    reading = read(edit().merge(B, "C8:C9").content())
    assert (told(reading), only(reading).found) == ([("IN25", B, "C8:C9")], "C8:C9")
    emptied = read(edit().merge(B, "C8:C9").clear(B, "C9").content())
    assert told(emptied) == [("IN25", B, "C8:C9")]
    assert emptied.form is not None and emptied.form.missing_count == 1


def test_hidden_rows_columns_and_sheets_are_read_all_the_same() -> None:
    row = read(edit().hide_row(A, 11).content())
    assert (told(row), held(row)["Biểu A!C11"][0]) == ([("IN26", A, "A11")], 200.5)
    assert told(read(edit().hide_row(A, 20).content())) == []

    def hide_column(one: Any) -> None:
        one[B].column_dimensions["D"].hidden = True

    assert ("IN26", B, "D8") in told(read(opened(hide_column)))
    sheet = edit()
    for one in sheet._tree("xl/workbook.xml").iter():
        if one.get("name") == C:
            one.set("state", "hidden")
    assert told(read(sheet.content())) == [("IN26", C, None)]


def test_a_unit_line_that_was_changed() -> None:
    reading = read(edit().text(A, "A5", "Đơn vị tính: đồng").content())
    assert told(reading) == [("IN23", A, "A5")]
    assert only(reading).expected == "Đơn vị tính: triệu đồng"
