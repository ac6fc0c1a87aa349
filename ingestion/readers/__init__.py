"""Readers: from the bytes of one received file to what it says, with a verdict and a reason for the sender."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import PurePosixPath

from ingestion.book import Book
from ingestion.identify import COVER, REGISTER, identify
from ingestion.model import Reading, SourceEntry
from ingestion.readers.cover import read_cover
from ingestion.readers.outcome import QUARANTINED, Notes
from ingestion.readers.outcome import Place as _Place
from ingestion.readers.register import read_register
from ingestion.readers.report import add_body, read_narrative
from ingestion.readers.told import read_told
from ingestion.reference import Reference
from ingestion.reports import StoredText, TextError, store_text
from ingestion.tables import Table, TableError, read_prose, read_tables, tables_of
from ingestion.workbooks.door import Door
from ingestion.workbooks.reader import read_form_book, tell_dangers

__all__ = ["is_report_file", "read_file"]

_HOW_TO_SEND = (
    "Gửi phiếu (Loại báo cáo, Kỳ báo cáo, Đơn vị báo cáo, Số hiệu văn bản, Ngày ban hành) hoặc bảng tổng hợp."
)
_REPORT_SUFFIXES = {".txt", ".docx", ".doc", ".pdf", ".rtf"}
_PDF, _PDF_HEAD = b"%PDF-", 1024


def read_file(content: bytes, name: str, *, entry: SourceEntry, reference: Reference, on: date) -> Reading:
    """Read one file of a source; `name` is for messages and its suffix, `on` the local date of its arrival.

    Bad input never raises: the answer always has a state and, unless accepted, the rule that decided and a Vietnamese
    reason with file, place, what was expected and found. Localities are those valid on the document's date, where it
    can be read. Bronze columns of rows are filled but for batch_id, submission_key, known_from and arrival_basis.
    """
    notes = Notes(name)
    stored = None
    try:
        if content and is_report_file(content, name):
            stored = store_text(content, name)
            tables = [table for table in [read_prose(stored.text)] if table.rows]
        elif content.startswith(b"PK"):
            book = Book(content)
            filled = read_form_book(book, name, entry=entry, reference=reference, on=on, notes=notes)
            if filled is not None:
                return notes.close(filled)
            tell_dangers(book, Door(notes, on, reference.seeds))
            tables = [table for table in tables_of(book) if table.rows]
        else:
            tables = [table for table in read_tables(content, name) if table.rows]
    except (TableError, TextError) as error:
        notes.add(error.rule_id, error.message_vi, state=QUARANTINED)
        return notes.close(Reading(state=QUARANTINED))
    return notes.close(_read(tables, stored, entry, reference, on, notes))


def is_report_file(content: bytes, name: str) -> bool:
    """Say whether a file is of a kind that holds running text: Word and PDF by content, text by its suffix."""
    if content.startswith(b"PK"):
        return b"word/" in content and _is_word(content)  # names stand in a package as they are
    if _PDF in content[:_PDF_HEAD]:
        return True
    return PurePosixPath(name.replace("\\", "/")).suffix.lower() in _REPORT_SUFFIXES


def _is_word(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return any(name.startswith("word/") for name in package.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def _read(
    tables: list[Table],
    stored: StoredText | None,
    entry: SourceEntry,
    reference: Reference,
    on: date,
    notes: Notes,
) -> Reading:
    unknown = Reading(state=QUARANTINED)
    if not tables:
        notes.add("IN03", "tệp rỗng, không có nội dung nào", state=QUARANTINED, todo=_HOW_TO_SEND)
        return unknown
    kinds = {table: identify(table) for table in tables}
    covers = [table for table in tables if kinds[table] == COVER]
    registers = [table for table in tables if kinds[table] == REGISTER]
    if not covers and not registers:
        if stored is not None:
            return read_narrative(stored, tables[0], entry, reference, on, notes)
        notes.add("IN11", "không nhận ra là phiếu gửi báo cáo hay bảng tổng hợp", state=QUARANTINED, todo=_HOW_TO_SEND)
        return unknown
    if len(covers) > 1 or (covers and registers):
        todo = "Tách mỗi phiếu, mỗi bảng tổng hợp thành một tệp."
        notes.add("IN11", "tệp chứa nhiều phiếu, hoặc vừa phiếu vừa bảng tổng hợp", state=QUARANTINED, todo=todo)
        return unknown
    for table in tables:
        if kinds[table] is None:
            at = _Place(table.sheet)
            notes.add("IN11", "trang này không phải phiếu hay bảng tổng hợp nên không được đọc", at=at)
    if not registers:
        return read_cover(covers[0], entry, reference, on, notes)
    reading = read_register(registers, entry, reference, notes)
    if stored is not None and not notes.is_refused:
        reading.statements += read_told(stored, reading.document_on or on, reference, notes)
        add_body(reading, stored, entry, reference, on)
    return reading
