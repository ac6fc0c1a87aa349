"""The door of an .xlsx file: what is in the package, and that it can be opened without harm.

An .xlsx file is a zip of XML parts, and python-calamine keeps a dense grid from the first to the last cell of a sheet:
a few bytes can ask for terabytes. So every XML part is unpacked once, within bounds, and looked at before the library
sees it; the parts stay at hand for questions the grid does not answer (formulas, errors, what is hidden).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from xml.parsers import expat

import python_calamine as calamine

from ingestion.archive import Part, TableError, refuse_tail, stored, too_big, unpack

MAX_ROWS, MAX_COLUMNS, MAX_CELLS = 100_000, 256, 1_000_000
#: All parts as declared; the XML parts as they are; all texts of the cells of a workbook. In bytes.
MAX_UNPACKED_BYTES = 256 * 1024 * 1024
MAX_XML_BYTES = 64 * 1024 * 1024
MAX_TEXT_BYTES = 128 * 1024 * 1024
MAX_PARTS = 5_000

_T = TypeVar("_T")
_RELATIONS = "xl/_rels/workbook.xml.rels"
#: What a workbook is opened by, beside the parts its relations name.
_NEEDED = frozenset({"[content_types].xml", "_rels/.rels", "xl/workbook.xml", _RELATIONS})
#: A cell that does not begin with a near address: what is beyond ZZ999, or says its place in another way.
_ODD_CELL = re.compile(rb'<c(?! r="[A-Z]{1,2}+\d{1,3}+")[\s/>]')
_ROOT = re.compile(rb"<[A-Za-z_]")
_PREFIXED = re.compile(rb":(?=c[\s/>])")
_TARGET = re.compile(rb"""\bTarget\s*=\s*["']([^"']+)["']""")
_SHARED_CELL = re.compile(rb't="s"[^>]*><v>(\d+)</v>')
_REFERENCE = re.compile(r"([A-Za-z]*)(\d+)")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b[^>]*>([^<]*)</")
#: Another program's topic in a formula (DDE), or the function that calls the network.
_OUTSIDE = re.compile(rb"\|[^|]*!|\bWEBSERVICE\(", re.IGNORECASE)
#: Parts that can run or that fetch from elsewhere, as they begin below `xl/`.
_DANGEROUS = {
    "vbaproject": "macro (VBA)", "macrosheets/": "macro (Excel 4)", "dialogsheets/": "hộp thoại macro",
    "externallinks/": "liên kết tới tệp khác", "activex/": "điều khiển ActiveX", "embeddings/": "tệp nhúng",
    "connections.xml": "kết nối dữ liệu ngoài", "querytables/": "kết nối dữ liệu ngoài",
}  # fmt: skip


_DANGEROUS_NAME = re.compile("^(?:xl/)?(" + "|".join(map(re.escape, _DANGEROUS)) + ")", re.MULTILINE)
_LEAST_SHARED_CELL = len(b'<c t="s"><v>0</v></c>')


@dataclass(frozen=True)
class Package:
    """The parts of a workbook that say what its cells hold, unpacked, by name; what in it could run, in Vietnamese."""

    parts: dict[str, bytes]
    sheets: list[bytes]  # those that hold cells
    dangers: tuple[str, ...]
    kept: list[Part]

    def unpacked(self) -> bytes:
        """Return a package of these parts alone, as it can be handed to a library."""
        return stored(self.kept)

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
    refuse_tail(content)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        infos = package.infolist()
    names = [info.filename for info in infos]
    _refuse_other_package(names)
    if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > most_unpacked:
        raise too_big()
    parts: dict[str, bytes] = {}
    kept: list[Part] = []
    sheets: list[bytes] = []
    texts: list[bytes] = []
    left = MAX_XML_BYTES
    targets = _targets(content, infos)
    for info in infos:
        name = info.filename.lower()
        if name not in _NEEDED and name.rpartition("/")[2] not in targets:
            continue
        if name in parts:
            raise zipfile.BadZipFile(name)
        part = parts[name] = unpack(content, info, left)
        left -= len(part)
        kept.append((info, part))
        _look_at(part)
        if b"sheetData" in part:
            sheets.append(part)
            _look_at_cells(part)
        elif b"<si" in part or b":si" in part:
            texts.append(part)
    _refuse_many_copies(texts, sheets)
    return Package(parts, sheets, _dangers(names, sheets), kept)


def _targets(content: bytes, infos: list[zipfile.ZipInfo]) -> frozenset[str]:
    """Return the last names of the parts that the workbook calls its own, in lower case, whatever they are called."""
    found: set[str] = set()
    for info in infos:
        if info.filename.lower() == _RELATIONS:
            rels = unpack(content, info, MAX_XML_BYTES)
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


def _look_at(part: bytes) -> None:
    if b"\0" in part:
        raise TableError("IN04", "Trang tính không ở mã UTF-8; mở bằng Excel, lưu lại và gửi lại.")
    root = _ROOT.search(part)
    if b"!DOCTYPE" in part[: root.start() if root else None]:
        raise TableError(
            "IN04", "Sổ tính chứa khai báo DOCTYPE mà Excel không viết; mở bằng Excel, lưu lại và gửi lại."
        )


def _look_at_cells(part: bytes) -> None:
    if len(part) > MAX_ROWS * len("<row/>"):
        refuse_size(part.count(b"<row"), 0)
    if _ODD_CELL.search(part) or _PREFIXED.search(part):
        _Extent().measure(part)


class _Extent:
    """How far the cells of a sheet reach, reckoned as the library does: an address, else the place after the last."""

    def __init__(self) -> None:
        self.row = self.column = 0
        self.rows = self.columns = 0

    def measure(self, part: bytes) -> None:
        """Raise TableError (IN11) as soon as a cell is too far; far rows without cells, as some programs make, pass."""
        parser = expat.ParserCreate("utf-8")
        parser.StartElementHandler = self._start
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

    def _reach(self, row: int, column: int) -> None:
        if row > self.rows or column > self.columns:
            self.rows, self.columns = max(self.rows, row), max(self.columns, column)
            refuse_size(self.rows, self.columns)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _refuse_many_copies(texts: list[bytes], sheets: list[bytes]) -> None:
    """Refuse long shared texts that are named so often that their copies would fill the memory."""
    most_cells = sum(map(len, sheets)) // _LEAST_SHARED_CELL
    if sum(map(len, texts)) * most_cells <= MAX_TEXT_BYTES:
        return
    lengths = [len(one) for part in texts for one in part.split(b"</si>")]
    longest = max(lengths)
    if longest * most_cells <= MAX_TEXT_BYTES:
        return
    total = 0
    for sheet in sheets:
        named = [int(one) for one in _SHARED_CELL.findall(sheet)]
        total += sum(lengths[one] if one < len(lengths) else 0 for one in named)
        total += longest * (sheet.count(b'"s"') + sheet.count(b"'s'") - len(named))
    if total > MAX_TEXT_BYTES:
        raise too_big()


def _dangers(names: list[str], sheets: list[bytes]) -> tuple[str, ...]:
    found = dict.fromkeys(_DANGEROUS[one] for one in _DANGEROUS_NAME.findall("\n".join(names).lower()))
    if any((b"|" in sheet or b"WEBSERVICE(" in sheet) and _calls_out(sheet) for sheet in sheets):
        found["công thức gọi ra ngoài (DDE, WEBSERVICE)"] = None
    return tuple(found)


def _calls_out(part: bytes) -> bool:
    return any(_OUTSIDE.search(formula) for formula in _FORMULA.findall(part))
