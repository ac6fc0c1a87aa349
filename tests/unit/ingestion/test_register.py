"""The register reader: annexes, statements, places, and every way a register can be wrong."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ingestion.bronze import REGISTER_ROW, STATEMENT
from ingestion.model import Reading, SourceEntry
from ingestion.readers import read_file
from ingestion.reference import Reference

PROJECT = Path(__file__).resolve().parents[3]
REFERENCE = Reference.load(PROJECT / "dbt_project" / "seeds")
MINISTRY = SourceEntry("bo-ldtbxh", "Bộ LĐTBXH", "country", "VN", "x")
LANG_SON = SourceEntry("20-lang-son", "Lạng Sơn", "province", "20", "x")
ADDED_BY_COLLECT = {"batch_id", "submission_key", "known_from", "arrival_basis"}

ATTACHED = "(Kèm theo Báo cáo số 150/BC-LĐTBXH ngày 27/10/2023 của Bộ Lao động - Thương binh và Xã hội)"
HEADER = ["TT", "TỈNH, THÀNH PHỐ", "ĐÃ BÁO CÁO (X)", "SỐ HIỆU VĂN BẢN", "NGÀY, THÁNG BAN HÀNH VĂN BẢN"]
STATED = ["DÒNG NGUỒN", "LOẠI", "NỘI DUNG", "GIÁ TRỊ", "TÊN ĐỊA PHƯƠNG", "SỐ HIỆU VĂN BẢN", "NGÀY"]
Rows = list[list[Any]]


def register(*rows: list[Any], header: list[str] = HEADER, attached: str = ATTACHED) -> Rows:
    return [["Phụ lục II"], [attached], [], header, *rows]


def as_text(rows: Rows, delimiter: str = "\t") -> bytes:
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return target.getvalue().encode()


def as_workbook(**sheets: Rows) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def read(content: bytes, name: str = "150.csv", entry: SourceEntry = MINISTRY) -> Reading:
    return read_file(content, name, entry=entry, reference=REFERENCE, on=date(2026, 11, 20))


def told(reading: Reading) -> list[tuple[str, str | None, str | None]]:
    return [(one.rule_id, one.sheet, one.cell) for one in reading.findings]


def test_a_register_is_the_own_return_of_its_sender() -> None:
    reading = read(as_text(register([1, "Hà Giang", "X", "280/BC-SLĐTBXH", "29/06/2023"])))
    assert (reading.state, reading.reason, reading.file_kind) == ("accepted", None, "register")
    assert (reading.level, reading.locality_code) == ("country", "VN")
    assert (reading.return_type, reading.period) == ("coordination_9m", "2023-9M")
    assert (reading.document_no, reading.document_on) == ("150/BC-LĐTBXH", date(2023, 10, 27))
    assert (reading.cell, reading.line) == ("A2", 2)


def test_a_row_carries_the_bronze_columns() -> None:
    reading = read(as_text(register([1, "hà  giang", "x", "280/BC-SLĐT BXH", "29/6/2023"])))
    assert reading.register_rows == [
        {
            "register_id": "R1",
            "sheet": None,
            "cell": "D5",
            "mark_cell": "C5",
            "line": 5,
            "row_no": 1,
            "return_type": "coordination_6m",
            "period": "2023-H1",
            "locality_level": "province",
            "locality_code": "02",
            "locality_raw": "hà giang",
            "has_mark": True,
            "mark_raw": "x",
            "document_seq": 1,
            "document_count": 1,
            "document_no": "280/BC-SLĐTBXH",
            "document_no_raw": "280/BC-SLĐT BXH",
            "document_on": date(2023, 6, 29),
            "document_on_raw": "29/6/2023",
            "raw_text": "1\thà giang\tx\t280/BC-SLĐT BXH\t29/6/2023",
        }
    ]
    assert set(reading.register_rows[0]) == set(REGISTER_ROW.names) - ADDED_BY_COLLECT


def test_mark_and_document_are_independent() -> None:
    rows = register(
        [1, "Hà Giang", "X", "", ""], [2, "Lai Châu", "", "1317/BC-SLĐTBXH", "10/08/2023"], [3, "Sơn La", "", "", ""]
    )
    reading = read(as_text(rows))
    assert reading.state == "accepted"
    kept = [
        (one["has_mark"], one["document_seq"], one["document_count"], one["document_no"])
        for one in reading.register_rows
    ]
    assert kept == [(True, 0, 0, None), (False, 1, 1, "1317/BC-SLĐTBXH"), (False, 0, 0, None)]


def test_several_documents_in_one_cell() -> None:
    cell = ["142/CTPH-UBND-MTTQ 245/KHPH-UBMT-SLĐTBXH", "22/07/2022 28/4/2023"]
    header = [*HEADER[:2], "ĐÃ BAN HÀNH CTPH (X)", *HEADER[3:]]
    reading = read(as_text(register([29, "Quảng Bình", "X", *cell], header=header)))
    fields = (
        "return_type",
        "period",
        "document_seq",
        "document_count",
        "document_no",
        "document_on",
        "document_on_raw",
    )
    assert [tuple(one[name] for name in fields) for one in reading.register_rows] == [
        ("coordination_programme", "2021-2025", 1, 2, "142/CTPH-UBND-MTTQ", date(2022, 7, 22), "22/07/2022"),
        ("coordination_programme", "2021-2025", 2, 2, "245/KHPH-UBMT-SLĐTBXH", date(2023, 4, 28), "28/4/2023"),
    ]


def test_regions_totals_page_breaks_and_notes() -> None:
    rows = register(
        ["", "Tổng cộng", 53, "", ""],
        ["I", "Trung du và miền núi phía Bắc", "", "", ""],
        [1, "Hà Giang", "X", "280/BC-SLĐTBXH", "29/06/2023"],
        [],
        ["2"],
        HEADER,
        ["II", "Đồng bằng sông Hồng", "", "", ""],
        [15, "Hà Nội", "X", "3438/BC-SLĐTBXH", "14/08/2023"],
        ["Ghi chú: số liệu đến 27/10/2023"],
    )
    reading = read(as_text(rows))
    assert reading.state == "accepted"
    assert [(one["register_id"], one["locality_code"]) for one in reading.register_rows] == [("R1", "02"), ("R1", "01")]
    assert reading.statements == [
        {
            "sheet": None,
            "cell": "C5",
            "line": 5,
            "statement_kind": "count",
            "category": "marked",
            "subject_return_type": "coordination_6m",
            "subject_period": "2023-H1",
            "stated_count": 53,
            "locality_code": None,
            "locality_raw": None,
            "document_no": None,
            "document_on": None,
            "raw_text": "\tTổng cộng\t53",
        }
    ]
    assert set(reading.statements[0]) == set(STATEMENT.names) - ADDED_BY_COLLECT


def test_a_workbook_with_source_lines_dates_and_statements() -> None:
    annex = register([1, "Hà Giang", "X", "280/BC-SLĐTBXH", date(2023, 6, 29), 266], header=[*HEADER, "DÒNG NGUỒN"])
    stated = [
        STATED,
        [27, "số lượng", "Đã gửi báo cáo 6 tháng", 34],
        [27, "số lượng", "Tổng số tỉnh, thành phố", 63],
        [45, "tên", "Chưa gửi báo cáo 06 tháng", None, "Lào Cai"],
        [41, "tên", "Chương trình phối hợp khác", None, "TP HCM", "6120/MTTQ-BTT", "07/6/2023"],
    ]
    reading = read(as_workbook(**{"Phụ lục II": annex, "Số liệu": stated}), "150.xlsx")
    assert reading.state == "accepted"
    row = reading.register_rows[0]
    assert (row["sheet"], row["cell"], row["mark_cell"], row["line"]) == ("Phụ lục II", "D5", "C5", 266)
    assert row["document_on"] == date(2023, 6, 29)
    fields = ("cell", "line", "statement_kind", "category", "subject_return_type", "subject_period", "stated_count")
    assert [tuple(one[name] for name in fields) for one in reading.statements] == [
        ("D2", 27, "count", "received", "coordination_6m", "2023-H1", 34),
        ("D3", 27, "count", "expected", "coordination_6m", "2023-H1", 63),
        ("E4", 45, "name", "missing", "coordination_6m", "2023-H1", None),
        ("E5", 41, "name", "other", "coordination_programme", "2021-2025", None),
    ]
    named = [(one["locality_code"], one["document_no"], one["document_on"]) for one in reading.statements[2:]]
    assert named == [("10", None, None), ("79", "6120/MTTQ-BTT", date(2023, 6, 7))]


def test_statements_with_one_column_for_counts_and_names() -> None:
    stated = [
        ["Dòng nguồn", "Loại", "Nội dung", "Giá trị / Tên địa phương"],
        [25, "số lượng", "Chưa ban hành chương trình phối hợp", "02"],
        [43, "tên", "Chưa ban hành chương trình phối hợp", "Yên Bái"],
    ]
    annex = register([1, "Hà Giang", "", "", ""])
    reading = read(as_workbook(a=annex, b=stated), "150.xlsx")
    assert [(one["stated_count"], one["locality_code"]) for one in reading.statements] == [(2, None), (None, "15")]


def test_a_total_without_company_on_its_line_is_told() -> None:
    stated = [STATED, [27, "số lượng", "Tổng số tỉnh, thành phố", 63]]
    reading = read(as_workbook(a=register([1, "Hà Giang", "", "", ""]), b=stated), "150.xlsx")
    assert (reading.state, told(reading)) == ("accepted_with_findings", [("IN10", "b", "D2")])
    assert reading.statements[0]["subject_return_type"] is None


def test_noise_in_the_reference_to_the_report() -> None:
    attached = "(Kèm theo Báo cáo số 150 /BC-LĐT BXH ngày 27 / 10 /2023"
    rows = [
        ["Phụ lục II"],
        [attached],
        ["của Bộ Lao động - Thương binh và Xã hội)"],
        HEADER,
        [1, "Hà Giang", "X", "", ""],
    ]
    reading = read(as_text(rows))
    assert (reading.document_no, reading.document_no_raw) == ("150/BC-LĐTBXH", "150 /BC-LĐT BXH")
    assert (reading.document_on, reading.document_on_raw) == (date(2023, 10, 27), "27 / 10 /2023")


def test_a_missing_column_is_rejected_with_file_sheet_expected_and_found() -> None:
    rows = register([1, "Hà Giang", "X", "29/06/2023"], header=[*HEADER[:3], HEADER[4]])
    reading = read(as_workbook(**{"Phụ lục II": rows}), "150.xlsx")
    assert (reading.state, reading.reason_code) == ("rejected", "IN05")
    assert (reading.return_type, reading.period) == ("coordination_9m", "2023-9M")
    assert reading.register_rows == []
    assert reading.reason is not None
    for part in ("“150.xlsx”", "trang “Phụ lục II”", "thiếu cột Số hiệu văn bản", "cần: TT", "ĐÃ BÁO CÁO (X)"):
        assert part in reading.reason


def test_an_extra_column_is_rejected() -> None:
    reading = read(as_text(register([1, "Hà Giang", "X", "1/BC-X", "29/06/2023", "0"], header=[*HEADER, "GHI CHÚ"])))
    assert (reading.state, reading.reason_code) == ("rejected", "IN06")
    assert told(reading) == [("IN06", None, "F4")]
    assert reading.findings[0].line == 4


def test_one_unknown_province_puts_the_whole_file_aside() -> None:
    rows = register([1, "Hà Giang", "X", "1/BC-X", "29/06/2023"], [2, "Lạng Sơm", "X", "2/BC-X", "29/06/2023"])
    reading = read(as_text(rows))
    assert (reading.state, reading.reason_code) == ("quarantined", "IN01")
    assert (reading.register_rows, reading.statements) == ([], [])
    assert reading.reason is not None
    assert "dòng 6" in reading.reason
    assert "tên gần nhất: “tỉnh Lạng Sơn”" in reading.reason


def test_a_dissolved_province_is_known_on_the_date_of_the_report_only() -> None:
    rows = register([1, "Hà Giang", "", "", ""])
    assert read(as_text(rows)).state == "accepted"
    later = register([1, "Hà Giang", "", "", ""], attached=ATTACHED.replace("27/10/2023", "27/10/2025"))
    reading = read(as_text(later))
    assert (reading.state, reading.reason_code) == ("quarantined", "IN01")


@pytest.mark.parametrize(
    ("number", "day", "cell"),
    [
        ("không rõ", "29/06/2023", "D5"),
        ("Số: /BC-SLĐTBXH", "29/06/2023", "D5"),
        ("1/BC-X", "31/06/2023", "E5"),
        ("1/BC-X 2/BC-X", "29/06/2023", "D5"),
        ("1/BC-X", "", "D5"),
        ("", "29/06/2023", "D5"),
    ],
)
def test_what_cannot_be_read_is_a_finding_and_keeps_its_raw_text(number: str, day: str, cell: str) -> None:
    reading = read(as_text(register([1, "Hà Giang", "X", number, day])))
    assert (reading.state, reading.reason_code) == ("accepted_with_findings", "IN10")
    assert told(reading) == [("IN10", None, cell)]
    raws = {reading.register_rows[0]["document_no_raw"] or "", reading.register_rows[0]["document_on_raw"] or ""}
    assert day in raws
    assert reading.register_rows[0]["raw_text"].endswith(f"{number}\t{day}".rstrip())


def test_an_unknown_mark_is_told_and_counts_as_none() -> None:
    reading = read(as_text(register([1, "Hà Giang", "đang làm", "", ""])))
    assert told(reading) == [("IN10", None, "C5")]
    assert (reading.register_rows[0]["has_mark"], reading.register_rows[0]["mark_raw"]) == (False, "đang làm")


def test_a_row_outside_the_table_is_told() -> None:
    rows = register([1, "Hà Giang", "", "", ""], ["Ghi chú"], [2, "Cao Bằng", "X", "", ""])
    reading = read(as_text(rows))
    assert told(reading) == [("IN05", None, "A7")]
    assert len(reading.register_rows) == 1


def test_a_register_without_its_report() -> None:
    reading = read(as_text([HEADER, [1, "Hà Giang", "X", "", ""]]))
    assert (reading.state, reading.reason_code) == ("quarantined", "IN05")
    blank = read(as_text(register([1, "Hà Giang", "", "", ""], attached=ATTACHED.replace("27/10", " /10"))))
    assert (blank.state, blank.reason_code) == ("quarantined", "IN10")


def test_a_register_from_a_body_that_owes_none() -> None:
    reading = read(as_text(register([1, "Hà Giang", "", "", ""])), entry=LANG_SON)
    assert (reading.state, reading.reason_code) == ("quarantined", "IN09")


def test_tables_that_name_two_reports_are_told() -> None:
    other = register([1, "Hà Giang", "", "", ""], attached=ATTACHED.replace("150", "151"))
    reading = read(as_workbook(a=register([1, "Hà Giang", "", "", ""]), b=other), "150.xlsx")
    assert told(reading) == [("IN10", "b", "A2")]
    assert reading.document_no == "150/BC-LĐTBXH"


def test_an_unknown_statement_is_rejected() -> None:
    stated = [STATED, [27, "số lượng", "Đã xem xét", 34]]
    reading = read(as_workbook(a=register([1, "Hà Giang", "", "", ""]), b=stated), "150.xlsx")
    assert (reading.state, told(reading)) == ("rejected", [("IN06", "b", "C2")])


def gold() -> tuple[bytes, list[dict[str, str]]]:
    shared = PROJECT.parent / "shared"
    documents = sorted((shared / "documents").glob("004_*.txt")) if shared.is_dir() else []
    if not documents:
        pytest.skip("the received documents are not beside the project")
    with (shared / "gold" / "coordination_register.csv").open(encoding="utf-8", newline="") as file:
        return documents[0].read_bytes(), list(csv.DictReader(file))


@pytest.mark.shared
@pytest.mark.parametrize(
    ("return_type", "prefix", "marks", "first_line"),
    [("coordination_programme", "issued", 53, 184), ("coordination_6m", "reported", 34, 266)],
)
def test_the_received_report(return_type: str, prefix: str, marks: int, first_line: int) -> None:
    content, rows = gold()
    reading = read(content, "004.txt")
    assert (reading.state, reading.document_no) == ("accepted", "150/BC-LĐTBXH")
    mine = [one for one in reading.register_rows if one["return_type"] == return_type]
    by_row = {one["row_no"]: one for one in mine}
    assert (len(by_row), sum(one["has_mark"] for one in by_row.values()), by_row[1]["line"]) == (63, marks, first_line)
    for row in rows:
        documents = [one for one in mine if one["row_no"] == int(row["tt"])]
        assert {one["locality_raw"] for one in documents} == {row["province"]}
        assert documents[0]["has_mark"] == (row[f"{prefix}_mark"] == "X")
        assert " ".join(one["document_no_raw"] or "" for one in documents) == row[f"{prefix}_doc_no"]
        days = ";".join(one["document_on"].isoformat() if one["document_on"] else "" for one in documents)
        assert days == row[f"{prefix}_date_iso"]
    stated = {
        (one["subject_return_type"], one["category"]): (one["line"], one["stated_count"])
        for one in reading.statements
        if one["statement_kind"] == "count"
    }
    expected = {
        "coordination_programme": {
            "marked": (182, 53), "received": (23, 51), "other": (23, 2), "missing": (25, 10), "expected": (23, 63),
        },
        "coordination_6m": {"marked": (264, 34), "received": (27, 34), "missing": (27, 29), "expected": (27, 63)},
    }  # fmt: skip
    assert {what: said for (kind, what), said in stated.items() if kind == return_type} == expected[return_type]
    names = [one["category"] for one in reading.statements if one["statement_kind"] == "name"]
    assert (names.count("other"), names.count("missing")) == (2, 38)
