"""Telling registers from cover records; the reader answers any bytes with a state and a reason."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.identify import find_header, find_labels, identify
from ingestion.model import Reading, SourceEntry
from ingestion.readers import read_file
from ingestion.reference import Reference
from ingestion.tables import read_tables

SEEDS = Path(__file__).resolve().parents[3] / "dbt_project" / "seeds"
REFERENCE = Reference.load(SEEDS)
LANG_SON = SourceEntry("20-lang-son", "Lạng Sơn", "province", "20", "x")
MINISTRY = SourceEntry("bo-ldtbxh", "Bộ LĐTBXH", "country", "VN", "x")
STATES = {"accepted", "accepted_with_findings", "rejected", "quarantined"}

COVER = """Loại báo cáo\tcoordination_6m
Kỳ báo cáo\t2023-H1
Đơn vị báo cáo\ttỉnh Lạng Sơn
Số hiệu văn bản\t304/BC-SLĐTBXH
Ngày ban hành\t22/08/2023
"""
REGISTER = """(Kèm theo Báo cáo số 150/BC-LĐTBXH ngày 27/10/2023 của Bộ Lao động - Thương binh và Xã hội)
TT\tTỈNH, THÀNH PHỐ\tĐÃ BÁO CÁO (X)\tSỐ HIỆU VĂN BẢN\tNGÀY, THÁNG BAN HÀNH VĂN BẢN
\tTổng cộng\t1\t\t
1\tHà Giang\tX\t280/BC-SLĐTBXH\t29/06/2023
2\tTuyên Quang\t\t\t
"""


def as_workbook(text: str) -> bytes:
    book = openpyxl.Workbook()
    for line in text.splitlines():
        book.active.append(line.split("\t"))
    target = io.BytesIO()
    book.save(target)
    return without_clock(target.getvalue())


def without_clock(content: bytes) -> bytes:
    """Take out when a workbook was written: the bytes that are damaged below must be the same in every run."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if not name.startswith("docProps/"):
                new.writestr(zipfile.ZipInfo(name, (2023, 10, 27, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return target.getvalue()


def read(content: bytes, name: str = "a.txt", entry: SourceEntry = LANG_SON) -> Reading:
    return read_file(content, name, entry=entry, reference=REFERENCE, on=date(2023, 11, 1))


def table(text: str):  # type: ignore[no-untyped-def]
    return read_tables(text.encode(), "a.txt")[0]


def test_kinds() -> None:
    assert identify(table(COVER)) == "cover"
    assert identify(table(REGISTER)) == "register"
    assert identify(table("TT\tNội dung\tSố tiền\n1\ta\t2\n")) is None
    assert identify(table("Số hiệu văn bản\t12/BC-X\n")) is None


def test_a_header_knows_its_columns_what_is_missing_and_what_is_strange() -> None:
    rows = table("TT\tTỉnh, thành phố\tĐã báo cáo\tSỐ HIỆU VĂN BẢN\tĐiện thoại\n").rows
    header = find_header(rows[0])
    assert header is not None
    assert header.table == "register"
    assert header.columns == {"row_no": 1, "locality": 2, "mark": 3, "document_no": 4}
    assert header.missing == ("document_on",)
    assert [cell.text for cell in header.unexpected] == ["Điện thoại"]


def test_labels_with_their_values() -> None:
    labels = find_labels(table("Loại báo cáo:\tcoordination_6m\nNGÀY BAN HÀNH\t\t22/08/2023\tlặp\n"))
    assert [(one.field, one.text) for one in labels] == [
        ("return_type", "coordination_6m"),
        ("document_on", "22/08/2023 lặp"),
    ]


@pytest.mark.parametrize("content", [b"", b" \n\t\n", "\ufeff".encode(), as_workbook("")])
def test_an_empty_file(content: bytes) -> None:
    name = "a.xlsx" if content.startswith(b"PK") else "a.txt"
    reading = read(content, name)
    assert (reading.state, reading.reason_code) == ("quarantined", "IN03")
    assert reading.reason is not None
    assert reading.reason.startswith(f"Tệp “{name}”: tệp rỗng")


def test_a_truncated_workbook() -> None:
    reading = read(as_workbook(COVER)[:1500], "a.xlsx")
    assert (reading.state, reading.reason_code) == ("quarantined", "IN04")


def test_a_file_that_is_neither() -> None:
    reading = read("Báo cáo tình hình chung\n".encode())
    assert (reading.state, reading.reason_code) == ("quarantined", "IN11")


def test_a_file_that_is_both() -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(COVER)))
    sheet = book.create_sheet("Phụ lục")
    for line in REGISTER.splitlines():
        sheet.append(line.split("\t"))
    target = io.BytesIO()
    book.save(target)
    reading = read(target.getvalue(), "a.xlsx")
    assert (reading.state, reading.reason_code) == ("quarantined", "IN11")


def test_a_sheet_that_is_not_read_is_told() -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(COVER)))
    book.create_sheet("Ảnh")["A1"] = "xem ảnh"
    target = io.BytesIO()
    book.save(target)
    reading = read(target.getvalue(), "a.xlsx")
    assert (reading.state, reading.reason_code) == ("accepted_with_findings", "IN11")
    assert reading.findings[0].sheet == "Ảnh"
    assert reading.document_no == "304/BC-SLĐTBXH"


def agrees(reading: Reading) -> None:
    """State, reason, rows and return agree with each other, as the intake relies on."""
    assert reading.state in STATES
    if reading.state == "accepted":
        assert (reading.reason_code, reading.reason, reading.findings) == (None, None, [])
    else:
        assert reading.reason
        assert reading.reason_code in {one.rule_id for one in reading.findings}
    if reading.state == "quarantined":
        assert reading.return_type is None
    else:
        assert reading.return_type
        assert reading.period
        assert reading.locality_code
    if reading.state in ("rejected", "quarantined"):
        assert reading.register_rows == reading.statements == []


SEED_FILES = [
    (COVER.encode(), "a.txt"),
    (REGISTER.encode(), "a.txt"),
    (COVER.replace("\t", ";").encode("utf-8-sig"), "a.csv"),
    (as_workbook(COVER), "a.xlsx"),
    (as_workbook(REGISTER), "a.xlsx"),
]


@st.composite
def damaged(draw: st.DrawFn) -> tuple[bytes, str]:
    content, name = draw(st.sampled_from(SEED_FILES))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, max(len(content) - 1, 0)))
        cut = draw(st.integers(0, 40))
        content = content[:at] + draw(st.binary(max_size=6)) + content[at + cut :]
    return content, draw(st.sampled_from([name, name, "b.csv", "b.xlsx", "không đuôi"]))


@settings(derandomize=True, max_examples=300, deadline=None)
@given(damaged(), st.sampled_from([LANG_SON, MINISTRY]))
def test_any_bytes_get_a_state_and_a_reason(file: tuple[bytes, str], entry: SourceEntry) -> None:
    agrees(read(*file, entry))


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.data())
def test_any_mix_of_lines_gets_a_state_and_a_reason(data: st.DataObject) -> None:
    lines = (COVER + REGISTER).splitlines()
    cell = st.text(alphabet="XI1/-. \tBCSLĐngày2023;áàố", max_size=12)
    picked = data.draw(st.lists(st.one_of(st.sampled_from(lines), cell), max_size=14))
    agrees(read("\n".join(picked).encode(), entry=data.draw(st.sampled_from([LANG_SON, MINISTRY]))))
