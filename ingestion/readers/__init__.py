"""Readers: from the bytes of one received file to what it says, with a verdict and a reason for the sender."""

from __future__ import annotations

from datetime import date

from ingestion.identify import COVER, REGISTER, identify
from ingestion.model import Reading, SourceEntry
from ingestion.readers.cover import read_cover
from ingestion.readers.outcome import QUARANTINED, Notes
from ingestion.readers.outcome import Place as _Place
from ingestion.readers.register import read_register
from ingestion.reference import Reference
from ingestion.tables import Table, TableError, read_tables

__all__ = ["read_file"]

_HOW_TO_SEND = (
    "Gửi phiếu (Loại báo cáo, Kỳ báo cáo, Đơn vị báo cáo, Số hiệu văn bản, Ngày ban hành) hoặc bảng tổng hợp."
)


def read_file(content: bytes, name: str, *, entry: SourceEntry, reference: Reference, on: date) -> Reading:
    """Read one file of a source; `name` is for messages and its suffix, `on` the local date of its arrival.

    Bad input never raises: the answer always has a state and, unless accepted, the rule that decided and a Vietnamese
    reason with file, place, what was expected and found. Localities are those valid on the document's date, where it
    can be read. Bronze columns of rows are filled but for batch_id, submission_key, known_from and arrival_basis.
    """
    notes = Notes(name)
    try:
        tables = [table for table in read_tables(content, name) if table.rows]
    except TableError as error:
        notes.add(error.rule_id, error.message_vi, state=QUARANTINED)
        return notes.close(Reading(state=QUARANTINED))
    return notes.close(_read(tables, entry, reference, on, notes))


def _read(tables: list[Table], entry: SourceEntry, reference: Reference, on: date, notes: Notes) -> Reading:
    unknown = Reading(state=QUARANTINED)
    if not tables:
        notes.add("IN03", "tệp rỗng, không có nội dung nào", state=QUARANTINED, todo=_HOW_TO_SEND)
        return unknown
    kinds = {table: identify(table) for table in tables}
    covers = [table for table in tables if kinds[table] == COVER]
    registers = [table for table in tables if kinds[table] == REGISTER]
    if not covers and not registers:
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
    if registers:
        return read_register(registers, entry, reference, notes)
    return read_cover(covers[0], entry, reference, on, notes)
