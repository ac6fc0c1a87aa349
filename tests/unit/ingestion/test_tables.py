"""Tables and the places of their cells; damaged and foreign files are refused with a reason."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pytest

from ingestion.tables import Table, TableError, column_letters, read_tables

OLE_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def workbook(cells: dict[str, Any], sheet: str = "Phụ lục I", hidden: str | None = None) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for place, value in cells.items():
        book.active[place] = value
    if hidden:
        book.create_sheet(hidden)["A1"] = "old"
        book[hidden].sheet_state = "hidden"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def places(table: Table) -> dict[str, str]:
    return {row.place(cell.column): cell.text for row in table.rows for cell in row.filled}


def refused(content: bytes, name: str) -> TableError:
    with pytest.raises(TableError) as caught:
        read_tables(content, name)
    return caught.value


def test_a_workbook_cell_knows_its_place() -> None:
    content = workbook({"B3": " Hà  Giang ", "D4": date(2023, 4, 11), "D5": 53, "AA9": "x"}, hidden="cũ")
    (table,) = read_tables(content, "a.xlsx")
    assert table.sheet == "Phụ lục I"
    assert places(table) == {"B3": "Hà Giang", "D4": "11/04/2023", "D5": "53", "AA9": "x"}
    assert table.rows[1].value(4) == date(2023, 4, 11)
    assert table.line(table.rows[0]) is None


def test_formulas_are_not_run() -> None:
    (table,) = read_tables(workbook({"A1": "x", "B1": "=1+1"}), "a.xlsx")
    assert places(table) == {"A1": "x"}


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_with_any_delimiter_and_mark(mark: str, delimiter: str) -> None:
    head = delimiter.join(["TT", '"TỈNH, THÀNH PHỐ"', "X"])
    text = f"{mark}{head}\r\n\r\n1{delimiter}Hà Giang{delimiter}X\r\n2{delimiter}Cao Bằng{delimiter}\r\n"
    (table,) = read_tables(text.encode(), "a.csv")
    assert places(table) == {
        "A1": "TT",
        "B1": "TỈNH, THÀNH PHỐ",
        "C1": "X",
        "A3": "1",
        "B3": "Hà Giang",
        "C3": "X",
        "A4": "2",
        "B4": "Cao Bằng",
    }
    assert [table.line(row) for row in table.rows] == [1, 3, 4]


def test_a_quoted_line_end_keeps_later_lines_in_place() -> None:
    (table,) = read_tables(b'a,b\n"x\ny",1\nz,2\n', "a.csv")
    assert [(row.number, row.text(1)) for row in table.rows] == [(1, "a"), (2, "x y"), (4, "z")]


def test_text_lines_and_tabs() -> None:
    (table,) = read_tables('Phụ lục "I"\n\nTT\tTỈNH\n1\t"Hà Giang\n'.encode(), "a.txt")
    assert places(table) == {"A1": 'Phụ lục "I"', "A3": "TT", "B3": "TỈNH", "A4": "1", "B4": '"Hà Giang'}
    assert table.is_prose


@pytest.mark.parametrize("size", [1, 30, 200, 2000])
def test_a_truncated_workbook_is_unreadable(size: int) -> None:
    content = workbook({"A1": "x"})
    assert refused(b"PK" + content[2:][:size], "a.xlsx").rule_id == "IN04"


@pytest.mark.parametrize(
    ("content", "name", "rule"),
    [
        (b"hello", "a.xlsx", "IN04"),
        (OLE_HEAD + b"x", "a.xlsx", "IN04"),
        ("Hà Giang".encode("cp1258"), "a.csv", "IN04"),
        ("a\tb".encode("utf-16"), "a.txt", "IN04"),
        (b"a\0b", "a.txt", "IN04"),
        (b"%PDF-1.7", "a.pdf", "IN11"),
    ],
)
def test_damaged_and_foreign_files(content: bytes, name: str, rule: str) -> None:
    error = refused(content, name)
    assert error.rule_id == rule
    assert "gửi" in error.message_vi or "lưu lại" in error.message_vi


def package(names: list[str], content: bytes = b"<x/>") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return target.getvalue()


def test_other_packages_are_named() -> None:
    assert "Word" in refused(package(["word/document.xml"]), "a.docx").message_vi
    assert "không phải sổ tính" in refused(package(["a.txt"]), "a.zip").message_vi
    assert refused(package(["xl/workbook.xml"]), "a.xlsx").rule_id == "IN04"


def test_a_far_cell_is_refused_before_it_is_unpacked() -> None:
    error = refused(workbook({"A1": "x", "XFD1048576": "y"}), "a.xlsx")
    assert error.rule_id == "IN11"
    assert "1048576 dòng, 16384 cột" in error.message_vi


def test_a_zip_bomb_is_refused_by_its_declared_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingestion.tables.MAX_UNPACKED_BYTES", 10_000)
    error = refused(package(["xl/a.xml"], b"0" * 10_001), "a.xlsx")
    assert (error.rule_id, "quá lớn" in error.message_vi) == ("IN11", True)


def test_too_many_columns_of_text() -> None:
    assert refused(b"\t".join([b"x"] * 257), "a.txt").rule_id == "IN11"


def test_empty_files_have_no_rows() -> None:
    assert read_tables(b"", "a.xlsx") == []
    assert read_tables(b" \n\n", "a.csv")[0].rows == ()
    assert read_tables(workbook({}), "a.xlsx")[0].rows == ()


def test_column_letters() -> None:
    assert [column_letters(number) for number in (1, 26, 27, 52, 53, 702, 703)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]
