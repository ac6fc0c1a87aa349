"""Reader of statements: counts in the body of a report and names in its footnotes, one row each, beside a register."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from ingestion.identify import Header
from ingestion.layouts import layout
from ingestion.readers.fields import place_of, read_count, read_documents, read_locality, text_of, value_of
from ingestion.readers.outcome import REJECTED, Notes, Place
from ingestion.readers.sections import Section
from ingestion.reference import Reference
from ingestion.tables import Row
from ingestion.text import key, number_key

_SAME_LINE = "same_line"


def read_statements(section: Section, on: date, reference: Reference, notes: Notes) -> list[dict[str, Any]]:
    """Read the rows of a statements table; `on` is the date of the report. Keys are columns of bronze `statement`."""
    rows = [(header, row) for header, row in section.rows if len(row.filled) > 1]
    read = [_read_row(section, header, row, on, reference, notes) for header, row in rows]
    statements = [one for one in read if one is not None]
    for one in statements:
        if one["subject_return_type"] == _SAME_LINE:
            one["subject_return_type"] = _subject_of_line(one, statements, notes)
        if one["subject_return_type"] is not None:
            level = layout("registers")["locality_level"]
            one["subject_period"] = reference.latest_period(one["subject_return_type"], level, on)
    return statements


def _read_row(
    section: Section, header: Header, row: Row, on: date, reference: Reference, notes: Notes
) -> dict[str, Any] | None:
    subject = _contents().get(number_key(text_of(header, row, "content")))
    kind = _kinds().get(key(text_of(header, row, "kind")))
    if subject is None or kind is None:
        _refuse(section, header, row, "kind" if kind is None else "content", notes)
        return None
    told = "locality" if kind == "name" and text_of(header, row, "locality") else "value"
    at = place_of(section.table, header, row, told)
    documents = read_documents(section.table, header, row, notes).items
    statement: dict[str, Any] = {
        "sheet": at.sheet, "cell": at.cell, "line": at.line, "statement_kind": kind, "category": subject["category"],
        "subject_return_type": subject["return_type"], "subject_period": None, "stated_count": None,
        "locality_code": None, "locality_raw": None, "document_no": None, "document_on": None,
        "raw_text": "\t".join(cell.text for cell in row.cells).rstrip("\t"),
    }  # fmt: skip
    if len(documents) == 1:
        item = documents[0]
        statement["document_no"] = item.number.no if item.number else None
        statement["document_on"] = item.date.on if item.date else None
    if kind == "count":
        statement["stated_count"] = _count(section, header, row, notes)
    else:
        raw = text_of(header, row, told)
        level = layout("registers")["locality_level"]
        where = Place.of(section.table, row, header.columns[told])
        locality = read_locality(raw, level, on, reference, where, notes)
        statement |= {"locality_raw": raw, "locality_code": locality.code if locality else None}
    return statement


def _count(section: Section, header: Header, row: Row, notes: Notes) -> int | None:
    text = text_of(header, row, "value")
    count = read_count(value_of(header, row, "value"), text)
    if count is None:
        at = Place.of(section.table, row, header.columns["value"])
        notes.add("IN10", "không đọc được số lượng", at=at, expected="số nguyên", found=text)
    return count


def _refuse(section: Section, header: Header, row: Row, field: str, notes: Notes) -> None:
    known = layout("registers")["statement_kinds"]
    labels = list(known) if field == "kind" else [one["label"] for one in layout("registers")["statement_contents"]]
    notes.add(
        "IN06",
        f"“{header.text(field)}” không có trong danh mục",
        state=REJECTED,
        at=Place.of(section.table, row, header.columns[field]),
        expected="; ".join(labels),
        found=text_of(header, row, field),
        todo="Dùng đúng nhãn của mẫu rồi gửi lại.",
    )


def _subject_of_line(statement: dict[str, Any], statements: list[dict[str, Any]], notes: Notes) -> str | None:
    """Return the return type of the other counts on the same source line; None, on record, if that says nothing."""
    subjects = {
        str(one["subject_return_type"])
        for one in statements
        if one["line"] == statement["line"] and one["subject_return_type"] != _SAME_LINE
    }
    if len(subjects) == 1:
        return subjects.pop()
    at = Place(statement["sheet"], statement["cell"])
    problem = "không rõ tổng số này thuộc loại báo cáo nào"
    notes.add("IN10", problem, at=at, expected="một số lượng khác cùng dòng nguồn", found=statement["raw_text"])
    return None


@cache
def _contents() -> dict[str, dict[str, str]]:
    return {number_key(one["label"]): one for one in layout("registers")["statement_contents"]}


@cache
def _kinds() -> dict[str, str]:
    return {key(label): kind for label, kind in layout("registers")["statement_kinds"].items()}
