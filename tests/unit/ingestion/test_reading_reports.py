"""Reports at the intake: what is taken, what is told, what is put aside, and what reaches bronze."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from docx import Document
from intake_fakes import Desk

from ingestion import Reading, Reference, SourceEntry, is_report_file, read_file

SEEDS = Path(__file__).resolve().parents[3] / "dbt_project" / "seeds"
DOCUMENTS = Path(__file__).resolve().parents[4] / "shared" / "documents"
REFERENCE = Reference.load(SEEDS)
LANG_SON = SourceEntry("20-lang-son", "Lạng Sơn", "province", "20", "x")
MINISTRY = SourceEntry("bo-ldtbxh", "Bộ LĐTBXH", "country", "VN", "x")

HEAD = """Số: 45/BC-UBND
Lạng Sơn, ngày 05 tháng 7 năm 2024
BÁO CÁO
Giám sát 6 tháng đầu năm 2024 việc giảm nghèo bền vững trên địa bàn tỉnh Lạng Sơn
"""
BODY = """1. Dự án 2: Đa dạng hóa sinh kế
- Vốn sự nghiệp năm 2024 được giao 1.250 triệu đồng, đã giải ngân 310,5 triệu đồng.
"""
REPORT = HEAD + BODY
LIST = """1\tHà Giang\tX\t280/BC-SLĐTBXH\t29/06/2023
2\tTuyên Quang\tX\t190/BC-SLĐTBXH\t29/06/2023
3\tCao Bằng\tX\t1041/BC-SLĐTBXH\t22/06/2023
"""
ANNEX = (
    "(Kèm theo Báo cáo số 150/BC-LĐTBXH ngày 27/10/2023 của Bộ Lao động - Thương binh và Xã hội)\n"
    "TT\tTỈNH, THÀNH PHỐ\tĐÃ BÁO CÁO (X)\tSỐ HIỆU VĂN BẢN\tNGÀY, THÁNG BAN HÀNH VĂN BẢN\n" + LIST
)
MINISTRY_REPORT = """Số: 150/BC-LĐTBXH
Hà Nội, ngày 27 tháng 10 năm 2023
BÁO CÁO
Kết quả 09 tháng đầu năm 2023 thực hiện Chương trình phối hợp
Bộ Lao động - Thương binh và Xã hội báo cáo như sau:
Cả nước đã vận động được 12 tỷ đồng.
"""


def read(text: str | bytes, name: str = "a.txt", entry: SourceEntry = LANG_SON) -> Reading:
    content = text if isinstance(text, bytes) else text.encode()
    return read_file(content, name, entry=entry, reference=REFERENCE, on=date(2024, 7, 8))


def as_word(text: str) -> bytes:
    document = Document()
    rows: list[list[str]] = []
    for line in [*text.splitlines(), ""]:
        if "\t" in line:
            rows.append(line.split("\t"))
            continue
        if rows:
            table = document.add_table(len(rows), len(rows[0]))
            for number, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    table.cell(number, column).text = cell
            rows = []
        document.add_paragraph(line)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def test_a_report_is_accepted_with_its_figures_and_its_text() -> None:
    reading = read(REPORT)
    assert (reading.state, reading.reason_code, reading.findings) == ("accepted", None, [])
    assert (reading.file_kind, reading.return_type, reading.period) == ("report", "monitoring_6m", "2024-H1")
    assert (reading.locality_code, reading.document_no, reading.document_on, reading.line) == (
        "20", "45/BC-UBND", date(2024, 7, 5), 1,
    )  # fmt: skip
    assert reading.report is not None
    told = {name: reading.report[name] for name in ("kind", "media", "locality_code", "period", "as_of", "line_count")}
    assert told == {
        "kind": "report", "media": "txt", "locality_code": "20", "period": "2024-H1", "as_of": date(2024, 6, 30),
        "line_count": 7,
    }  # fmt: skip
    funds = [(row["measure"], row["value_text"], row["value_vnd"], row["line"]) for row in reading.figures]
    assert funds == [("allocated", "1.250", 1_250_000_000, 6), ("disbursed", "310,5", 310_500_000, 6)]
    assert {(row["component"], row["population"], row["as_of"]) for row in reading.figures} == {
        ("DA2", None, date(2024, 6, 30))
    }
    assert reading.report["figure_count"] == 2
    assert reading.text_lines[0] == {"line": 1, "text": "Số: 45/BC-UBND"}
    assert [row["line"] for row in reading.text_lines] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("encode", "name"),
    [(as_word, "a.docx"), (as_word, "a.bin"), (lambda text: text.encode("utf-16"), "a.txt"),
     (lambda text: text.encode("utf-8-sig"), "a.TXT")],
)  # fmt: skip
def test_the_same_report_in_other_files(encode: Callable[[str], bytes], name: str) -> None:
    reading = read(encode(REPORT), name)
    assert (reading.state, reading.return_type, reading.document_no) == ("accepted", "monitoring_6m", "45/BC-UBND")
    assert [row["value_text"] for row in reading.figures] == ["1.250", "310,5"]


def test_blank_number_and_day_are_told_and_the_report_is_taken() -> None:
    blank = REPORT.replace("45/BC", "/BC").replace("ngày 05 tháng", "ngày tháng")
    reading = read(blank)
    assert (reading.state, reading.reason_code) == ("accepted_with_findings", "IN13")
    assert [(one.rule_id, one.line, one.found) for one in reading.findings] == [
        ("IN13", 1, "Số: /BC-UBND"),
        ("IN14", 2, "Lạng Sơn, ngày tháng 7 năm 2024"),
    ]
    assert reading.reason == (
        "Tệp “a.txt”, dòng 1: số văn bản để trống; cần: số/ký hiệu, ví dụ 45/BC-UBND; thấy: “Số: /BC-UBND”. "
        "Ghi đủ số văn bản. (và 1 điểm khác)"
    )
    assert (reading.document_no, reading.document_no_raw, reading.document_on) == (None, "Số: /BC-UBND", None)
    assert len(reading.figures) == 2


@pytest.mark.parametrize(
    ("text", "state", "rule", "line"),
    [
        (REPORT.replace("tỉnh Lạng Sơn", "tỉnh Cao Bằng"), "rejected", "IN08", 4),
        (REPORT.replace("giảm nghèo bền vững", "phòng chống thiên tai"), "quarantined", "IN15", 4),
        ("Báo cáo tình hình chung\n" + BODY, "quarantined", "IN11", None),
        ("Bảng tính\ncột 1\tcột 2\n1\t2\n", "quarantined", "IN11", None),
    ],
)
def test_what_cannot_be_filed_is_refused_without_its_figures(
    text: str, state: str, rule: str, line: int | None
) -> None:
    reading = read(text)
    assert (reading.state, reading.reason_code) == (state, rule)
    assert rule in [one.rule_id for one in reading.findings if one.line == line]
    assert (reading.report, reading.figures, reading.text_lines) == (None, [], [])
    assert reading.reason is not None
    assert reading.reason.startswith("Tệp “a.txt”")


def test_a_report_for_a_period_outside_the_calendar_is_filed_under_its_year() -> None:
    reading = read(REPORT.replace("6 tháng đầu năm 2024", "tháng 02 năm 2024"))
    assert (reading.state, reading.reason_code) == ("accepted_with_findings", "IN15")
    assert (reading.return_type, reading.period) == ("thematic_report", "2024-Y")
    assert len(reading.figures) == 2


def test_a_scan_is_told_as_one() -> None:
    blank = pdfium.PdfDocument.new()
    blank.new_page(595, 842)
    target = io.BytesIO()
    blank.save(target)
    reading = read(target.getvalue(), "quet.pdf")
    assert (reading.state, reading.reason_code) == ("quarantined", "IN12")
    assert reading.reason is not None
    assert "bản quét" in reading.reason


def test_a_pdf_cut_short_is_told_as_damaged() -> None:
    reading = read(b"%PDF-1.4\n1 0 obj <<", "cat-ngan.pdf")
    assert (reading.state, reading.reason_code) == ("quarantined", "IN04")


def test_a_report_with_registers_is_read_as_registers_and_as_report() -> None:
    alone = read(ANNEX, entry=MINISTRY)
    assert (alone.report, alone.figures, alone.text_lines) == (None, [], [])
    for content, name in (((MINISTRY_REPORT + ANNEX).encode(), "a.txt"), (as_word(MINISTRY_REPORT + ANNEX), "a.docx")):
        both = read(content, name, MINISTRY)
        assert (both.state, both.file_kind, both.return_type, both.period) == (
            "accepted", "register", "coordination_9m", "2023-9M",
        )  # fmt: skip
        assert (both.document_no, both.document_on) == ("150/BC-LĐTBXH", date(2023, 10, 27))
        assert [row["document_no"] for row in both.register_rows] == [
            "280/BC-SLĐTBXH", "190/BC-SLĐTBXH", "1041/BC-SLĐTBXH",
        ]  # fmt: skip
        assert both.report is not None
        assert (both.report["kind"], both.report["locality_code"]) == ("report", "VN")
        assert [(row["kind"], row["value_text"], row["unit_text"]) for row in both.figures] == [
            ("fund", "12", "tỷ đồng"), ("indicator", "12", "tỷ đồng"),
        ]  # fmt: skip
        assert both.text_lines[3]["text"] == "Kết quả 09 tháng đầu năm 2023 thực hiện Chương trình phối hợp"


@pytest.mark.parametrize(
    ("annex", "state", "rule", "line"),
    [
        (ANNEX.replace("SỐ HIỆU VĂN BẢN", "VĂN BẢN SỐ"), "rejected", "IN05", 8),
        (ANNEX.replace("TT\tTỈNH", "STT?\tNƠI").replace("SỐ HIỆU", "").replace("ĐÃ BÁO", "BÁO"), "rejected", "IN05", 9),
        (LIST, "rejected", "IN05", 7),
    ],
)
def test_a_broken_register_is_told_as_one_also_inside_a_report(annex: str, state: str, rule: str, line: int) -> None:
    reading = read(MINISTRY_REPORT + annex, entry=MINISTRY)
    assert (reading.state, reading.reason_code) == (state, rule)
    assert line in [one.line for one in reading.findings if one.rule_id == rule]
    assert (reading.register_rows, reading.figures) == ([], [])


def test_a_list_of_localities_without_documents_is_no_register() -> None:
    places = "1\tHà Giang\t12 mô hình\n2\tTuyên Quang\t15 mô hình\n3\tCao Bằng\t7 mô hình\n"
    assert read(MINISTRY_REPORT + places, entry=MINISTRY).state == "accepted"


def test_which_files_hold_running_text() -> None:
    assert is_report_file(b"abc", "a.txt")
    assert is_report_file(b"%PDF-1.7", "a.xlsx")
    assert is_report_file(as_word("a"), "a.zip")
    assert not is_report_file(b"abc", "a.csv")
    assert not is_report_file(b"PK\x03\x04 cut short", "a.docx")


def test_a_number_too_large_for_a_column_does_not_stop_the_file() -> None:
    reading = read(REPORT.replace("1.250 triệu đồng", "999999999999999999 tỷ đồng"))
    assert reading.state == "accepted"
    assert [row["value_vnd"] for row in reading.figures] == [None, 310_500_000]


def test_a_report_reaches_bronze_with_one_row_a_figure_and_a_line(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.put("bao-cao.txt", REPORT)
    desk.put("sai-dia-phuong.txt", REPORT.replace("tỉnh Lạng Sơn", "tỉnh Cao Bằng"))
    desk.put("arrivals.csv", "file,arrived_at,arrival_basis\nbao-cao.txt,2024-07-06,recorded\n")
    now = datetime(2024, 7, 9, 1, 0, tzinfo=UTC)

    assert desk.collect("run-1", reader=read_file, now=now).states == {"accepted": 1, "rejected": 1}

    taken, refused = sorted(desk.rows("submission"), key=lambda row: row["state"])
    assert (taken["file_kind"], taken["state"], refused["state"]) == ("report", "accepted", "rejected")
    arrived = datetime(2024, 7, 5, 17, 0, tzinfo=UTC)
    (report,) = desk.rows("report")
    assert (report["submission_key"], report["known_from"]) == (taken["submission_key"], arrived)
    assert (report["title"], report["figure_count"], report["media"], report["encoding"]) == (
        "Giám sát 6 tháng đầu năm 2024 việc giảm nghèo bền vững trên địa bàn tỉnh Lạng Sơn", 2, "txt", "utf-8",
    )  # fmt: skip
    figures = desk.rows("figure")
    assert [(row["value"], row["value_vnd"], row["known_from"]) for row in figures] == [
        (1250.0, 1_250_000_000, arrived),
        (310.5, 310_500_000, arrived),
    ]
    assert {row["submission_key"] for row in (*figures, *desk.rows("text_line"))} == {taken["submission_key"]}
    lines = {row["line"]: row["text"] for row in desk.rows("text_line")}
    assert [lines[row["line"]][row["char_start"] : row["char_end"]] for row in figures] == ["1.250", "310,5"]
    assert len({row["figure_id"] for row in figures}) == 2
    assert {len(row["figure_id"]) for row in figures} == {20}
    assert [(row["rule_id"], row["line"]) for row in desk.rows("door_finding")] == [("IN08", 4)]


@pytest.mark.shared
@pytest.mark.skipif(not DOCUMENTS.is_dir(), reason="the received documents are not beside the project")
def test_the_received_reports() -> None:
    bac_son = SourceEntry("185-bac-son", "Bắc Sơn", "district", "185", "x")
    expected = {
        "000": (LANG_SON, "report", "monitoring_6m", "2023-H1", 0, ["IN13", "IN14"]),
        "002": (bac_son, "report", "programme_plan", "2024-Y", 0, ["IN13", "IN14"]),
        "004": (MINISTRY, "register", "coordination_9m", "2023-9M", 127, []),
    }
    for number, (entry, kind, return_type, period, rows, rules) in expected.items():
        (path,) = DOCUMENTS.glob(f"{number}_*.txt")
        reading = read(path.read_bytes(), path.name, entry)
        assert (reading.file_kind, reading.return_type, reading.period) == (kind, return_type, period)
        assert (len(reading.register_rows), [one.rule_id for one in reading.findings]) == (rows, rules)
        assert len(reading.figures) > 30
