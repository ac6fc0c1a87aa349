"""The lists as files: CSV and JSON for programs (English columns, codes), a workbook for people (Vietnamese)."""

from __future__ import annotations

import csv
import io
import json
import os
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from delivery.lists import LateList, LateReturn, ReportingRate, Words

#: The columns of the late list, in their order; part of the public surface.
LATE_COLUMNS = (
    "return_type", "period", "locality_code", "locality", "region", "due_at", "status", "evidence", "document_no",
    "document_date", "days_late", "reasons",
)  # fmt: skip
STATUS_COLUMNS = (
    "return_type", "period", "reporter_level", "region_code", "region", "expected", "received", "received_on_time",
    "late", "overdue", "rejected", "exempt", "not_due", "rate", "rate_on_time",
)  # fmt: skip

#: Forms a list can be given in, beside the table on the terminal.
FORMATS = ("csv", "json", "xlsx")

_LATE_HEADINGS = (
    "Loại báo cáo", "Kỳ", "Mã địa phương", "Địa phương", "Vùng", "Phải gửi trước", "Tình trạng", "Bằng chứng",
    "Số văn bản", "Ngày văn bản", "Số ngày chậm", "Lý do",
)  # fmt: skip
_STATUS_HEADINGS = (
    "Loại báo cáo", "Kỳ", "Cấp", "Mã vùng", "Vùng", "Phải gửi", "Đã gửi", "Đúng hạn", "Gửi muộn", "Quá hạn, chưa gửi",
    "Bị trả lại", "Được miễn", "Chưa đến hạn", "Tỷ lệ gửi", "Tỷ lệ đúng hạn",
)  # fmt: skip

Values = dict[str, Any]

#: No column of a workbook is wider, in characters.
WIDEST = 60


@dataclass(frozen=True)
class Sheet:
    """One list of a workbook."""

    title: str
    headings: Sequence[str]
    lines: Sequence[Sequence[Any]]


def late_values(one: LateReturn, words: Words) -> Values:
    """One row of the late list by column name: dates as ISO text, reasons as `code (Vietnamese text)`."""
    return {
        "return_type": one.return_type,
        "period": one.period,
        "locality_code": one.locality_code,
        "locality": one.locality,
        "region": one.region,
        "due_at": one.due_at.isoformat(timespec="minutes"),
        "status": one.status,
        "evidence": one.evidence,
        "document_no": one.document_no,
        "document_date": one.document_on.isoformat() if one.document_on else None,
        "days_late": one.days_late,
        "reasons": "; ".join(
            f"{code} ({words.reasons[code]})" if code in words.reasons else code for code in one.reasons
        ),
    }


def render_late(late: LateList, form: str) -> bytes:
    """The late list as a file in one of FORMATS; text is UTF-8 without a byte order mark, NFC.

    JSON adds to each row the key of its obligation, whether it is still chased, and how its arrival date is known. The
    workbook has a second sheet that says what the list is about.
    """
    if form == "xlsx":
        return as_workbook(_LATE_HEADINGS, [_late_cells(one, late.words) for one in late.returns], late_notes_vi(late))
    values = [late_values(one, late.words) for one in late.returns]
    if form == "csv":
        return as_csv(LATE_COLUMNS, values)
    for row, one in zip(values, late.returns, strict=True):
        more = {"obligation_key": one.obligation_key, "is_chased": one.is_chased, "arrival_basis": one.arrival_basis}
        row.update(more)
    return as_json(values)


def write_late(late: LateList, path: Path, form: str) -> None:
    """Write the late list to a file in one of FORMATS, whole or not at all; an older file of that name is replaced."""
    write_file(path, render_late(late, form))


def write_file(path: Path, content: bytes) -> None:
    """Put content in place in one rename; raises OSError."""
    draft = path.with_name(f".{path.name}.part")
    draft.write_bytes(content)
    draft.replace(path)


def fsync(path: Path) -> None:
    """Wait until a file, or what a folder holds by name, is on the disk; raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def render_status(rates: Sequence[ReportingRate], form: str, notes: Sequence[tuple[str, str]] = ()) -> bytes:
    """Counts and rates as a file in one of FORMATS; rates in [0, 1] with four decimals."""
    values = [{column: _rounded(getattr(one, column)) for column in STATUS_COLUMNS} for one in rates]
    if form == "xlsx":
        return as_workbook(_STATUS_HEADINGS, [list(row.values()) for row in values], notes)
    return as_csv(STATUS_COLUMNS, values) if form == "csv" else as_json(values)


def late_notes_vi(late: LateList) -> list[tuple[str, str]]:
    """What a reader of the list must know, as (label, text) in Vietnamese."""
    notes = [
        ("Tính đến hết ngày", f"{late.as_of:%d/%m/%Y}"),
        ("Theo những gì biết đến hết ngày", f"{late.known:%d/%m/%Y}" if late.known else "tất cả những gì đã biết"),
        ("Số dòng", str(len(late.returns))),
    ]
    if late.assumed_arrivals:
        text = f"{late.assumed_arrivals} dòng có ngày đến được giả định bằng ngày văn bản, không phải ngày đã ghi nhận"
        notes.append(("Ngày đến", text))
    if late.closed:
        notes.append(("Không liệt kê", f"{late.closed} báo cáo đã hết thời hạn đôn đốc"))
    return notes


def _late_cells(one: LateReturn, words: Words) -> list[Any]:
    return [
        words.return_types.get(one.return_type, one.return_type),
        one.period,
        one.locality_code,
        one.locality,
        one.region,
        one.due_at.replace(tzinfo=None),
        words.statuses.get(one.status, one.status),
        words.evidence.get(one.evidence or "", one.evidence),
        one.document_no,
        one.document_on,
        one.days_late,
        "; ".join(words.reasons.get(code, code) for code in one.reasons),
    ]


def _rounded(value: Any) -> Any:
    return round(value, 4) if isinstance(value, float) else value


def as_csv(columns: Sequence[str], values: Iterable[Values]) -> bytes:
    """Rows as CSV: UTF-8 without a byte order mark, NFC."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(values)
    return unicodedata.normalize("NFC", stream.getvalue()).encode()


def as_json(values: list[Values]) -> bytes:
    """Rows as a JSON list: UTF-8, NFC."""
    text = json.dumps(values, ensure_ascii=False, indent=2)
    return unicodedata.normalize("NFC", text + "\n").encode()


def as_workbook(headings: Sequence[str], lines: Sequence[Sequence[Any]], notes: Sequence[tuple[str, str]]) -> bytes:
    """Rows as a workbook with filters; long texts are wrapped. `notes`, label and text, stand on a second sheet."""
    return as_book([Sheet("Danh sách", headings, lines)], notes)


def as_book(sheets: Sequence[Sheet], notes: Sequence[tuple[str, str]]) -> bytes:
    """Lists as a workbook, one sheet each with filters; long texts are wrapped. `notes` stand on a last sheet."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        _fill(book.create_sheet(sheet.title), sheet)
    about = book.create_sheet("Ghi chú")
    for row, (label, text) in enumerate(notes, start=1):
        _put(about.cell(row, 1), label)
        _put(about.cell(row, 2), text)
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 34, 80
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _fill(made: Any, sheet: Sheet) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for row, values in enumerate([sheet.headings, *sheet.lines], start=1):
        for column, value in enumerate(values, start=1):
            _put(made.cell(row, column), value)
    for column in range(1, len(sheet.headings) + 1):
        made.cell(1, column).font = Font(bold=True)
        longest = max(len(str(cell.value or "")) for cell in made[get_column_letter(column)])
        made.column_dimensions[get_column_letter(column)].width = min(max(longest + 2, 10), WIDEST)
        if longest > WIDEST:
            for cell in made[get_column_letter(column)]:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    made.freeze_panes = "A2"
    made.auto_filter.ref = f"A1:{get_column_letter(len(sheet.headings))}{len(sheet.lines) + 1}"


def _put(cell: Any, value: Any) -> None:
    if isinstance(value, str):
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

        cell.value = unicodedata.normalize("NFC", ILLEGAL_CHARACTERS_RE.sub(" ", value))
        # A document number that starts with "=" is text, never a formula.
        cell.data_type = "s"
        return
    cell.value = value
    if isinstance(value, datetime):
        cell.number_format = "dd/mm/yyyy hh:mm"
    elif isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"
