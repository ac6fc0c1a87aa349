"""From the grids of a filled form to its values: numbers in one go, every odd cell by itself.

Nothing is corrected: a value is what was typed, an absence has its type. What a grid shows as blank is looked up in the
XML where that may hold an error or a formula whose result was not stored.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from html import unescape
from itertools import chain
from typing import cast

import numpy as np

from ingestion.book import Book, Grid
from ingestion.documents import parse_dates
from ingestion.forms import Column, FormCell
from ingestion.layouts import layout
from ingestion.tables import as_text
from ingestion.text import clean, key
from ingestion.workbooks.cell_words import ILLEGIBLE, read_word
from ingestion.workbooks.door import Door, number_vi
from ingestion.workbooks.plan import Bools, Floats, Plan, SheetPlan

_BLANK = ""
_FLOATS = {float}
_ERROR = re.compile(rb't="e"[^>]*>.*?<v>([^<]*)</v>', re.DOTALL)
_NUMBER_HINT = "một số; không phát sinh ghi -, không thuộc đối tượng ghi x, chưa có số liệu ghi ..."


@dataclass
class Cells:
    """The cells of one form by `cell_no`: numbers (NaN: none), texts as typed, absences, and which hold any."""

    plan: Plan
    values: Floats = field(init=False)
    held: Bools = field(init=False)
    texts: dict[int, str] = field(default_factory=dict)
    absences: dict[int, str] = field(default_factory=dict)
    unreckoned: list[int] = field(default_factory=list)  # formulas without a stored value
    hollow: list[int] = field(default_factory=list)  # totals of nothing: their formulas give 0
    read: list[SheetPlan] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.values = np.full(self.plan.size, np.nan)
        self.held = np.zeros(self.plan.size, dtype=np.bool_)

    def put(self, no: int, value: float | None, text: str | None = None, absence: str | None = None) -> None:
        """Put one cell that holds something."""
        self.held[no] = True
        if value is not None:
            self.values[no] = value
        if text is not None:
            self.texts[no] = text
        if absence is not None:
            self.absences[no] = absence


def read_sheet(sheet: SheetPlan, grid: Grid, book: Book, cells: Cells, door: Door) -> None:
    """Read the table of one sheet, which has been found to fit its form."""
    columns = sheet.columns
    flat: list[object] = list(chain.from_iterable([row[columns] for row in grid[sheet.rows]]))
    cells.read.append(sheet)
    if sheet.is_plain and set(map(type, flat)) == _FLOATS:
        run = sheet.run if sheet.run is not None else sheet.nos
        cells.values[run] = cast("list[float]", flat)
        cells.held[run] = True
        return
    odd = [place for place, value in enumerate(flat) if type(value) is not float]
    plain = flat.copy()
    for place in odd:
        plain[place] = np.nan
    numbers = np.array(plain)
    cells.values[sheet.nos] = numbers
    cells.held[sheet.nos] = ~np.isnan(numbers)
    cells.values[0], cells.held[0] = np.nan, False
    other = {*odd, *(sheet.others if not sheet.is_plain else ())}
    _OddCells(sheet, cells, door, book).read(flat, sorted(other))


class _OddCells:
    """The cells of one sheet that hold no plain number, or stand where none is asked for."""

    def __init__(self, sheet: SheetPlan, cells: Cells, door: Door, book: Book) -> None:
        self.sheet, self.cells, self.door = sheet, cells, door
        self.book = book

    def read(self, flat: list[object], places: list[int]) -> None:
        """Read the values at some places of the table."""
        for place in places:
            value, no = flat[place], int(self.sheet.nos[place])
            if value == _BLANK:
                if no:
                    self._blank(no)
            elif not no:
                self._closed(place, value)
            else:
                cell = self.cells.plan.cell(no)
                self.cells.values[no] = np.nan
                _READERS.get(cell.column.type, _OddCells._numeric)(self, cell, value)

    def _tell(self, rule_id: str, cell: FormCell, problem: str, found: str, expected: str, todo: str = "") -> None:
        if not self.door.is_enough(rule_id, self.sheet.title, cell.column.column):
            self.door.tell(rule_id, problem, self.sheet.title, cell.address, expected=expected, found=found, todo=todo)

    def _closed(self, place: int, value: object) -> None:
        width = len(self.sheet.sheet.columns)
        address = self.sheet.sheet.address(*divmod(place, width))
        self.door.tell(
            "IN06", "ô này không phải ghi nên không được đọc", self.sheet.title, address, found=as_text(value)
        )

    def _numeric(self, cell: FormCell, value: object) -> None:
        if isinstance(value, float):
            self.cells.put(cell.cell_no, value)
        elif isinstance(value, str):
            self._typed(cell, value)
        else:
            shown = {True: "TRUE", False: "FALSE"}[value] if isinstance(value, bool) else as_text(value)
            self._illegible(cell, shown, "ô phải là số nhưng ghi ngày hoặc giá trị đúng/sai")

    def _typed(self, cell: FormCell, text: str) -> None:
        word = read_word(text, cell.column)
        if word is None:
            self._blank(cell.cell_no)
        elif word.absence == ILLEGIBLE:
            self._illegible(cell, clean(text), "không đọc được thành số")
        else:
            self.cells.put(cell.cell_no, word.value, clean(text), word.absence)
            if word.absence is None and word.value is not None:
                self._tell("IN21", cell, "số nhập dạng chữ", clean(text), number_vi(word.value), "Lần sau ghi bằng số.")

    def _illegible(self, cell: FormCell, text: str, problem: str) -> None:
        self.cells.put(cell.cell_no, None, text, ILLEGIBLE)
        self._tell("IN19", cell, problem, text, _NUMBER_HINT, "Ghi lại bằng số rồi gửi lại.")

    def _text(self, cell: FormCell, value: object) -> None:
        text = value if isinstance(value, str) and _is_tidy(value) else as_text(value)
        if text:
            self.cells.put(cell.cell_no, None, text)

    def _choice(self, cell: FormCell, value: object) -> None:
        text = value if isinstance(value, str) and value in cell.column.choices else as_text(value)
        if not text or (text not in cell.column.choices and self._is_absent(cell, text)):
            return
        chosen = text if text in cell.column.choices else _alike(cell.column, text)
        self.cells.put(cell.cell_no, None, chosen or text)
        if chosen is None:
            self._tell("IN24", cell, "giá trị không có trong danh sách", text, "; ".join(cell.column.choices))

    def _date(self, cell: FormCell, value: object) -> None:
        text = as_text(value)
        if not text or self._is_absent(cell, text):
            return
        days = parse_dates(value) if isinstance(value, str | datetime | date) else ()
        day = days[0].on if len(days) == 1 else None
        if day is None:
            self.cells.put(cell.cell_no, None, text, ILLEGIBLE)
            self._tell("IN19", cell, "không đọc được ngày", text, "ngày/tháng/năm, ví dụ 29/06/2024")
        else:
            self.cells.put(cell.cell_no, None, day.isoformat())

    def _is_absent(self, cell: FormCell, text: str) -> bool:
        """Put a word of absence that stands where no number is asked for; say whether the text is one."""
        word = read_word(text, cell.column)
        if word is None or word.absence in (None, ILLEGIBLE):
            return False
        self.cells.put(cell.cell_no, None, text, word.absence)
        return True

    def _blank(self, no: int) -> None:
        """Look behind a blank cell: an error, a formula without a stored value, or nothing."""
        if not self.book.has_errors:
            return
        cell = self.cells.plan.cell(no)
        behind = _cell_xml(self.book.part(self.sheet.title), cell.address)
        if error := _ERROR.search(behind):
            shown = unescape(error[1].decode("utf-8", "replace"))
            self._illegible(cell, shown, "ô chứa giá trị lỗi của công thức")
        elif b"<f" in behind:
            self.cells.unreckoned.append(no)


def is_formula(book: Book, cell: FormCell) -> bool:
    """Say whether a cell of the file holds a formula."""
    return b"<f" in _cell_xml(book.part(cell.sheet.title), cell.address)


def _is_tidy(text: str) -> bool:
    """Say whether `clean` would change nothing."""
    return text.isprintable() and "  " not in text and text == text.strip() and unicodedata.is_normalized("NFC", text)


def _alike(column: Column, text: str) -> str | None:
    return next((one for one in column.choices if key(one) == key(text)), None)


def _cell_xml(part: bytes, address: str) -> bytes:
    """Return the element of one cell, empty if the sheet has none."""
    begin = part.find(b'<c r="%s"' % address.encode())
    if begin < 0:
        return b""
    end = part.find(b">", begin)
    if part[end - 1 : end] == b"/":
        return part[begin : end + 1]
    return part[begin : part.find(b"</c>", end) + 4]


def is_percent_cell(book: Book, cell: FormCell) -> bool:
    """Say whether Excel shows a cell as a percentage: 0.975 as 97.5 %."""
    style = re.search(rb'\ss="(\d+)"', _cell_xml(book.part(cell.sheet.title), cell.address).partition(b">")[0])
    return style is not None and int(style[1]) in _percent_styles(book)


def _percent_styles(book: Book) -> set[int]:
    """Return the numbers of the cell formats that show percentages."""
    styles = book.package.parts.get("xl/styles.xml", b"")
    own = {
        int(number)
        for number, code in re.findall(rb'<numFmt numFmtId="(\d+)" formatCode="([^"]*)"', styles)
        if b"%" in code
    }
    _, _, formats = styles.partition(b"<cellXfs")
    found = re.findall(rb'<xf\b[^>]*?\bnumFmtId="(\d+)"', formats.partition(b"</cellXfs>")[0])
    return {place for place, number in enumerate(found) if int(number) in own | {9, 10}}


def unit_name(cell: FormCell) -> str:
    """Return the Vietnamese name of a cell's unit."""
    return str(layout("workbook")["units"].get(cell.column.unit, cell.column.unit))


_READERS: dict[str, Callable[[_OddCells, FormCell, object], None]] = {
    "text": _OddCells._text,
    "choice": _OddCells._choice,
    "date": _OddCells._date,
}
