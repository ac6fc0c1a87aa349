"""Reader of narrative reports: which return a report is, what is blank in it, its figures and the text they stand in.

A report can come alone, or as the body of a text whose annexes are registers: then the registers say which return the
file is, and the body adds its figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from ingestion.documents import parse_numbers
from ingestion.model import Reading, SourceEntry
from ingestion.readers.outcome import QUARANTINED, REJECTED, WITH_FINDINGS, Notes, Place
from ingestion.reference import Reference
from ingestion.reports import Figure, Header, Report, StoredText, read_header, read_report
from ingestion.tables import Row, Table
from ingestion.text import key

REPORT = "report"
_LARGEST = Decimal(2**63 - 1)  # what a whole number of bronze holds
_LEAST_ROWS_OF_A_REGISTER = 3
_HOW_TO_SEND = (
    "Gửi báo cáo có số, ngày, tên loại và trích yếu; hoặc phiếu (Loại báo cáo, Kỳ báo cáo, Đơn vị báo cáo, Số hiệu "
    "văn bản, Ngày ban hành); hoặc bảng tổng hợp."
)


def read_narrative(
    stored: StoredText, table: Table, entry: SourceEntry, reference: Reference, on: date, notes: Notes
) -> Reading:
    """Read a report that comes alone; `table` is the same text as rows. The verdict goes to `notes`."""
    reading = Reading(state=notes.state, file_kind=REPORT, level=entry.level, locality_code=entry.locality_code)
    header = read_header(stored, reference, entry=entry, on=on)
    if not header.is_document:
        notes.add("IN11", "không nhận ra là báo cáo, phiếu hay bảng tổng hợp", state=QUARANTINED, todo=_HOW_TO_SEND)
        return reading
    reading.return_type, reading.period = header.return_type or None, header.return_period or None
    _document(reading, header)
    for remark in header.remarks:
        state = WITH_FINDINGS
        if remark.refuses:
            state = REJECTED if reading.return_type and reading.period else QUARANTINED
        notes.add(
            remark.rule_id, remark.problem, state=state, at=Place(line=remark.line), expected=remark.expected,
            found=remark.found, todo=remark.todo,
        )  # fmt: skip
    _note_lost_register(table, reading, reference, on, notes)
    _add_content(reading, read_report(stored, reference, header=header))
    return reading


def add_body(reading: Reading, stored: StoredText, entry: SourceEntry, reference: Reference, on: date) -> Reading:
    """Add the figures and the text of a report to the reading of its registers."""
    header = read_header(stored, reference, entry=entry, on=on)
    if header.is_document:
        _add_content(reading, read_report(stored, reference, header=header))
    return reading


def _document(reading: Reading, header: Header) -> None:
    number, issued = header.number, header.date_line
    if number:
        reading.document_no, reading.document_no_raw, reading.line = number.no, number.raw, number.line
    if issued:
        reading.document_on, reading.document_on_raw = issued.on, issued.raw
    reading.signer = header.signer or None


def _note_lost_register(table: Table, reading: Reading, reference: Reference, on: date, notes: Notes) -> None:
    """Refuse a text with a list of localities and their documents under no header that is known: it would be lost."""
    names = {key(one.name_vi) for one in reference.localities_on("province", on)}
    names |= {key(one.alias) for one in reference.aliases if one.level == "province"}
    rows = [row for row in table.rows if len(row.filled) > 1 and _names_a_document(row, names)]
    if len(rows) < _LEAST_ROWS_OF_A_REGISTER:
        return
    is_known = bool(reading.return_type and reading.period)
    notes.add(
        "IN05",
        "bảng ghi địa phương và số văn bản không có dòng tiêu đề cột nhận ra được nên không được đọc",
        state=REJECTED if is_known else QUARANTINED,
        at=Place.of(table, rows[0]),
        found=" | ".join(cell.text for cell in rows[0].filled),
        todo="Ghi dòng tiêu đề cột của mẫu ở trên bảng rồi gửi lại.",
    )


def _names_a_document(row: Row, names: set[str]) -> bool:
    filled = row.filled
    if not any(key(cell.text) in names for cell in filled[:3]):
        return False
    return any(len(cell.text) < 80 and any(one.no for one in parse_numbers(cell.text)) for cell in filled[1:])


def _add_content(reading: Reading, report: Report) -> None:
    header, stored = report.header, report.stored
    sha = stored.sha256
    reading.report = {
        "kind": header.kind or None, "title": header.title.text or None,
        "document_no_raw": header.number.raw if header.number else None,
        "issued_at_place": header.date_line.place if header.date_line else None, "issuer": header.issuer or None,
        "addressees": "; ".join(header.addressees) or None, "legal_basis": "; ".join(header.legal_basis) or None,
        "locality_code": header.home.code if header.home else None,
        "period": header.period or reading.period, "as_of": header.as_of, "encoding": stored.encoding,
        "media": stored.media, "line_count": len(stored.lines), "figure_count": len(report.figures),
    }  # fmt: skip
    reading.figures = [_figure_row(one, sha) for one in report.figures]
    reading.text_lines = list(_text_rows(stored))


def _figure_row(figure: Figure, sha: str) -> dict[str, Any]:
    """Return the bronze row of a figure; texts that say nothing are null."""
    row: dict[str, Any] = {name: value if value != "" else None for name, value in vars(figure).items()}
    vnd = figure.value_vnd
    row["value_vnd"] = int(vnd.to_integral_value()) if vnd is not None and abs(vnd) <= _LARGEST else None
    row["value"] = float(figure.value)
    row["stated_pct"] = float(figure.stated_pct) if figure.stated_pct is not None else None
    row["as_of"] = _iso(figure.as_of)
    return row | {"figure_id": figure.figure_id(sha)}


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _text_rows(stored: StoredText) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(stored.lines, start=1):
        if line.strip():
            yield {"line": number, "text": line}
