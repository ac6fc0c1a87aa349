"""Cells that mean the same in registers, statements and cover records: documents, source lines, localities."""

from __future__ import annotations

from datetime import date

from ingestion.documents import DocumentDate, DocumentNumber, Documents, parse_documents
from ingestion.identify import Header
from ingestion.names import Match, match_locality
from ingestion.readers.outcome import QUARANTINED, Notes, Place
from ingestion.reference import Locality, Reference
from ingestion.tables import Row, Table

NUMBER_SHAPE = "số/ký hiệu, ví dụ 280/BC-SLĐTBXH"
DATE_SHAPE = "ngày/tháng/năm, ví dụ 29/06/2023"


def value_of(header: Header, row: Row, field: str) -> object:
    """Return the value under a header, None if the table has no such column."""
    return row.value(header.columns[field]) if field in header.columns else None


def text_of(header: Header, row: Row, field: str) -> str:
    """Return the text under a header, empty if the table has no such column."""
    return row.text(header.columns[field]) if field in header.columns else ""


def place_of(table: Table, header: Header, row: Row, field: str) -> Place:
    """Return the place of a field; its line is the line of the text, or the source line a workbook or CSV states."""
    stated = text_of(header, row, "source_line")
    line = int(stated) if _is_count(stated) else table.line(row)
    return Place(table.sheet, row.place(header.columns.get(field, 1)), line)


def read_documents(table: Table, header: Header, row: Row, notes: Notes) -> Documents:
    """Read the documents of a row; what cannot be read is put on record."""
    number, day = text_of(header, row, "document_no"), value_of(header, row, "document_on")
    documents = parse_documents(number, day)
    if not documents.is_paired:
        at = Place.of(table, row, header.columns.get("document_no"))
        found = f"{number} | {text_of(header, row, 'document_on')}"
        notes.add("IN10", "số lượng số hiệu và ngày không khớp", at=at, expected="mỗi số hiệu một ngày", found=found)
    for item in documents.items:
        note_number(item.number, Place.of(table, row, header.columns.get("document_no")), notes)
        if documents.is_paired or item.number is None:
            note_date(item.date, Place.of(table, row, header.columns.get("document_on")), notes)
    return documents


def note_number(number: DocumentNumber | None, at: Place, notes: Notes) -> None:
    """Put on record a number that is blank or cannot be read."""
    if number and number.no is None:
        problem = "số văn bản để trống" if number.is_blank else "không đọc được số văn bản"
        notes.add("IN10", problem, at=at, expected=NUMBER_SHAPE, found=number.raw)


def note_date(day: DocumentDate | None, at: Place, notes: Notes) -> None:
    """Put on record a date that is blank or cannot be read."""
    if day and day.on is None:
        problem = "ngày văn bản để trống" if day.is_blank else "không đọc được ngày văn bản"
        notes.add("IN10", problem, at=at, expected=DATE_SHAPE, found=day.raw)


def read_locality(raw: str, level: str, on: date, reference: Reference, at: Place, notes: Notes) -> Locality | None:
    """Match a name; one that does not match puts the file aside."""
    answer = match_locality(raw, level, on, reference)
    if isinstance(answer, Match):
        return answer.locality
    notes.add("IN01", answer.message_vi, state=QUARANTINED, at=at, found=raw, todo="Sửa tên rồi gửi lại.")
    return None


def read_count(value: object, text: str) -> int | None:
    """Read a whole number that counts something (`02`, `53`); None if it is not one."""
    return int(text) if not isinstance(value, bool) and _is_count(text) else None


def _is_count(text: str) -> bool:
    return text.isdecimal() and len(text) <= 9
