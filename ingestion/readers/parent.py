"""The report a register is attached to, read from the lines above its tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from ingestion.documents import DocumentNumber, parse_dates, parse_numbers
from ingestion.layouts import layout
from ingestion.readers.fields import DATE_SHAPE, note_number
from ingestion.readers.outcome import QUARANTINED, Notes, Place
from ingestion.readers.sections import Section
from ingestion.tables import Row, Table
from ingestion.text import clean


@dataclass(frozen=True)
class ParentDocument:
    """Number, date and issuer of the report, and where they stand."""

    number: DocumentNumber
    on: date
    date_raw: str
    issuer: str
    place: Place


def find_parent(sections: list[Section], notes: Notes) -> ParentDocument | None:
    """Return the report all tables of a file belong to.

    None, with the file put aside, if no table names it or its date cannot be read: the date decides the period. Tables
    that name another report than the first are put on record.
    """
    named = [(section, match) for section in sections if (match := _last_match(section.preamble))]
    if not named:
        notes.add(
            "IN05",
            "không có dòng cho biết bảng kèm theo văn bản nào",
            state=QUARANTINED,
            at=Place.of(sections[0].table, sections[0].header.row) if sections else None,
            expected="“Kèm theo Báo cáo số … ngày … của …” ở phía trên bảng",
            todo="Thêm dòng này rồi gửi lại.",
        )
        return None
    parents = [_read(section.table, section.preamble, match, notes) for section, match in named]
    first = parents[0]
    for other in parents[1:]:
        if first and other and (first.number.no, first.on) != (other.number.no, other.on):
            found = f"{other.number.raw}, {other.date_raw}"
            expected = f"{first.number.raw}, {first.date_raw}"
            notes.add("IN10", "các bảng ghi văn bản khác nhau", at=other.place, expected=expected, found=found)
    if first:
        note_number(first.number, first.place, notes)
    return first


def _last_match(preamble: list[Row]) -> re.Match[str] | None:
    """Return the last mention: a long text can speak of other documents before it comes to its annexes."""
    found = None
    for found in _pattern().finditer(" ".join(_text(row) for row in preamble)):  # noqa: B007
        pass
    return found


def _read(table: Table, preamble: list[Row], match: re.Match[str], notes: Notes) -> ParentDocument | None:
    row = _row_at(preamble, match.start())
    at = Place.of(table, row, row.filled[0].column)
    numbers = parse_numbers(match["number"])
    dates = parse_dates(match["date"])
    day = dates[0] if len(dates) == 1 else None
    if day is None or day.on is None:
        problem = "không đọc được ngày của văn bản mà bảng kèm theo"
        todo = "Ghi đủ ngày, tháng, năm rồi gửi lại."
        raw = clean(match["date"])
        notes.add("IN10", problem, state=QUARANTINED, at=at, expected=DATE_SHAPE, found=raw, todo=todo)
        return None
    number = numbers[0] if len(numbers) == 1 else DocumentNumber(None, clean(match["number"]))
    return ParentDocument(number, day.on, day.raw, clean(match["issuer"]), at)


def _row_at(preamble: list[Row], position: int) -> Row:
    """Return the row in whose text a position of the joined preamble lies."""
    end = 0
    for row in preamble:
        end += len(_text(row)) + 1
        if position < end:
            return row
    return preamble[-1]


def _text(row: Row) -> str:
    return " ".join(cell.text for cell in row.filled)


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(layout("registers")["parent_document"].strip().replace("\n", "").replace(" ", ""), re.IGNORECASE)
