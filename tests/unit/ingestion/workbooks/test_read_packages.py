"""What is no honest workbook is refused quickly, in little memory, with a reason; nothing raises."""

from __future__ import annotations

import io
import resource
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingestion.archive import TableError
from ingestion.book import Book
from ingestion.model import Reading
from tests.unit.ingestion.workbooks.reading_forms import A, book, edit, read, told

MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REASONS = {"IN04", "IN11", "IN30"}


def with_parts(parts: dict[str, bytes], good: bytes | None = None) -> bytes:
    """The good workbook with some parts replaced or added."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(good or book())) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new,
    ):
        for info in old.infolist():
            if info.filename not in parts:
                new.writestr(info.filename, old.read(info))
        for name, content in parts.items():
            new.writestr(name, content)
    return target.getvalue()


def sheet(rows: bytes, before: bytes = b"") -> dict[str, bytes]:
    text = b'<?xml version="1.0"?><worksheet xmlns="%s">%s<sheetData>%s</sheetData></worksheet>' % (MAIN, before, rows)
    return {"xl/worksheets/sheet2.xml": text}


def cells(count: int) -> bytes:
    return b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, count + 1))


BAD = {
    "a far cell": sheet(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "a far cell in small letters": sheet(b'<row r="1"><c r="A1"><v>1</v></c><c r="xfd1048576"><v>1</v></c></row>'),
    "a far cell after a sign": sheet(b'<row r="1"><c x=">" r="XFD1048576"><v>1</v></c></row>'),
    "a far cell in single quotes": sheet(b"<row r='1'><c r='XFD1048576'><v>1</v></c></row>"),
    "a far cell after a tab": sheet(b'<row r="1"><c\tr="XFD1048576"><v>1</v></c></row>'),
    "a far cell of a prefix": sheet(b'<x:row r="1" xmlns:x="%s"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>' % MAIN),
    "cells without places": sheet(b'<row r="1">' + b"<c><v>1</v></c>" * 300 + b"</row>"),
    "a million empty rows": sheet(b"".join(b'<row r="%d"/>' % n for n in range(1, 1_000_001))),
    "a million blank cells": sheet(
        b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (n, n) for n in range(1, 1_000_001))
    ),
    "a part that unpacks to much": sheet(b" " * 100_000_000),
    "shared texts without end": {"xl/sharedStrings.xml": b"<si/>" * 20_000_000},
    "a long text named often": {
        "xl/sharedStrings.xml": b"<sst><si><t>" + b"x" * 1_000_000 + b"</t></si></sst>", **sheet(cells(900)),
    },
    "entities": {"xl/sharedStrings.xml": b'<!DOCTYPE x [<!ENTITY a "aaaa">]><sst><si><t>&a;</t></si></sst>'},
    "UTF-16": {"xl/worksheets/sheet2.xml": "<worksheet/>".encode("utf-16")},
    "too many parts": {f"xl/worksheets/extra{n}.xml": b"<x/>" for n in range(5_001)},
    "an old binary workbook inside": {"xl/workbook.bin": b"x"},
    "an open document inside": {"content.xml": b"<x/>"},
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD)
def test_a_harmful_package_is_refused_at_once(kind: str) -> None:
    content = with_parts(BAD[kind])
    began = time.perf_counter()
    reading = read(content)
    assert time.perf_counter() - began < 1.0
    assert reading.state == "quarantined" and reading.reason_code in REASONS
    assert reading.reason is not None and "gửi" in reading.reason


def test_a_harmful_package_needs_little_memory(tmp_path: Path) -> None:
    """Each is read in one new process, whose whole memory, the interpreter's included, is the measure."""
    paths = []
    for number, kind in enumerate(BAD):
        paths.append(tmp_path / f"{number}.xlsx")
        paths[-1].write_bytes(with_parts(BAD[kind]))
    code = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from ingestion.book import Book\n"
        "from ingestion.archive import TableError\n"
        "for path in sys.argv[1:]:\n"
        "    try:\n"
        "        book = Book(Path(path).read_bytes())\n"
        "        [book.grid(title) for title in book.titles]\n"
        "        sys.exit(path)\n"
        "    except TableError:\n"
        "        pass\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, *map(str, paths)], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 300_000 + _resting(), done.stdout


def _resting() -> int:
    """What a process has after its imports, in kB."""
    code = "import resource, ingestion\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    return int(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)


def test_a_lying_extent_costs_nothing() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    reading = read(with_parts(sheet(b"", b'<dimension ref="A1:XFD1048576"/>')))
    assert (reading.state, reading.reason_code) == ("rejected", "IN17")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def test_a_far_row_without_cells_is_harmless() -> None:
    with zipfile.ZipFile(io.BytesIO(book())) as package:
        part = package.read("xl/worksheets/sheet2.xml")
    far = part.replace(b"</sheetData>", b'<row r="1048576" ht="12.8" hidden="false"/></sheetData>')
    assert read(with_parts({"xl/worksheets/sheet2.xml": far})).state == "accepted"


def test_a_real_size_above_the_declared_one_is_a_lie() -> None:
    content = bytearray(with_parts({"xl/worksheets/sheet2.xml": b"<x>" + b" " * 50_000 + b"</x>"}))
    place = content.rfind(b"xl/worksheets/sheet2.xml") - 46 + 24
    content[place : place + 4] = (10).to_bytes(4, "little")
    assert (read(bytes(content)).state, read(bytes(content)).reason_code) == ("quarantined", "IN04")


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ({"xl/vbaProject.bin": b"x"}, "macro (VBA)"),
        ({"xl/macrosheets/sheet1.xml": b"<x/>"}, "macro (Excel 4)"),
        ({"xl/externalLinks/externalLink1.xml": b"<x/>"}, "liên kết tới tệp khác"),
        ({"xl/activeX/activeX1.xml": b"<x/>"}, "điều khiển ActiveX"),
        ({"xl/connections.xml": b"<x/>"}, "kết nối dữ liệu ngoài"),
    ],
)
def test_what_could_run_is_refused(parts: dict[str, bytes], found: str) -> None:
    reading = read(with_parts(parts))
    assert (reading.state, told(reading), reading.period) == ("rejected", [("IN30", None, None)], "2024-H1")
    assert reading.findings[0].found == found


@pytest.mark.parametrize("formula", ["cmd|'/C calc'!A0", 'WEBSERVICE("http://x.invalid")'])
def test_formulas_that_call_out_are_refused(formula: str) -> None:
    cell = edit().number(A, "C10", 100)
    held = cell._cell(A, "C10")
    made = held.makeelement(f"{{{MAIN.decode()}}}f", {})
    made.text = formula
    held.insert(0, made)
    reading = read(cell.content())
    assert (reading.state, told(reading)) == ("rejected", [("IN30", None, None)])
    assert ("IN30", None, None) not in told(read(edit().text(A, "H10", formula).content()))


def test_what_goes_on_after_its_end_is_refused() -> None:
    good = book()
    assert (read(good + good[:3000]).state, read(good + b"\0").reason_code) == ("quarantined", "IN04")


def test_a_foreign_file_under_the_name_of_a_workbook() -> None:
    assert read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "cu.xls").reason_code == "IN04"
    assert read("Mã;Nội dung;(1)\nCT;Tổng cộng;12\n".encode(), "bieu.xlsx").reason_code == "IN04"
    assert read(b"", "bieu.xlsx").reason_code == "IN03"


def test_many_sheets_are_read_no_further_than_the_form() -> None:
    content = with_parts({f"xl/worksheets/more{n}.xml": b"<x/>" for n in range(4_900)})
    began = time.perf_counter()
    assert read(content).state == "accepted"
    assert time.perf_counter() - began < 1.5


def settled(content: bytes) -> Reading:
    reading = read(content)
    assert reading.state in {"accepted", "accepted_with_findings", "rejected", "quarantined"}
    assert reading.state == "accepted" or (reading.reason_code and reading.reason)
    return reading


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400))
def test_random_bytes_never_raise(content: bytes) -> None:
    settled(content)
    settled(b"PK\3\4" + content)


GOOD = book()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_package_with_bytes_changed_never_raises(data: st.DataObject) -> None:
    content = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    settled(bytes(content[: data.draw(st.integers(len(content) // 2, len(content)))]))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_parts_with_bytes_changed_never_raise(data: st.DataObject) -> None:
    names = ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml", "xl/styles.xml"]
    name = data.draw(st.sampled_from([*names, *(f"xl/worksheets/sheet{n}.xml" for n in range(1, 6))]))
    with zipfile.ZipFile(io.BytesIO(GOOD)) as package:
        part = bytearray(package.read(name))
    for _ in range(data.draw(st.integers(1, 3))):
        begin = data.draw(st.integers(0, len(part) - 1))
        end = min(len(part), begin + data.draw(st.integers(0, 40)))
        part[begin:end] = data.draw(st.sampled_from([b"", b"<", b'"', b">", b"9999", b"ZZZ", b"&x;", bytes(part[:30])]))
    settled(with_parts({name: bytes(part)}))


def test_the_cause_is_one_of_the_door() -> None:
    with pytest.raises(TableError) as caught:
        Book(b"PK\5\6" + bytes(18))
    assert caught.value.rule_id in REASONS
