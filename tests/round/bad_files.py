"""A hundred files that are no good return, each with what its receipt must say. Made from good workbooks, in memory."""

from __future__ import annotations

import gzip
import io
import tarfile
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.round.workbook_edits import Edited

FILES = Path(__file__).parent / "files"
REFUSED = frozenset({"quarantined", "rejected"})
TAKEN = frozenset({"accepted", "accepted_with_findings"})
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@dataclass(frozen=True)
class Bad:
    """One file: its name below the source's folder, its bytes, the states and the rules its receipt may have."""

    name: str
    content: bytes
    states: frozenset[str]
    rules: frozenset[str]


def bad(name: str, content: bytes, *rules: str, states: frozenset[str] = REFUSED) -> Bad:
    return Bad(name, content, states, frozenset(rules))


def damaged(good: bytes) -> Iterator[Bad]:
    """Cut, flipped and overwritten packages."""
    for share in (1, 5, 10, 25, 40, 50, 60, 75, 90, 99):
        yield bad(f"cat-ngan-{share}.xlsx", good[: len(good) * share // 100], "IN04", "IN11", "IN03")
    for place in (10, 30, 50, 70, 90):
        at = len(good) * place // 100
        broken = good[:at] + b"\xff" * 200 + good[at + 200 :]
        yield bad(f"hong-byte-{place}.xlsx", broken, "IN04", "IN11", "IN17", "IN05")
    yield bad("toan-so-khong.xlsx", bytes(5000), "IN04", "IN11")
    yield bad("ngau-nhien.xlsx", bytes(i * 7919 % 251 for i in range(5000)), "IN04", "IN11")
    yield bad("rong.xlsx", b"", "IN03")
    yield bad("chi-co-khoang-trang.csv", b"  \r\n \r\n", "IN03", "IN11")
    yield bad("khong-muc-luc.xlsx", good[: good.rfind(b"PK\x05\x06")], "IN04", "IN11")
    yield bad("thua-duoi.xlsx", good + good[:3000], states=TAKEN | REFUSED)  # what follows the package is no part of it


def bombs(good: bytes) -> Iterator[Bad]:
    """Packages that unpack to far more than they are, and sheets that claim to be larger than any return."""
    yield bad("bom-trang.xlsx", _with(good, {"xl/worksheets/sheet2.xml": b" " * 400_000_000}), "IN11", "IN04")
    yield bad("bom-chuoi.xlsx", _with(good, {"xl/sharedStrings.xml": b"<si/>" * 60_000_000}), "IN11", "IN04")
    yield bad("bom-nhieu-tep.xlsx", _with(good, {f"xl/media/{i}.bin": b"0" for i in range(6000)}), "IN11", "IN04")
    yield bad("bom-kem-theo.xlsx", _with(good, {"xl/media/anh.bin": b"0" * 400_000_000}), "IN11", "IN04")
    rows = b"".join(b'<row r="%d"/>' % i for i in range(1, 1_000_001))
    yield bad("trieu-dong-rong.xlsx", _sheet(good, rows), "IN11", "IN04", "IN17")
    styled = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (i, i) for i in range(1, 1_000_001))
    yield bad("trieu-o-rong.xlsx", _sheet(good, styled), "IN11", "IN04", "IN17")
    yield bad(
        "o-xa.xlsx", _sheet(good, b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "IN11", "IN04", "IN17"
    )
    far = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="900000"><c r="A900000"><v>1</v></c></row>'
    yield bad("o-xa-2.xlsx", _sheet(good, far), "IN11", "IN04", "IN17")
    lying = b'<dimension ref="A1:XFD1048576"/>'
    yield bad("kich-thuoc-sai.xlsx", _sheet(good, b"", before=lying), "IN11", "IN04", "IN17")
    entities = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' + b"<x>&b;</x>"
    yield bad("thuc-the.xlsx", _with(good, {"xl/worksheets/sheet2.xml": entities}), "IN04", "IN11", "IN17")


def other_kinds(good: bytes) -> Iterator[Bad]:
    """Files of another kind under a workbook's name, and workbooks under another's."""
    yield bad("co-mat-khau.xlsx", (FILES / "locked.xlsx").read_bytes(), "IN04")
    yield bad("ban-cu.xls", (FILES / "old.xls").read_bytes(), "IN04")
    yield bad("ban-cu-doi-duoi.xlsx", (FILES / "old.xls").read_bytes(), "IN04")
    csv = "Mã;Nội dung;(1)\nCT;Tổng cộng;12\n"
    for name, text in (("phay", csv.replace(";", ",")), ("cham-phay", csv), ("tab", csv.replace(";", "\t"))):
        yield bad(f"csv-{name}.xlsx", text.encode("utf-8-sig"), "IN04", "IN11")
    yield bad("csv-utf16.xlsx", csv.encode("utf-16"), "IN04", "IN11")
    page = b"<!DOCTYPE html><html><body><h1>404 Not Found</h1></body></html>"
    yield bad("trang-loi.xlsx", page, "IN04", "IN11")
    yield bad("bang-html.xls", page, "IN04", "IN11")
    yield bad("anh.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(500), "IN04", "IN11")
    yield bad("ban-quet.xlsx", b"%PDF-1.7\n%%EOF\n", "IN04", "IN11", "IN12")
    yield bad("nen.gz", gzip.compress(good), "IN04", "IN11")
    yield bad("nen.xlsx", gzip.compress(good), "IN04", "IN11")
    yield bad("nen.rar", b"Rar!\x1a\x07\x01\x00" + bytes(300), "IN04", "IN11")
    yield bad("nen.7z", b"7z\xbc\xaf\x27\x1c" + bytes(300), "IN04", "IN11")
    yield bad("nen.zip", _archive({"bieu.xlsx": good}), "IN11", "IN04")
    yield bad("nen.tar", _tar(good), "IN04", "IN11")
    yield bad("bieu-doi-ten.docx", _archive({"word/document.xml": b"<x/>"}), "IN04", "IN11")
    yield bad("phim.mp4", b"\x00\x00\x00\x18ftypmp42" + bytes(300), "IN04", "IN11")


def dangerous(good: bytes, sheet: str, cell: str) -> Iterator[Bad]:
    """Macros, links out and texts that would run in another program."""
    yield bad("co-macro.xlsm", _with(good, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(200)}), "IN30")
    yield bad("macro-giau.xlsx", _with(good, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(300)}), "IN30")
    link = b'<externalLink xmlns="%s"/>' % _SHEET.encode()
    yield bad("lien-ket-ngoai.xlsx", _with(good, {"xl/externalLinks/externalLink1.xml": link}), "IN30")
    for number, text in enumerate(
        ("=cmd|' /C calc'!A0", "+1+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0",
         "\t=1+1", '=HYPERLINK("http://x.invalid","bấm")', "<script>alert(1)</script>", "'; DROP TABLE figure; --"),
        start=1,
    ):  # fmt: skip
        content = Edited(good).text(sheet, cell, text).content()
        yield bad(f"tiem-cong-thuc-{number}.xlsx", content, "IN19", states=TAKEN)


def names(good: bytes) -> Iterator[Bad]:
    """Good content under names that play tricks: they are only names, the content is one submission."""
    tricks = (
        "a%2f..%2f..%2fetc%2fpasswd.xlsx", "a\\..\\..\\b.xlsx", "C:\\bieu.xlsx", "con.xlsx", "nul.xlsx",
        "tên\nhai dòng.xlsx",
        "dài-" + "x" * 240 + ".xlsx", "\u202excod.xlsx", "`id`.xlsx", "$(reboot).xlsx", "; rm -rf x.xlsx", "bieu.xlsx.",
        "'nháy'\".xlsx", "bieu?.xlsx", "*.xlsx", "%00.xlsx", "bieu\u200b.xlsx", " bieu.xlsx",
    )  # fmt: skip
    for name in tricks:
        yield bad(name, good, states=TAKEN | {"duplicate"})
    for name in ("Biểu số liệu.xlsx", "Đắk Lắk - biểu.xlsx", "Hòa Bình.xlsx"):
        yield bad(unicodedata.normalize("NFD", name), good, states=TAKEN | {"duplicate"})


def _with(good: bytes, parts: dict[str, bytes]) -> bytes:
    """The package with further or other parts."""
    sink = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(good)) as old,
        zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new,
    ):
        for info in old.infolist():
            if info.filename not in parts:
                new.writestr(info.filename, old.read(info))
        for name, content in parts.items():
            new.writestr(name, content)
    return sink.getvalue()


def _sheet(good: bytes, rows: bytes, before: bytes = b"") -> bytes:
    """The package with the rows of its second sheet replaced."""
    sheet = b'<?xml version="1.0"?><worksheet xmlns="%s">%s<sheetData>%s</sheetData></worksheet>'
    return _with(good, {"xl/worksheets/sheet2.xml": sheet % (_SHEET.encode(), before, rows)})


def _archive(parts: dict[str, bytes]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return sink.getvalue()


def _tar(good: bytes) -> bytes:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w") as archive:
        info = tarfile.TarInfo("bieu.xlsx")
        info.size = len(good)
        archive.addfile(info, io.BytesIO(good))
    return sink.getvalue()
