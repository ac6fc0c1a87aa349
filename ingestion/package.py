"""The door of an .xlsx file: what is in the package, and that it can be opened without harm.

An .xlsx file is a zip of XML parts, and python-calamine keeps a dense grid from the first to the last cell of a sheet:
a few bytes can ask for terabytes. So every XML part is unpacked once, within bounds, and looked at before the library
sees it; the parts stay at hand for questions the grid does not answer (formulas, errors, what is hidden).
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar
from xml.parsers import expat

import python_calamine as calamine

MAX_ROWS, MAX_COLUMNS, MAX_CELLS = 100_000, 256, 1_000_000
#: All parts as declared; the XML parts as they are; all texts of the cells of a workbook. In bytes.
MAX_UNPACKED_BYTES = 256 * 1024 * 1024
MAX_XML_BYTES = 64 * 1024 * 1024
MAX_TEXT_BYTES = 64 * 1024 * 1024
MAX_PARTS = 5_000

_T = TypeVar("_T")
_WORKBOOK_RELATIONS = "xl/_rels/workbook.xml.rels"
_STORED, _DEFLATED = 0, 8
_LOCAL_HEADER, _END_RECORD = 30, 22
#: Deflate never makes more than this out of a byte.
_MOST_DEFLATED = 1032
#: A cell that does not begin with a near address: what is beyond I..IZ999, or says its place in another way.
_ODD_CELL = re.compile(rb'<c(?! r="(?:[A-I]?[A-Z]\d{1,3})")[\s/>]')
_PREFIXED = re.compile(rb":(?=c[\s/>])")
_LAST_ROW, _LAST_CELL = re.compile(rb'<row r="(\d+)"'), re.compile(rb'<c r="([A-Za-z]+)\d+"')
_TARGET = re.compile(rb"""\bTarget\s*=\s*["']([^"']+)["']""")
_SHARED_CELL = re.compile(rb't="s"[^>]*><v>(\d+)</v>')
_REFERENCE = re.compile(r"([A-Za-z]*)(\d+)")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b[^>]*>([^<]*)</")
#: Another program's topic in a formula (DDE), or a function that calls the network.
_OUTSIDE = re.compile(rb"\|[^|]*!|\b(?:WEBSERVICE|RTD)\(", re.IGNORECASE)
#: Parts that can run or that fetch from elsewhere, as they begin below `xl/`.
_DANGEROUS = {
    "vbaproject": "macro (VBA)", "macrosheets/": "macro (Excel 4)", "dialogsheets/": "hộp thoại macro",
    "externallinks/": "liên kết tới tệp khác", "activex/": "điều khiển ActiveX", "embeddings/": "tệp nhúng",
    "connections.xml": "kết nối dữ liệu ngoài", "querytables/": "kết nối dữ liệu ngoài",
}  # fmt: skip


class TableError(ValueError):
    """A file that cannot be read as tables. `rule_id` and `message_vi` (what is wrong, what to do): for the sender."""

    def __init__(self, rule_id: str, message_vi: str) -> None:
        super().__init__(message_vi)
        self.rule_id = rule_id
        self.message_vi = message_vi


_DANGEROUS_NAME = re.compile("^(?:xl/)?(" + "|".join(map(re.escape, _DANGEROUS)) + ")", re.MULTILINE)


@dataclass(frozen=True)
class Package:
    """The XML parts of a workbook, unpacked, by name; and what in it could run or reach out, in Vietnamese."""

    parts: dict[str, bytes]
    dangers: tuple[str, ...]

    @cached_property
    def sheets(self) -> list[bytes]:
        """The parts that hold cells."""
        return [part for part in self.parts.values() if b"sheetData" in part]

    def holds(self, mark: bytes) -> bool:
        """Say whether some sheet has these bytes in its XML."""
        return any(mark in part for part in self.sheets)


def guarded(read: Callable[[], _T]) -> _T:
    """Run a reader of foreign bytes: libraries answer broken files with errors of many kinds, one even with a panic."""
    try:
        return read()
    except (TableError, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except calamine.PasswordError:
        raise TableError("IN04", "Sổ tính có mật khẩu; bỏ mật khẩu rồi gửi lại.") from None
    except BaseException as error:
        cause = type(error).__name__
        raise TableError(
            "IN04", f"Tệp .xlsx bị hỏng hoặc bị cắt ngắn ({cause}); mở bằng Excel, lưu lại và gửi lại."
        ) from None


def inspect_package(content: bytes, most_unpacked: int = MAX_UNPACKED_BYTES) -> Package:
    """Unpack the XML of a workbook; raises TableError for what is no workbook, damaged, or larger than a return is."""
    return guarded(lambda: _inspect(content, most_unpacked))


def refuse_size(rows: int, columns: int) -> None:
    """Refuse a table that is larger than any return. Raises TableError (IN11)."""
    if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        found = f"{rows} dòng, {columns} cột"
        allowed = f"{MAX_ROWS} dòng, {MAX_COLUMNS} cột, {MAX_CELLS} ô"
        raise TableError("IN11", f"Bảng quá lớn ({found}; tối đa {allowed}); xóa dòng và cột thừa rồi gửi lại.")


def _inspect(content: bytes, most_unpacked: int) -> Package:
    _refuse_tail(content)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        infos = package.infolist()
    names = [info.filename for info in infos]
    _refuse_other_package(names)
    if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > most_unpacked:
        raise _too_big()
    parts: dict[str, bytes] = {}
    left = MAX_XML_BYTES
    targets = _targets(content, infos)
    for info in infos:
        name = info.filename.lower()
        if name.endswith(".xml") or name == _WORKBOOK_RELATIONS or name.rpartition("/")[2] in targets:
            part = _unpack(content, info, left)
            left -= len(part)
            _look_at(part)
            parts[name] = part
    _refuse_many_copies(parts.values())
    return Package(parts, _dangers(names, parts.values()))


def _refuse_tail(content: bytes) -> None:
    """Refuse what goes on after its end: two programs could read two different packages in it."""
    end = content.rfind(b"PK\5\6")
    if end < 0 or end + _END_RECORD + int.from_bytes(content[end + 20 : end + 22], "little") != len(content):
        raise zipfile.BadZipFile("end of package")


def _targets(content: bytes, infos: list[zipfile.ZipInfo]) -> frozenset[str]:
    """Return the last names of the parts that the workbook calls its own, in lower case, whatever they are called."""
    found: set[str] = set()
    for info in infos:
        if info.filename.lower() == _WORKBOOK_RELATIONS:
            rels = _unpack(content, info, MAX_XML_BYTES)
            found |= {one.decode("utf-8", "replace").rpartition("/")[2].lower() for one in _TARGET.findall(rels)}
    return frozenset(found)


def _refuse_other_package(names: list[str]) -> None:
    below = {name.lower() for name in names}
    if any(name.startswith("word/") for name in below):
        raise TableError("IN11", "Tệp Word chưa được hỗ trợ; gửi tệp .xlsx, .csv hoặc .txt.")
    if not any(name.startswith("xl/") for name in below):
        raise TableError("IN11", "Tệp nén không phải sổ tính .xlsx; gửi từng tệp .xlsx, .csv hoặc .txt.")
    if {"xl/workbook.bin", "content.xml"} & below:
        raise TableError("IN11", "Sổ tính dạng .xlsb hoặc .ods chưa được hỗ trợ; lưu lại thành .xlsx rồi gửi lại.")


def _unpack(content: bytes, info: zipfile.ZipInfo, most: int) -> bytes:
    """Return a part, never more of it than it declares: what lies about its size is refused."""
    if info.flag_bits & 1:
        raise TableError("IN04", "Sổ tính có mật khẩu; bỏ mật khẩu rồi gửi lại.")
    if info.file_size > most:
        raise _too_big()
    head = info.header_offset
    begin = head + _LOCAL_HEADER + int.from_bytes(content[head + 26 : head + 28], "little")
    begin += int.from_bytes(content[head + 28 : head + 30], "little")
    packed = memoryview(content)[begin : begin + info.compress_size]
    if info.compress_type == _DEFLATED and info.compress_size * _MOST_DEFLATED <= most:
        part = zlib.decompress(packed, -15, info.file_size + 1)
    elif info.compress_type == _DEFLATED:
        part = zlib.decompressobj(-15).decompress(packed, info.file_size + 1)
    elif info.compress_type == _STORED:
        part = bytes(packed)
    else:
        raise TableError("IN04", "Tệp nén theo cách lạ; mở bằng Excel, lưu lại thành .xlsx và gửi lại.")
    if len(part) != info.file_size or zlib.crc32(part) != info.CRC:
        raise zipfile.BadZipFile(info.filename)
    return part


def _look_at(part: bytes) -> None:
    if b"\0" in part:
        raise TableError("IN04", "Trang tính không ở mã UTF-8; mở bằng Excel, lưu lại và gửi lại.")
    if b"!DOCTYPE" in part:
        raise TableError(
            "IN04", "Sổ tính chứa khai báo DOCTYPE mà Excel không viết; mở bằng Excel, lưu lại và gửi lại."
        )
    if b"sheetData" not in part:
        return
    _refuse_last_row(part)
    if _ODD_CELL.search(part) or _PREFIXED.search(part):
        _Extent().measure(part)


def _refuse_last_row(part: bytes) -> None:
    """Refuse a sheet whose last row is too far: a million rows need not be looked at one by one."""
    if row := _LAST_ROW.match(part, max(part.rfind(b"<row "), 0)):
        cell = _LAST_CELL.match(part, max(part.rfind(b"<c "), 0))
        refuse_size(int(row[1]), _column_number(cell[1].decode()) if cell else 0)


class _Extent:
    """How far the cells of a sheet reach, reckoned as the library does: an address, else the place after the last."""

    def __init__(self) -> None:
        self.row = self.column = 0
        self.rows = self.columns = 0

    def measure(self, part: bytes) -> None:
        """Raise TableError (IN11) as soon as a cell or a row is too far."""
        parser = expat.ParserCreate("utf-8")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.Parse(part, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "row":
            place = attributes.get("r", "")
            self.row = int(place) if place.isdecimal() else self.row + 1
            self.column = 0
        elif local == "c":
            row, self.column = self.row, self.column + 1
            if match := _REFERENCE.fullmatch(attributes.get("r", "")):
                row, self.column = int(match[2]), _column_number(match[1]) if match[1] else self.column
            self._reach(row, self.column)

    def _end(self, name: str) -> None:
        if name.rpartition(":")[2] == "row":
            self._reach(self.row, 0)

    def _reach(self, row: int, column: int) -> None:
        if row > self.rows or column > self.columns:
            self.rows, self.columns = max(self.rows, row), max(self.columns, column)
            refuse_size(self.rows, self.columns)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _refuse_many_copies(parts: Iterable[bytes]) -> None:
    """Refuse long shared texts that are named so often that their copies would fill the memory."""
    sheets, lengths = [], []
    for part in parts:
        if b"sheetData" in part:
            sheets.append(part)
        elif b"<si" in part:
            lengths = [len(one) for one in part.split(b"</si>")]
        elif b":si" in part:
            lengths = [len(part)]
    longest = max(lengths, default=0)
    if longest * sum(map(len, sheets)) < MAX_TEXT_BYTES * 20:  # a cell with a shared text takes over 20 bytes
        return
    total = 0
    for sheet in sheets:
        named = [int(one) for one in _SHARED_CELL.findall(sheet)]
        total += sum(lengths[one] if one < len(lengths) else 0 for one in named)
        total += longest * (sheet.count(b'"s"') + sheet.count(b"'s'") - len(named))
    if total > MAX_TEXT_BYTES:
        raise _too_big()


def _too_big() -> TableError:
    return TableError("IN11", "Sổ tính quá lớn khi giải nén; chỉ gửi các biểu của báo cáo.")


def _dangers(names: list[str], parts: Iterable[bytes]) -> tuple[str, ...]:
    found = dict.fromkeys(_DANGEROUS[one] for one in _DANGEROUS_NAME.findall("\n".join(names).lower()))
    for part in parts:
        if (b"|" in part or b"WEBSERVICE(" in part or b"RTD(" in part) and _calls_out(part):
            found["công thức gọi ra ngoài (DDE, WEBSERVICE…)"] = None
    return tuple(found)


def _calls_out(part: bytes) -> bool:
    return any(_OUTSIDE.search(formula) for formula in _FORMULA.findall(part))
