"""Reader of registers: which locality has sent what, as a body's annexes list it, and the counts its text states.

A register row names documents as evidence; it is no submission. The file itself is one: the own return of its sender,
found with the calendar by the date of the report the register is attached to. Layouts: `layouts/registers.yml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from ingestion.documents import Document
from ingestion.identify import REGISTER, Header
from ingestion.layouts import layout
from ingestion.model import Reading, SourceEntry
from ingestion.readers.fields import place_of, read_count, read_documents, read_locality, text_of, value_of
from ingestion.readers.outcome import QUARANTINED, REJECTED, Notes, Place
from ingestion.readers.parent import ParentDocument, find_parent
from ingestion.readers.sections import Section, is_heading, split_sections
from ingestion.readers.statements import read_statements
from ingestion.reference import Reference
from ingestion.tables import Row, Table
from ingestion.text import clean, key


@dataclass(frozen=True)
class _Register:
    """What is the same for all rows of one register."""

    register_id: str
    return_type: str
    period: str
    table: Table
    on: date


def read_register(tables: list[Table], entry: SourceEntry, reference: Reference, notes: Notes) -> Reading:
    """Read all registers and statements of a file; the verdict goes to `notes`."""
    reading = Reading(state=notes.state, file_kind=REGISTER, level=entry.level, locality_code=entry.locality_code)
    sections = [section for table in tables for section in split_sections(table, notes)]
    parent = find_parent(sections, notes)
    if parent is None:
        return reading
    reading.document_no, reading.document_no_raw = parent.number.no, parent.number.raw
    reading.document_on, reading.document_on_raw = parent.on, parent.date_raw
    reading.sheet, reading.cell, reading.line = parent.place.sheet, parent.place.cell, parent.place.line
    _own_return(reading, parent, entry, reference, notes)
    if notes.is_refused:
        return reading
    registers = 0
    for section in sections:
        if section.header.table == REGISTER:
            registers += 1
            _read_section(section, f"R{registers}", parent.on, reference, reading, notes)
        else:
            reading.statements += read_statements(section, parent.on, reference, notes)
    return reading


def _own_return(
    reading: Reading, parent: ParentDocument, entry: SourceEntry, reference: Reference, notes: Notes
) -> None:
    """Find which return the file itself is."""
    for return_type in layout("registers")["own_return_types"]:
        period = reference.latest_period(return_type, entry.level, parent.on)
        if period:
            reading.return_type, reading.period = return_type, period
            return
    notes.add(
        "IN09",
        "bảng tổng hợp này không phải báo cáo mà nơi gửi phải nộp vào ngày của văn bản",
        state=QUARANTINED,
        at=parent.place,
        expected="báo cáo của cơ quan tổng hợp, trong kỳ đã mở theo lịch báo cáo",
        found=f"{entry.name}, {parent.date_raw}",
        todo="Kiểm tra nơi gửi và ngày văn bản.",
    )


def _read_section(
    section: Section, register_id: str, on: date, reference: Reference, reading: Reading, notes: Notes
) -> None:
    return_type = _marks()[key(section.header.text("mark"))]
    period = reference.latest_period(return_type, layout("registers")["locality_level"], on)
    if period is None:
        at = Place.of(section.table, section.header.row)
        problem = f"chưa có kỳ nào của loại báo cáo {return_type} mở vào ngày văn bản"
        notes.add("IN02", problem, state=REJECTED, at=at, found=on.strftime("%d/%m/%Y"), todo="Kiểm tra ngày văn bản.")
        return
    register = _Register(register_id, return_type, period, section.table, on)
    for header, row in section.rows:
        if _is_total(header, row):
            reading.statements.append(_total(register, header, row, notes))
        elif not _is_furniture(header, row):
            reading.register_rows += _read_row(register, header, row, reference, notes)


def _is_total(header: Header, row: Row) -> bool:
    labels = {key(label) for label in layout("registers")["total_labels"]}
    return bool(labels & {key(text_of(header, row, "row_no")), key(text_of(header, row, "locality"))})


def _is_furniture(header: Header, row: Row) -> bool:
    """Say whether a row is the heading of a region or the number of a page."""
    if any(text_of(header, row, name) for name in ("mark", "document_no", "document_on")):
        return False
    return is_heading(row.filled[0].text) or (len(row.filled) == 1 and row.filled[0].text.isdigit())


def _total(register: _Register, header: Header, row: Row, notes: Notes) -> dict[str, Any]:
    at = place_of(register.table, header, row, "mark")
    found = text_of(header, row, "mark")
    count = read_count(value_of(header, row, "mark"), found)
    if count is None:
        where = Place.of(register.table, row, header.columns["mark"])
        notes.add("IN10", "không đọc được số ở dòng tổng cộng", at=where, expected="số nguyên", found=found)
    return {
        "sheet": at.sheet, "cell": at.cell, "line": at.line, "statement_kind": "count", "category": "marked",
        "subject_return_type": register.return_type, "subject_period": register.period, "stated_count": count,
        "locality_code": None, "locality_raw": None, "document_no": None, "document_on": None, "raw_text": _raw(row),
    }  # fmt: skip


def _read_row(
    register: _Register, header: Header, row: Row, reference: Reference, notes: Notes
) -> list[dict[str, Any]]:
    """Read one locality's row: one bronze row a document, one with sequence 0 if it names none."""
    level = layout("registers")["locality_level"]
    name_at = Place.of(register.table, row, header.columns["locality"])
    raw_name = text_of(header, row, "locality")
    locality = read_locality(raw_name, level, register.on, reference, name_at, notes)
    has_mark = _read_mark(register.table, header, row, notes)
    items = read_documents(register.table, header, row, notes).items
    if locality is None:
        return []
    at = place_of(register.table, header, row, "document_no")
    mark_raw = text_of(header, row, "mark")
    same: dict[str, Any] = {
        "register_id": register.register_id, "sheet": at.sheet, "cell": at.cell, "line": at.line,
        "mark_cell": row.place(header.columns["mark"]), "row_no": read_count(None, text_of(header, row, "row_no")),
        "return_type": register.return_type, "period": register.period, "locality_level": level,
        "locality_code": locality.code, "locality_raw": raw_name, "has_mark": has_mark, "mark_raw": mark_raw or None,
        "document_count": len(items), "raw_text": _raw(row),
    }  # fmt: skip
    if not items:
        return [same | {"document_seq": 0} | _document_columns(Document(None, None))]
    return [same | {"document_seq": seq} | _document_columns(item) for seq, item in enumerate(items, start=1)]


def _document_columns(item: Document) -> dict[str, Any]:
    return {
        "document_no": item.number.no if item.number else None,
        "document_no_raw": item.number.raw if item.number else None,
        "document_on": item.date.on if item.date else None,
        "document_on_raw": item.date.raw if item.date else None,
    }


def _read_mark(table: Table, header: Header, row: Row, notes: Notes) -> bool:
    mark = text_of(header, row, "mark")
    word = clean(mark).casefold()
    if word in layout("registers")["mark_yes"]:
        return True
    if word not in layout("registers")["mark_no"]:
        at = Place.of(table, row, header.columns["mark"])
        notes.add("IN10", "không hiểu dấu đánh ở cột X nên coi là không đánh dấu", at=at, expected="X", found=mark)
    return False


def _raw(row: Row) -> str:
    return "\t".join(cell.text for cell in row.cells).rstrip("\t")


@cache
def _marks() -> dict[str, str]:
    return {key(header): return_type for header, return_type in layout("registers")["marks"].items()}
