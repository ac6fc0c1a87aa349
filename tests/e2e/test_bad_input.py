"""Bad input, from file to mart: every file gets a receipt and a reason its sender understands; nothing is lost."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

import duckdb
import pypdfium2 as pdfium
import pytest
import yaml
from openpyxl import load_workbook

from gnbv import jobs
from gnbv.settings import PROJECT, Workspace
from ingestion import CollectSummary

pytestmark = [pytest.mark.slow, pytest.mark.whole_round]

SAMPLES = PROJECT / "samples" / "sources"
FIRST_DAY = datetime(2023, 7, 3, 1, 0, tzinfo=UTC)
SECOND_DAY = datetime(2023, 7, 4, 1, 0, tzinfo=UTC)
RETURN, PERIOD = "Báo cáo 6 tháng thực hiện Chương trình phối hợp", "6 tháng đầu năm 2023"

#: Folder of each source and its locality; the last one does not exist.
SOURCES = {
    "02-ha-giang": ("Hà Giang", "province", "02"),
    "04-cao-bang": ("Cao Bằng", "province", "04"),
    "08-tuyen-quang": ("Tuyên Quang", "province", "08"),
    "20-lang-son": ("Lạng Sơn", "province", "20"),
    "06-bac-kan": ("Bắc Kạn", "province", "06"),
    "10-lao-cai": ("Lào Cai", "province", "10"),
    "15-yen-bai": ("Yên Bái", "province", "15"),
    "bo-ldtbxh": ("Bộ Lao động - Thương binh và Xã hội", "country", "VN"),
    "19-thai-nguyen": ("Thái Nguyên", "province", "19"),
}


def cover(body: str, number: str, on: str, period: str = PERIOD) -> bytes:
    """A cover record of the 6-month return as comma-separated text."""
    rows = [("Loại báo cáo", RETURN), ("Kỳ báo cáo", period), ("Đơn vị báo cáo", body)]
    rows += [("Số hiệu văn bản", number), ("Ngày ban hành", on), ("Người ký", "")]
    return "".join(f"{label},{value}\n" for label, value in rows).encode()


def register_without_a_column() -> bytes:
    """The ministry's workbook with the column of document numbers taken out of its second annex."""
    book = load_workbook(SAMPLES / "bo-ldtbxh" / "150-BC-LDTBXH.xlsx")
    book["Phụ lục II"].delete_cols(4)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def report(locality: str = "tỉnh Bắc Kạn", period: str = "6 tháng đầu năm 2023", subject: str = "giảm nghèo") -> bytes:
    """A monitoring report as text; its number and its day are blank."""
    return f"""Số: /BC-UBND
Bắc Kạn, ngày tháng 7 năm 2023
BÁO CÁO
Giám sát {period} việc {subject} trên địa bàn {locality}
1. Dự án 2: Đa dạng hóa sinh kế
- Vốn sự nghiệp năm 2023 được giao 1.250 triệu đồng, đã giải ngân 310,5 triệu đồng.
""".encode()


def scan() -> bytes:
    """A PDF of one page without a text layer."""
    blank = pdfium.PdfDocument.new()
    blank.new_page(595, 842)
    buffer = io.BytesIO()
    blank.save(buffer)
    return buffer.getvalue()


LAO_CAI = cover("Lào Cai", "512/BC-SLĐTBXH", "30/06/2023")
YEN_BAI = cover("Yên Bái", "610/BC-SLĐTBXH", "28/06/2023")
YEN_BAI_AGAIN = cover("Yên Bái", "615/BC-SLĐTBXH", "03/07/2023")
WORKBOOK = (SAMPLES / "20-lang-son" / "304-BC-SLDTBXH.xlsx").read_bytes()

FIRST_VISIT = {
    "02-ha-giang/unknown-name.csv": cover("Hà Gianh", "280/BC-SLĐTBXH", "29/06/2023"),
    "04-cao-bang/empty.csv": b"",
    "08-tuyen-quang/wrong-period.csv": cover("Tuyên Quang", "190/BC-SLĐTBXH", "29/06/2023", "6 tháng đầu năm 2022"),
    "20-lang-son/truncated.xlsx": WORKBOOK[: len(WORKBOOK) // 2],
    "10-lao-cai/return.csv": LAO_CAI,
    "10-lao-cai/return-copy.csv": LAO_CAI,
    "15-yen-bai/first.csv": YEN_BAI,
    "bo-ldtbxh/without-column.xlsx": register_without_a_column(),
    "06-bac-kan/blank.txt": report(),
    "06-bac-kan/elsewhere.txt": report("tỉnh Cao Bằng"),
    "06-bac-kan/other-subject.txt": report(subject="phòng cháy"),
    "06-bac-kan/scan.pdf": scan(),
}
SECOND_VISIT = {"15-yen-bai/second.csv": YEN_BAI_AGAIN, "10-lao-cai/return-sent-again.csv": LAO_CAI}


@dataclass(frozen=True)
class Taken:
    """What two visits left: the workspace, and the summaries of both by source."""

    workspace: Workspace
    first: dict[str, CollectSummary]
    second: dict[str, CollectSummary]


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Taken:
    folder = tmp_path_factory.mktemp("bad_input")
    entries = [
        {"id": name, "name": label, "level": level, "locality_code": code, "url": f"sources/{name}"}
        for name, (label, level, code) in SOURCES.items()
    ]
    (folder / "sources.yml").write_text(yaml.safe_dump({"sources": entries}, allow_unicode=True), encoding="utf-8")
    workspace = Workspace(folder / "var", folder / "sources.yml")
    visits = []
    for run, now, files in (("first", FIRST_DAY, FIRST_VISIT), ("second", SECOND_DAY, SECOND_VISIT)):
        for name, content in files.items():
            target = folder / "sources" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        visits.append({one.source_id: one for one in jobs.collect_all(workspace, run, now=now)})
    return Taken(workspace, *visits)


@pytest.fixture(scope="module")
def warehouse(taken: Taken) -> Iterator[duckdb.DuckDBPyConnection]:
    jobs.build(taken.workspace, date(2023, 7, 4))
    with duckdb.connect(taken.workspace.warehouse, read_only=True) as connection:
        yield connection


def rows(warehouse: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return warehouse.execute(sql).fetchall()


def receipts(warehouse: duckdb.DuckDBPyConnection, source_id: str) -> list[tuple[Any, ...]]:
    """Receipts of a source's files, in order: run, path, state, reason code."""
    sql = "select run_id, path, state, reason_code from marts.fct_receipt where attempt_kind = 'file' and source_id = ?"
    return warehouse.execute(f"{sql} order by run_id, path", [source_id]).fetchall()


def reason(warehouse: duckdb.DuckDBPyConnection, path: str) -> str:
    """What the sender of a file is told."""
    (text,) = warehouse.execute("select reason from marts.fct_receipt where path = ?", [path]).fetchall()[0]
    return str(text)


@pytest.mark.parametrize(
    ("source_id", "path", "state", "rule", "said"),
    [
        ("02-ha-giang", "unknown-name.csv", "quarantined", "IN01",
         ("Tệp “unknown-name.csv”, dòng 3", "“Hà Gianh”", "tên gần nhất: “tỉnh Hà Giang”", "Sửa tên rồi gửi lại.")),
        ("08-tuyen-quang", "wrong-period.csv", "rejected", "IN02",
         ("dòng 2", "cần: 2023-H1 (6 tháng đầu năm 2023)", "thấy: “6 tháng đầu năm 2022”", "gửi lại.")),
        ("04-cao-bang", "empty.csv", "quarantined", "IN03", ("Tệp “empty.csv”", "tệp rỗng", "Gửi phiếu")),
        ("20-lang-son", "truncated.xlsx", "quarantined", "IN04",
         ("truncated.xlsx", "bị hỏng hoặc bị cắt ngắn", "lưu lại và gửi lại.")),
        ("bo-ldtbxh", "without-column.xlsx", "rejected", "IN05",
         ("trang “Phụ lục II”", "ô A4", "thiếu cột Số hiệu văn bản", "gửi lại.")),
    ],
)  # fmt: skip
def test_a_refused_file_has_a_receipt_and_a_reason(
    warehouse: duckdb.DuckDBPyConnection, source_id: str, path: str, state: str, rule: str, said: tuple[str, ...]
) -> None:
    assert receipts(warehouse, source_id) == [("first", path, state, rule)]
    text = reason(warehouse, path)
    assert [part for part in said if part not in text] == []
    found = rows(warehouse, f"select severity, message_vi from marts.fct_finding where rule_id = '{rule}'")
    assert found == [("warn", text)]


def test_every_file_is_kept_as_it_came(taken: Taken, warehouse: duckdb.DuckDBPyConnection) -> None:
    sent = {path.split("/")[1]: content for path, content in {**FIRST_VISIT, **SECOND_VISIT}.items()}
    kept = rows(warehouse, "select path, sha256, size_bytes from marts.fct_receipt where attempt_kind = 'file'")
    assert sorted(path for path, _, _ in kept) == sorted(sent)
    for path, digest, size in kept:
        held = taken.workspace.landing / "sha256" / digest[:2] / digest
        assert held.read_bytes() == sent[path], path
        assert (digest, size) == (sha256(sent[path]).hexdigest(), len(sent[path])), path


def test_the_same_file_twice_is_one_submission(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert receipts(warehouse, "10-lao-cai") == [
        ("first", "return-copy.csv", "accepted", None),
        ("first", "return.csv", "duplicate", "IN07"),
        ("second", "return-sent-again.csv", "duplicate", "IN07"),
    ]
    text = reason(warehouse, "return-sent-again.csv")
    assert "giống hệt tệp “return-copy.csv” đến ngày 03/07/2023" in text
    assert "không cần làm gì thêm" in text
    assert rows(
        warehouse, "select version, document_no, path from marts.fct_submission where locality_code = '10'"
    ) == [(1, "512/BC-SLĐTBXH", "return-copy.csv")]


def test_a_second_version_leaves_the_first(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert receipts(warehouse, "15-yen-bai") == [
        ("first", "first.csv", "accepted", None),
        ("second", "second.csv", "accepted", None),
    ]
    sql = "select version, document_no, document_on, state from marts.fct_submission where locality_code = '15'"
    assert rows(warehouse, f"{sql} order by version") == [
        (1, "610/BC-SLĐTBXH", date(2023, 6, 28), "accepted"),
        (2, "615/BC-SLĐTBXH", date(2023, 7, 3), "accepted"),
    ]
    evidence = "select document_no from marts.fct_evidence where obligation_key = 'coordination_6m:2023-H1:15'"
    assert rows(warehouse, f"{evidence} order by 1") == [("610/BC-SLĐTBXH",), ("615/BC-SLĐTBXH",)]


def test_a_source_that_cannot_be_listed_stops_no_other(taken: Taken, warehouse: duckdb.DuckDBPyConnection) -> None:
    failure = taken.first["19-thai-nguyen"].failure or ""
    assert "no such folder" in failure
    assert "19-thai-nguyen" in failure
    assert [name for name, one in taken.first.items() if one.failure] == ["19-thai-nguyen"]
    sql = "select run_id, attempt_kind, state, reason from marts.fct_receipt where source_id = '19-thai-nguyen'"
    told = "Không đọc được nơi gửi tệp; kiểm tra đường dẫn, quyền truy cập và kết nối."
    assert rows(warehouse, f"{sql} order by run_id") == [
        ("first", "source", "failed", told),
        ("second", "source", "failed", told),
    ]


def test_a_second_visit_takes_only_what_is_new(taken: Taken) -> None:
    counts = {name: (one.files_listed, one.files_new, one.files_unchanged) for name, one in taken.second.items()}
    assert counts == {
        "02-ha-giang": (1, 0, 1),
        "04-cao-bang": (1, 0, 1),
        "08-tuyen-quang": (1, 0, 1),
        "20-lang-son": (1, 0, 1),
        "06-bac-kan": (4, 0, 4),
        "10-lao-cai": (3, 1, 2),
        "15-yen-bai": (2, 1, 1),
        "bo-ldtbxh": (1, 0, 1),
        "19-thai-nguyen": (0, 0, 0),
    }


def test_what_was_refused_is_still_owed(warehouse: duckdb.DuckDBPyConnection) -> None:
    sql = "select locality_code, status, document_no from marts.rpt_late_returns where return_type = 'coordination_6m'"
    listed = {code: (status, number) for code, status, number in rows(warehouse, sql)}
    assert len(listed) == 63
    assert {code: one for code, one in listed.items() if one != ("overdue", None)} == {
        "10": ("late", "512/BC-SLĐTBXH"),
        "15": ("late", "610/BC-SLĐTBXH"),
    }
    rate = "select expected, received, late, overdue from marts.rpt_reporting_rate"
    where = "where return_type = 'coordination_6m' and region_code = 'ALL'"
    assert rows(warehouse, f"{rate} {where}") == [(63, 2, 2, 61)]


def test_a_refused_register_says_nothing_of_any_province(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(warehouse, "select count(*) from marts.fct_evidence where evidence_kind = 'register'") == [(0,)]
    assert rows(warehouse, "select state, reason_code from marts.fct_submission where locality_code = 'VN'") == [
        ("rejected", "IN05")
    ]


def test_a_report_is_taken_with_its_blanks_or_refused_with_a_reason(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert receipts(warehouse, "06-bac-kan") == [
        ("first", "blank.txt", "accepted_with_findings", "IN13"),
        ("first", "elsewhere.txt", "rejected", "IN08"),
        ("first", "other-subject.txt", "quarantined", "IN15"),
        ("first", "scan.pdf", "quarantined", "IN12"),
    ]
    said = {
        "blank.txt": ("dòng 1", "số văn bản để trống", "thấy: “Số: /BC-UBND”", "Ghi đủ số văn bản."),
        "elsewhere.txt": ("báo cáo của địa phương khác với nơi gửi", "cần: tỉnh Bắc Kạn", "thấy: “tỉnh Cao Bằng”"),
        "other-subject.txt": ("dòng 4", "không rõ đây là loại báo cáo nào", "gửi lại."),
        "scan.pdf": ("Tệp “scan.pdf”", "bản quét", "gửi bản .docx"),
    }
    for path, parts in said.items():
        text = reason(warehouse, path)
        assert [part for part in parts if part not in text] == [], (path, text)
    told = rows(
        warehouse,
        "select rule_id, line, count(*) from marts.fct_finding where rule_id in "
        "('IN08', 'IN12', 'IN13', 'IN14', 'IN15') group by all order by 1, 2 nulls first",
    )
    # The blanks of the three texts; one of them names another place, one no return it could be.
    assert told == [("IN08", 4, 1), ("IN12", None, 1), ("IN13", 1, 3), ("IN14", 2, 3), ("IN15", 4, 1)]


def test_only_a_report_that_was_taken_gives_figures(warehouse: duckdb.DuckDBPyConnection) -> None:
    (taken,) = rows(
        warehouse,
        "select submission_key, file_kind, return_type, period, document_no from marts.fct_submission "
        "where path = 'blank.txt'",
    )
    assert taken[1:] == ("report", "monitoring_6m", "2023-H1", None)
    sql = (
        "select submission_key, locality_code, component_code, measure, cast(amount_vnd as bigint), line, is_counted "
        "from marts.fct_fund order by line, char_start"
    )
    assert rows(warehouse, sql) == [
        (taken[0], "06", "DA2", "allocated", 1_250_000_000, 6, True),
        (taken[0], "06", "DA2", "disbursed", 310_500_000, 6, True),
    ]
    kept = rows(warehouse, "select line, text from marts.fct_text_line order by line")
    assert [line for line, _ in kept] == [1, 2, 3, 4, 5, 6]
    assert kept[0][1] == "Số: /BC-UBND"
