"""Where the tables of a register file begin and end: header rows, page breaks, notes, and rows that stand outside."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingestion.identify import Header, expected_headers, find_header
from ingestion.readers.outcome import REJECTED, Notes, Place
from ingestion.tables import Row, Table

_ROMAN = re.compile(r"[IVXLC]+\.?(?:\s.*)?")
_LEAST_COLUMNS_OF_A_ROW = 3


@dataclass
class Section:
    """One table of a file: its header, the rows under it (also after a page break), and the lines above it."""

    table: Table
    header: Header
    preamble: list[Row]
    rows: list[tuple[Header, Row]] = field(default_factory=list)


def split_sections(table: Table, notes: Notes) -> list[Section]:
    """Cut a sheet or a text into its tables; wrong columns and rows outside of any table are put on record."""
    sections: list[Section] = []
    above: list[Row] = []
    is_open = False
    for row in table.rows:
        header = find_header(row)
        if header:
            _check_columns(table, header, notes)
            if not (sections and _continues(sections[-1], header, above)):
                sections.append(Section(table, header, above))
            is_open, above = True, []
            current = header
        elif is_open and not _ends(table, row, current):
            sections[-1].rows.append((current, row))
        else:
            is_open = False
            above.append(row)
            _check_outside(table, row, notes)
    return sections


def _continues(section: Section, header: Header, above: list[Row]) -> bool:
    """Say whether a header only repeats the one before, as at a page break: nothing but page numbers in between."""
    same = section.header.table == header.table and _marks(section.header) == _marks(header)
    return same and all(len(row.filled) == 1 and row.filled[0].text.isdigit() for row in above)


def _marks(header: Header) -> str:
    return header.text("mark") if "mark" in header.columns else ""


def _ends(table: Table, row: Row, header: Header) -> bool:
    """Say whether a row is a note below the table: text without tabs, or one cell that is neither number nor name."""
    if table.is_prose:
        return len(row.cells) == 1
    first = row.filled[0]
    named = {header.columns.get(name) for name in ("locality", "content", "mark", "document_no", "document_on")}
    is_note = not is_heading(first.text) and not first.text.isdigit()
    return len(row.filled) == 1 and first.column not in named and is_note


def is_heading(text: str) -> bool:
    """Say whether a text is the number of a region (`II`), alone or with the region's name."""
    return _ROMAN.fullmatch(text) is not None


def _check_columns(table: Table, header: Header, notes: Notes) -> None:
    printed = ", ".join(cell.text for cell in header.row.filled)
    required = tuple(header.columns) + header.missing
    expected = ", ".join(expected_headers(header.table, required))
    todo = "Dùng đúng tiêu đề cột của mẫu rồi gửi lại."
    if header.missing:
        names = ", ".join(expected_headers(header.table, header.missing))
        at = Place.of(table, header.row)
        notes.add("IN05", f"thiếu cột {names}", state=REJECTED, at=at, expected=expected, found=printed, todo=todo)
    for cell in header.unexpected:
        at = Place.of(table, header.row, cell.column)
        notes.add("IN06", f"cột lạ “{cell.text}”", state=REJECTED, at=at, expected=expected, found=printed, todo=todo)


def _check_outside(table: Table, row: Row, notes: Notes) -> None:
    """Tell of a numbered row of several columns that no header covers: left unread it would be lost in silence."""
    filled = row.filled
    if filled[0].text.isdigit() and len(filled) > 1 and len(row.cells) >= _LEAST_COLUMNS_OF_A_ROW:
        found = " | ".join(cell.text for cell in filled)
        todo = "Đặt dòng này dưới dòng tiêu đề cột rồi gửi lại."
        notes.add("IN05", "dòng nằm ngoài bảng nên không được đọc", at=Place.of(table, row), found=found, todo=todo)
