"""What a template holds, cell by cell, on a form with every kind of cell."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook

from gnbv.policy import SEEDS
from ingestion.forms import Form, load_forms
from ingestion.reference import Reference
from ingestion.workbooks import render_template, write_template
from ingestion.workbooks.template_styles import FONT

PROBE = """
form: probe
version: 3
name: {vi: "Biểu thử đủ các loại ô", en: "Every kind of cell"}
origin: own
basis: "Thông tư thử"
valid_from: 2022-01-01
returns: [monitoring_6m]
levels: [province, district, commune]
notes:
  - {vi: "Ghi số lũy kế.", en: "Cumulative."}
sheets:
  - sheet: money
    title: Biểu 1 - Vốn
    name: {vi: "Vốn", en: "Funds"}
    unit: million_vnd
    rows:
      - {row: T, label: {vi: "Tổng số", en: "Total"}, sum_of: [a, b, c]}
      - {row: a, label: {vi: "Dự án a", en: "A"}}
      - {row: b, label: {vi: "Dự án b", en: "B"}, only_for: poor_district}
      - {row: c, label: {vi: "Dự án c", en: "C"}, closed: ["2"]}
    columns:
      - {column: "1", heading: [{vi: "Kế hoạch", en: "Plan"}, {vi: "Trung ương", en: "Central"}], type: money}
      - {column: "2", heading: [{vi: "Kế hoạch", en: "Plan"}, {vi: "Địa phương", en: "Local"}], type: money}
      - {column: "3", heading: [{vi: "Kế hoạch", en: "Plan"}, {vi: "Cộng", en: "Sum"}], type: money, sum_of: ["1", "2"]}
      - {column: "4", heading: [{vi: "Tỷ lệ (%)", en: "Rate"}], type: percent, rate_of: ["1", "3"]}
      - {column: "5", heading: [{vi: "Số hộ", en: "Households"}], type: count, unit: household, at_most: 5000}
  - sheet: texts
    title: Biểu 2 - Chữ
    name: {vi: "Chữ và ngày", en: "Words and dates"}
    levels: [province]
    rows:
      - {row: r, label: {vi: "Công trình", en: "Work"}}
    columns:
      - {column: s, heading: [{vi: "Tình trạng", en: "Status"}], type: choice, choices: [Đang làm, "Xong, đã trả vốn"]}
      - {column: d, heading: [{vi: "Ngày xong", en: "Finished on"}], type: date}
      - {column: n, heading: [{vi: "Ghi rõ", en: "Note"}], type: text, required: false}
"""
TYPED: dict[tuple[str, str, str], Any] = {
    ("money", "a", "1"): 1200.5, ("money", "a", "2"): 300, ("money", "a", "5"): 12,
    ("money", "b", "1"): "...", ("money", "b", "2"): 99.5, ("money", "c", "1"): 700,
    ("texts", "r", "s"): "Đang làm", ("texts", "r", "d"): date(2024, 3, 2), ("texts", "r", "n"): "=1+1",
}  # fmt: skip


@pytest.fixture(scope="module")
def probe(tmp_path_factory: pytest.TempPathFactory) -> Form:
    folder = tmp_path_factory.mktemp("forms")
    (folder / "probe.v3.yml").write_text(PROBE, encoding="utf-8")
    return load_forms(folder).by_key["probe@3"]


def render(form: Form, level: str = "province", code: str = "20", **more: Any) -> bytes:
    """The workbook of a reporter for 2024-H1; Lạng Sơn (20) has poor districts, Hà Nội (01) has none."""
    reference = Reference.load(SEEDS)
    period = reference.periods["2024-H1"]
    reporter = reference.locality(level, code, period.ends_on)
    assert reporter is not None
    return render_template(
        form, reporter=reporter, return_type="monitoring_6m", period=period, seeds=SEEDS, **more
    )  # fmt: skip


def opened(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def cell_of(content: bytes, sheet: str, address: str) -> Cell:
    found = opened(content)[sheet][address]
    assert isinstance(found, Cell)
    return found


def stored(content: bytes, sheet: str) -> list[list[object]]:
    """What python-calamine reads: values as they are stored, formulas by their results."""
    read = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [list(row) for row in read.get_sheet_by_name(sheet).to_python(skip_empty_area=False)]


def test_sheets_and_the_hidden_name_of_the_form(probe: Form) -> None:
    book = opened(render(probe))
    assert book.sheetnames == ["Thông tin", "Biểu 1 - Vốn", "Biểu 2 - Chữ", "_gnbv"]
    assert [book[name].sheet_state for name in book.sheetnames] == ["visible", "visible", "visible", "veryHidden"]
    assert [tuple(cell.value for cell in row[:2]) for row in book["_gnbv"].iter_rows(max_row=6)] == [
        ("form", "probe"), ("version", 3), ("locality_code", "20"), ("level", "province"), ("period", "2024-H1"),
        ("return_type", "monitoring_6m"),
    ]  # fmt: skip
    assert book.properties.title == "Biểu thử đủ các loại ô"
    assert not book.properties.creator
    assert not book.properties.lastModifiedBy


def test_a_level_gets_its_sheets(probe: Form) -> None:
    assert opened(render(probe, "district", "185")).sheetnames == ["Thông tin", "Biểu 1 - Vốn", "_gnbv"]


def test_the_sheet_of_information(probe: Form) -> None:
    sheet = opened(render(probe, cover={"document_no": "304/BC-UBND", "document_on": date(2024, 5, 30)}))["Thông tin"]
    fields = {sheet.cell(row, 1).value: sheet.cell(row, 2) for row in range(3, 16)}
    assert {label: cell.value for label, cell in fields.items()} == {
        "Biểu mẫu": "Biểu thử đủ các loại ô", "Loại báo cáo": "Báo cáo giám sát 6 tháng",
        "Kỳ báo cáo": "6 tháng đầu năm 2024", "Đơn vị báo cáo": "tỉnh Lạng Sơn", "Mã đơn vị": "20",
        "Số hiệu văn bản": "304/BC-UBND", "Ngày ban hành": datetime(2024, 5, 30), "Người ký": None,
        "Người lập biểu": None, "Điện thoại": None, "Báo cáo không phát sinh": "Không", "Ngày gửi": None,
        "Ghi chú": None,
    }  # fmt: skip
    assert [label for label, cell in fields.items() if cell.protection.locked] == [
        "Biểu mẫu", "Loại báo cáo", "Kỳ báo cáo", "Đơn vị báo cáo", "Mã đơn vị",
    ]  # fmt: skip
    assert fields["Ngày ban hành"].number_format == "dd/mm/yyyy"
    assert fields["Điện thoại"].number_format == "@"
    rules = {str(one.sqref): one for one in sheet.data_validations.dataValidation}
    assert (rules["B13"].type, rules["B13"].formula1) == ("list", '"Không,Có"')
    assert rules["B8"].prompt == "Số và ký hiệu của văn bản gửi kèm, ví dụ 280/BC-UBND"


def test_notes_stand_in_one_cell_each(probe: Form) -> None:
    """A second filled cell beside a text that is no label would be a finding of the reader of cover records."""
    rows = stored(render(probe), "Thông tin")[15:]
    assert [row[0] for row in rows if row[0]][:3] == [
        "Hướng dẫn",
        "Ghi số lũy kế.",
        "Chỉ ghi vào ô trắng. Không thêm, xóa, chèn, đổi tên hay đổi chỗ dòng, cột và trang: tệp đã đổi sẽ bị trả lại.",
    ]
    assert [row[1:] for row in rows if any(row[1:])] == []


def test_titles_headings_and_labels(probe: Form) -> None:
    content = render(probe)
    assert stored(content, "Biểu 1 - Vốn")[:9] == [
        ["Biểu thử đủ các loại ô", "", "", "", "", "", ""],
        ["Biểu 1 - Vốn. Vốn", "", "", "", "", "", ""],
        ["Đơn vị báo cáo: tỉnh Lạng Sơn", "", "", "", "", "", ""],
        ["Kỳ báo cáo: 6 tháng đầu năm 2024", "", "", "", "", "", ""],
        ["Đơn vị tính: triệu đồng; hộ ở cột (5)", "", "", "", "", "", ""],
        ["Mã", "Nội dung", "Kế hoạch", "", "", "Tỷ lệ (%)", "Số hộ"],
        ["", "", "Trung ương", "Địa phương", "Cộng", "", ""],
        ["A", "B", "(1)", "(2)", "(3)=(1)+(2)", "(4)=(1)/(3)", "(5)"],
        ["T", "Tổng số", 0.0, 0.0, 0.0, "", 0.0],
    ]
    sheet = opened(content)["Biểu 1 - Vốn"]
    assert sorted(map(str, sheet.merged_cells.ranges)) == ["A6:A7", "B6:B7", "C6:E6", "F6:F7", "G6:G7"]
    assert sheet.freeze_panes == "C9"


@pytest.mark.parametrize(
    ("address", "formula", "result"),
    [
        ("C9", "=SUM(C10:C12)", 1900.5),  # down: `...` is passed over
        ("D9", "=SUM(D10:D11)", 399.5),  # the closed cell is left out
        ("E9", "=SUM(C9:D9)", 2300.0),  # both ways: along the row
        ("E10", "=SUM(C10:D10)", 1500.5),
        ("E11", "=SUM(C11:D11)", 99.5),
        ("E12", "=SUM(C12)", 700.0),
        ("F10", '=IFERROR(C10/E10*100,"")', 80.00666444518494),
        ("F11", '=IFERROR(C11/E11*100,"")', ""),  # a word cannot be divided
        ("F12", '=IFERROR(C12/E12*100,"")', 100.0),
        ("G9", "=SUM(G10:G12)", 12.0),
    ],
)
def test_a_total_is_a_locked_formula_with_its_result(
    probe: Form, address: str, formula: str, result: float | str
) -> None:
    content = render(probe, values=TYPED)
    cell = cell_of(content, "Biểu 1 - Vốn", address)
    assert (cell.value, cell.protection.locked) == (formula, True)
    assert stored(content, "Biểu 1 - Vốn")[cell.row - 1][cell.column - 1] == result


def test_neighbours_are_added_as_ranges_and_others_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "probe.v3.yml").write_text(PROBE.replace("[a, b, c]", "[a, c]"), encoding="utf-8")
    content = render(load_forms(tmp_path).by_key["probe@3"], values=TYPED)
    assert cell_of(content, "Biểu 1 - Vốn", "C9").value == "=SUM(C10,C12)"


def test_what_is_typed_stands_in_open_cells(probe: Form) -> None:
    content = render(probe, values=TYPED)
    sheet = opened(content)["Biểu 1 - Vốn"]
    assert [sheet[at].protection.locked for at in ("A10", "B10", "C8", "C10", "G12", "E10")] == [
        True, True, True, False, False, True,
    ]  # fmt: skip
    assert (sheet["C10"].value, sheet["C11"].value, sheet["C10"].number_format) == (1200.5, "...", "#,##0")
    assert (sheet["F10"].number_format, sheet["G10"].number_format) == ("0.00", "#,##0")
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert stored(content, "Biểu 2 - Chữ")[7] == ["r", "Công trình", "Đang làm", date(2024, 3, 2), "=1+1"]
    assert cell_of(content, "Biểu 2 - Chữ", "D8").number_format == "dd/mm/yyyy"


def test_a_total_can_be_typed_and_a_cell_left_empty(probe: Form) -> None:
    values = {**TYPED, ("money", "T", "1"): 1.5, ("money", "a", "3"): None}
    content = render(probe, values=values)
    assert cell_of(content, "Biểu 1 - Vốn", "C9").value == 1.5
    assert cell_of(content, "Biểu 1 - Vốn", "E10").value is None
    assert stored(content, "Biểu 1 - Vốn")[8][4] == 401.0


def test_a_value_of_no_cell_is_refused(probe: Form) -> None:
    for place in (("money", "a", "9"), ("money", "c", "2")):
        with pytest.raises(ValueError, match=r"probe@3 has no cell \('money'"):
            render(probe, values={place: 1})


def test_a_closed_cell_is_hatched_locked_and_empty(probe: Form) -> None:
    cell = cell_of(render(probe), "Biểu 1 - Vốn", "D12")
    assert (cell.value, cell.protection.locked, cell.fill.patternType) == (None, True, "lightUp")


@pytest.mark.parametrize(
    ("level", "code", "marked"),
    [
        ("province", "20", False),  # Lạng Sơn has poor districts
        ("province", "01", True),
        ("district", "185", True),  # Bắc Sơn is none
        ("district", "027", False),  # Mèo Vạc is one
    ],
)
def test_rows_for_others_are_marked_and_grey(probe: Form, level: str, code: str, marked: bool) -> None:
    content = render(probe, level, code)
    row = stored(content, "Biểu 1 - Vốn")[10]
    assert row[2:] == (["x", "x", "x", "x", "x"] if marked else ["", "", 0.0, "", ""])
    cell = cell_of(content, "Biểu 1 - Vốn", "C11")
    assert (cell.fill.fgColor.rgb, cell.protection.locked) == ("FFEDEDED" if marked else "00000000", False)


def test_a_commune_of_such_a_district_is_in_the_group(probe: Form) -> None:
    reference = Reference.load(SEEDS)
    commune = reference.localities_on("commune", date(2024, 6, 30), "027")[0]
    assert stored(render(probe, "commune", commune.code), "Biểu 1 - Vốn")[10][2:4] == ["", ""]


def test_typed_values_of_a_marked_row_are_kept(probe: Form) -> None:
    content = render(probe, "province", "01", values={("money", "b", "1"): 5})
    assert stored(content, "Biểu 1 - Vốn")[10][2:] == [5.0, "x", "x", "x", "x"]
    assert stored(content, "Biểu 1 - Vốn")[8][2] == 5.0


def test_what_may_be_typed(probe: Form) -> None:
    book = opened(render(probe))
    rules = {str(one.sqref): one for one in book["Biểu 1 - Vốn"].data_validations.dataValidation}
    words = 'OR({0}="-",{0}="không",{0}="x",{0}="...",{0}="…")'
    assert {at: one.formula1 for at, one in rules.items()} == {
        "C10:C12": f"IF(ISNUMBER(C10),AND(C10>=0),{words.format('C10')})",
        "D10:D11": f"IF(ISNUMBER(D10),AND(D10>=0),{words.format('D10')})",
        "G10:G12": f"IF(ISNUMBER(G10),AND(G10>=0,G10<=5000,G10=INT(G10)),{words.format('G10')})",
    }
    assert rules["G10:G12"].error == (
        "Ghi một số nguyên, không nhỏ hơn 0, không lớn hơn 5000 (đơn vị: hộ); hoặc - nếu không phát sinh, x nếu không "
        "thuộc đối tượng, ... nếu chưa có số liệu."
    )
    texts = {str(one.sqref): one for one in book["Biểu 2 - Chữ"].data_validations.dataValidation}
    assert sorted(texts) == ["C8", "D8"]
    assert (texts["C8"].type, texts["C8"].errorStyle, texts["C8"].formula1) == ("list", "warning", "_gnbv!$D$1:$D$2")
    assert [book["_gnbv"]["D1"].value, book["_gnbv"]["D2"].value] == ["Đang làm", "Xong, đã trả vốn"]


def test_the_messages_of_every_form_fit_into_excel(tmp_path: Path) -> None:
    """Excel drops a title of more than 32 characters and a message of more than 255."""
    from ingestion.workbooks.template_entry import rule_of

    for form in load_forms().forms:
        for sheet in form.sheets:
            lists = {one.choices: "=_gnbv!$D$1:$D$9" for one in sheet.columns}
            rules = [rule for one in sheet.columns if (rule := rule_of(one, "AAA999", lists))]
            assert max((len(one["error_title"]) for one in rules), default=0) <= 32
            assert max((len(one["error_message"]) for one in rules), default=0) <= 255
            assert max((len(one.get("value", "")) for one in rules), default=0) <= 255


def test_the_previous_period_stands_beside(probe: Form) -> None:
    previous = {("money", "a", "1"): 800.25, ("money", "T", "1"): 900.0}
    content = render(probe, previous=previous, previous_name="6 tháng đầu năm 2023")
    rows = stored(content, "Biểu 1 - Vốn")
    assert [row[7:] for row in rows[4:10]] == [
        ["", "Kỳ trước (6 tháng đầu năm 2023)", "", "", "", ""],
        ["", "Kế hoạch", "", "", "Tỷ lệ (%)", "Số hộ"],
        ["", "Trung ương", "Địa phương", "Cộng", "", ""],
        ["", "(1)", "(2)", "(3)=(1)+(2)", "(4)=(1)/(3)", "(5)"],
        ["", 900.0, "", "", "", ""],
        ["", 800.25, "", "", "", ""],
    ]
    cell = cell_of(content, "Biểu 1 - Vốn", "I10")
    assert (cell.value, cell.protection.locked, cell.fill.fgColor.rgb) == (800.25, True, "FFF5F5F5")
    assert opened(content)["Biểu 1 - Vốn"].print_area == "'Biểu 1 - Vốn'!$A$1:$G$12"
    assert len(stored(content, "Biểu 2 - Chữ")[5]) == 5


def test_every_text_is_nfc(probe: Form, tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "Đường về xã")
    values = {("texts", "r", "n"): decomposed}
    content = render(probe, values=values, cover={"signer": decomposed}, previous={("money", "a", "1"): 1},
                     previous_name=unicodedata.normalize("NFD", "năm trước"))  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            text = package.read(name).decode("utf-8")
            assert unicodedata.is_normalized("NFC", text), name
    assert stored(content, "Biểu 2 - Chữ")[7][4] == "Đường về xã"


def test_equal_input_gives_equal_bytes(probe: Form) -> None:
    assert render(probe, values=TYPED) == render(probe, values=TYPED)
    assert render(probe, values=TYPED) != render(probe)
    # What the library is handed is not what it leaves behind: the first workbook of a process is like the second.
    assert FONT == {"font_name": "Times New Roman", "font_size": 11}


def test_writing_leaves_one_whole_file(probe: Form, tmp_path: Path) -> None:
    reference = Reference.load(SEEDS)
    period = reference.periods["2024-H1"]
    reporter = reference.locality("province", "20", period.ends_on)
    assert reporter is not None
    path = tmp_path / "20-lang-son" / "probe.xlsx"
    write_template(
        probe, path, reporter=reporter, return_type=reference.return_types["monitoring_6m"], period=period, seeds=SEEDS
    )
    assert [one.name for one in path.parent.iterdir()] == ["probe.xlsx"]
    assert path.read_bytes() == render(probe)


def test_print_set_up(probe: Form) -> None:
    sheet = opened(render(probe))["Biểu 1 - Vốn"]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$6:$8", "$A:$B")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.oddFooter.right.text == "Trang &P/&N"


def test_the_reader_of_cover_records_reads_the_sheet_of_information(probe: Form) -> None:
    """The sheet is a cover record: every label is known to it, and nothing on it is strange to it."""
    from ingestion import SourceEntry
    from ingestion.readers.cover import read_cover
    from ingestion.readers.outcome import Notes
    from ingestion.tables import read_tables

    table = read_tables(
        render(probe, cover={"document_no": "304/BC-UBND", "document_on": date(2024, 5, 30)}), "a.xlsx"
    )[0]
    reference = Reference.load(SEEDS)
    notes = Notes("a.xlsx")
    reading = read_cover(table, SourceEntry("20", "Lạng Sơn", "province", "20", ""), reference, date(2024, 6, 1), notes)
    assert (reading.return_type, reading.period, reading.locality_code) == ("monitoring_6m", "2024-H1", "20")
    assert (reading.document_no, reading.document_on, reading.is_nil) == ("304/BC-UBND", date(2024, 5, 30), False)
    assert notes.findings == []
