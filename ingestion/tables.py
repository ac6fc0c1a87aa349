"""Tables as they stand in a file: every cell knows its place, nothing is evaluated, sizes are bounded.

Kinds: xlsx (python-calamine; cached values, no formula is run), CSV (comma or semicolon) and text with tabs, both UTF-8
with or without a byte-order mark. Hidden sheets are left out: they hold lists for drop-downs and old versions.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from pathlib import PurePosixPath
from typing import NamedTuple, cast

from ingestion.archive import TableError
from ingestion.book import Book
from ingestion.package import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_PARTS,
    MAX_ROWS,
    MAX_UNPACKED_BYTES,
    refuse_size,
)
from ingestion.text import clean

__all__ = [
    "MAX_CELLS", "MAX_COLUMNS", "MAX_PARTS", "MAX_ROWS", "MAX_UNPACKED_BYTES", "Cell", "Row", "Table", "TableError",
    "as_text", "column_letters", "read_prose", "read_tables", "table_of", "tables_of",
]  # fmt: skip

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BINARY = {b"%PDF": "PDF", b"{\\rtf": "RTF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG"}
_TEXTS = {str}
_SHEET_SUFFIXES = {".xlsx", ".xlsm"}


class Cell(NamedTuple):
    """One cell: `value` as the file holds it, `text` in NFC without outer blanks, 1-based column."""

    value: object
    text: str
    column: int


@dataclass(frozen=True)
class Row:
    """One row that holds something: its 1-based number (line of a text, row of a sheet), its cells from column 1."""

    number: int
    cells: tuple[Cell, ...]

    def text(self, column: int) -> str:
        """Return the text of a 1-based column, empty beyond the last cell."""
        return self.cells[column - 1].text if column <= len(self.cells) else ""

    def value(self, column: int) -> object:
        """Return the value of a 1-based column, None beyond the last cell."""
        return self.cells[column - 1].value if column <= len(self.cells) else None

    def place(self, column: int) -> str:
        """Return the place of a column as in a sheet: column letter and row (line) number, e.g. `D12`."""
        return f"{column_letters(column)}{self.number}"

    @cached_property
    def filled(self) -> tuple[Cell, ...]:
        """The cells that are not empty."""
        return tuple(cell for cell in self.cells if cell.text)


@dataclass(frozen=True)
class Table:
    """The rows of one sheet, CSV or text. `sheet` is None for CSV and text, whose row numbers are lines."""

    sheet: str | None
    rows: tuple[Row, ...]
    is_prose: bool = False

    def line(self, row: Row) -> int | None:
        """Return the 1-based line of a row; None in a workbook."""
        return row.number if self.sheet is None else None


def column_letters(column: int) -> str:
    """Return the letters of a 1-based column: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def read_tables(content: bytes, name: str) -> list[Table]:
    """Read all tables of a file; a file without any content gives tables without rows.

    Raises TableError: IN04 if the file is damaged, locked or not UTF-8; IN11 if its kind is not read or it is too big.
    """
    if not content:
        return []
    if content.startswith(b"PK"):
        return tables_of(Book(content, MAX_UNPACKED_BYTES))
    suffix = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    _refuse_foreign(content, suffix)
    text = _decoded(content)
    return [read_prose(text)] if suffix in (".txt", ".tsv", ".tab") else [_delimited(text)]


def _refuse_foreign(content: bytes, suffix: str) -> None:
    if content.startswith(_OLE):
        raise TableError(
            "IN04", "Tệp có mật khẩu hoặc là định dạng Excel/Word cũ (.xls, .doc); bỏ mật khẩu và lưu lại thành .xlsx."
        )
    for magic, kind in _BINARY.items():
        if content.startswith(magic):
            raise TableError("IN11", f"Tệp {kind} chưa được hỗ trợ; gửi tệp .xlsx, .csv hoặc .txt.")
    if suffix in _SHEET_SUFFIXES:
        raise TableError("IN04", "Tệp mang đuôi .xlsx nhưng không phải sổ tính; mở bằng Excel, lưu lại và gửi lại.")


def _decoded(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise TableError(
            "IN04", f"Tệp không ở mã UTF-8 (dòng {line}); lưu lại với mã hóa UTF-8 (“CSV UTF-8”) rồi gửi lại."
        ) from None
    if "\0" in text:
        raise TableError("IN04", "Tệp chứa byte rỗng, không phải văn bản UTF-8; lưu lại với mã hóa UTF-8 rồi gửi lại.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_prose(text: str) -> Table:
    """Read text whose table rows are lines with tabs; every other line is a row of one cell.

    Raises TableError (IN11) if it is too big.
    """
    lines = text.split("\n")
    return Table(None, _rows((number, line.split("\t")) for number, line in enumerate(lines, start=1)), is_prose=True)


def _delimited(text: str) -> Table:
    """Read CSV with the delimiter under which most rows have the same number of columns."""
    readings = [_csv_rows(text, delimiter) for delimiter in (",", ";", "\t")]
    best = max(readings, key=_regularity)
    return Table(None, _rows(best))


def _csv_rows(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows, line = [], 1
    try:
        for row in reader:
            rows.append((line, row))
            line = reader.line_num + 1
    except csv.Error:
        raise TableError("IN04", f"Tệp CSV hỏng ở gần dòng {line}: dấu ngoặc kép không khép lại.") from None
    return rows


def _regularity(rows: list[tuple[int, list[str]]]) -> int:
    widths = Counter(len(row) for _, row in rows if len(row) > 1)
    return max(widths.values(), default=0)


def tables_of(book: Book) -> list[Table]:
    """Return the visible sheets of an open workbook as tables. Raises TableError."""
    return [table_of(book, title) for title in book.titles if title not in book.hidden]


def table_of(book: Book, title: str) -> Table:
    """Return one sheet of an open workbook as a table. Raises TableError."""
    return Table(title, _rows(enumerate(book.grid(title), start=1)))


def _rows(grid: Iterable[tuple[int, Sequence[object]]]) -> tuple[Row, ...]:
    rows = []
    widest = last = 0
    for number, values in grid:
        row = _label_row(number, *values) if _is_label(values) else Row(number, _cells(values))
        last, widest = number, max(widest, len(row.cells))
        if row.filled:
            rows.append(row)
    refuse_size(last, widest)
    return tuple(rows)


def _is_label(values: Sequence[object]) -> bool:
    """Say whether a row is of the short texts that cover records have in common."""
    return len(values) <= 4 and set(map(type, values)) == _TEXTS and sum(map(len, cast("Sequence[str]", values))) < 400


def _cells(values: Sequence[object]) -> tuple[Cell, ...]:
    return tuple(Cell(value, as_text(value), column) for column, value in enumerate(values, start=1))


@lru_cache(maxsize=1024)
def _label_row(number: int, *values: object) -> Row:
    """Return a row of texts, kept for the next table that has the same."""
    return Row(number, _cells(values))


def as_text(value: object) -> str:
    """Return a cell's value as text: whole numbers without decimals, dates as dd/mm/yyyy."""
    if isinstance(value, datetime | date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean("" if value is None else str(value))
