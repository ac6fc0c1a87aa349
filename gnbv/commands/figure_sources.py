"""Where figures are read from: a narrative report by its text, a filled form by its cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gnbv.commands.figure_rows import values_of
from gnbv.commands.options import today
from gnbv.commands.senders import sender_in_form

if TYPE_CHECKING:
    from ingestion import Reading, Reference, Report, SourceEntry

_REFUSED = ("rejected", "quarantined")
_NO_FORM = (
    "no report and no form; 'gnbv check' says what the intake reads in tables and records (a form whose hidden sheet "
    "is gone is read with --locality CODE)"
)


class Unread(Exception):  # noqa: N818 - a file without figures is no error of the program
    """A file has no figures to give; the text says why, in one line. `is_no_form`: a workbook that is no form."""

    def __init__(self, message: str, *, is_no_form: bool = False) -> None:
        super().__init__(message)
        self.is_no_form = is_no_form


@dataclass(frozen=True)
class Read:
    """What one file gave: its figures by the columns of FIGURE_COLUMNS, what it is, and what to say of it."""

    title: str
    rows: Sequence[dict[str, Any]]
    remarks: Sequence[str]
    findings: int
    is_form: bool = False


def read_one(path: Path, reference: Reference, sender: SourceEntry | None) -> Read:
    """Read a report or a form; raises Unread when it is neither or cannot be read, OSError when it cannot be opened."""
    from ingestion import TextError, is_report_file, read_report, store_text

    content = path.read_bytes()
    if content.startswith(b"PK") and not is_report_file(content, path.name):
        return _form(content, path, reference, sender)
    try:
        if not is_report_file(content, path.name):
            raise TextError(
                "IN11", "no report and no form; 'gnbv check' says what the intake reads in tables and records"
            )
        report = read_report(store_text(content, path.name), reference, entry=sender)
    except TextError as error:
        raise Unread(error.message_vi) from None
    rows = [values_of(one, report.stored.sha256) for one in report.figures]
    return Read(_title(report), rows, list(_remarks(report)), len(report.header.remarks))


def _title(report: Report) -> str:
    header = report.header
    place = header.home.label if header.home else "place not known"
    return f"{place}, {header.return_type or 'return not known'} {header.period or header.return_period}".rstrip()


def _remarks(report: Report) -> list[str]:
    """What the report is and what it leaves blank."""
    header = report.header
    number = header.number.no if header.number and header.number.no else "number blank"
    issued = f"issued {header.issued_on}" if header.issued_on else "day blank"
    as_of = f", as of {header.as_of}" if header.as_of else ""
    lines = [f"{_title(report)}{as_of}; {number}, {issued}"]
    for remark in header.remarks:
        where = f", line {remark.line}" if remark.line else ""
        lines.append(f"  {remark.rule_id}{where}: {remark.problem}")
    return lines


def _form(content: bytes, path: Path, reference: Reference, sender: SourceEntry | None) -> Read:
    from ingestion import read_file
    from ingestion.workbooks import Reported, form_figures, form_of

    entry = sender or sender_in_form(content, reference, today())
    if entry is None:
        raise Unread(_NO_FORM, is_no_form=True)
    reading = read_file(content, path.name, entry=entry, reference=reference, on=today())
    values = reading.form
    form = form_of(values, reference) if values is not None else None
    if values is None or form is None or reading.state in _REFUSED:
        raise Unread(reading.reason or _NO_FORM, is_no_form=reading.file_kind != "form")
    named = [one for one in reference.versions(reading.locality_code or "") if one.valid_from <= today()]
    place = max(named, key=lambda one: one.valid_from).label if named else entry.name
    reported = Reported(sha256(content).hexdigest(), place, reading.locality_code or "", reading.period or "")
    rows = form_figures(values, form, reported, reference)
    title = f"{place}, {form.key}, {reading.return_type} {reading.period}"
    return Read(title, rows, _stand(title, reading), len(reading.findings), is_form=True)


def _stand(title: str, reading: Reading) -> list[str]:
    """How a form stands: its state, what is missing, and the worst that was found."""
    missing = reading.form.missing_count if reading.form else 0
    lines = [f"{title}; {reading.state.replace('_', ' ')}{f', {missing} required cells empty' if missing else ''}"]
    if reading.reason:
        lines.append(f"  {reading.reason_code}: {reading.reason}")
    return lines
