"""Reader of cover records: the table of labels and values that goes with one return. Layout: `layouts/covers.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from ingestion.documents import parse_dates, parse_numbers
from ingestion.identify import COVER, Label, find_labels
from ingestion.layouts import layout
from ingestion.model import Reading, SourceEntry
from ingestion.names import Match, NoMatch, match_locality
from ingestion.readers.fields import DATE_SHAPE, NUMBER_SHAPE, note_date, note_number
from ingestion.readers.outcome import QUARANTINED, REJECTED, WITH_FINDINGS, Notes, Place
from ingestion.reference import Locality, Reference
from ingestion.tables import Table
from ingestion.text import clean, key, number_key

#: Fields without which it is not known which return a record speaks of.
_IDENTITY = ("return_type", "period", "locality")


@dataclass(frozen=True)
class _Record:
    """One cover record: its labels by field, and what is needed to judge them."""

    table: Table
    labels: dict[str, Label]
    entry: SourceEntry
    reference: Reference
    notes: Notes
    is_form: bool = False

    def text(self, field: str) -> str:
        values = self.labels[field].values if field in self.labels else ()
        return values[0].text if values else ""

    def value(self, field: str) -> object:
        values = self.labels[field].values if field in self.labels else ()
        return values[0].value if values else None

    def at(self, field: str) -> Place:
        """Return the place of a value, of its label if the value is empty, of nothing if there is no label."""
        if field not in self.labels:
            return Place(self.table.sheet)
        label = self.labels[field]
        return Place.of(self.table, label.row, (*label.values, label.label)[0].column)


def read_cover(
    table: Table, entry: SourceEntry, reference: Reference, on: date, notes: Notes, *, is_form: bool = False
) -> Reading:
    """Read one cover record; the verdict goes to `notes`. Names are those of the document's date, else of `on`.

    The record of a form names places as of the end of its period, as the template does, and may be for any period of
    its kind of return: also for one that the calendar does not follow.
    """
    record = _Record(table, _labels(table, notes), entry, reference, notes, is_form)
    reading = Reading(state=notes.state, file_kind=COVER, level=entry.level, locality_code=entry.locality_code)
    _read_document(record, reading)
    dated = _named_on(record) or reading.document_on or on
    reading.return_type = _return_type(record)
    reporter = _reporter(record, dated)
    reading.period = _period(record, reading.return_type, reporter)
    reading.signer = record.text("signer") or None
    reading.is_nil = _is_nil(record)
    sent = next(iter(parse_dates(record.value("sent_on"))), None)
    note_date(sent, record.at("sent_on"), notes)
    reading.sent_on = sent.on if sent else None
    _check_labels(record, reading)
    return reading


def _labels(table: Table, notes: Notes) -> dict[str, Label]:
    """Return the labels by field; a repeated label, an unknown one and a second value are put on record."""
    found: dict[str, Label] = {}
    labels = find_labels(table)
    for label in labels:
        if label.field in found and label.text != found[label.field].text:
            at = Place.of(table, label.row, label.label.column)
            problem = f"nhãn “{label.label.text}” ghi hai lần với giá trị khác nhau"
            notes.add("IN06", problem, state=REJECTED, at=at, todo="Mỗi văn bản gửi một phiếu riêng.")
        found.setdefault(label.field, label)
        if len(label.values) > 1:
            extra = " | ".join(cell.text for cell in label.values[1:])
            at = Place.of(table, label.row, label.label.column)
            notes.add("IN06", "chỉ đọc ô giá trị đầu tiên sau nhãn", at=at, expected="một giá trị", found=extra)
    _note_unknown(table, {label.row.number for label in labels}, notes)
    return found


def _note_unknown(table: Table, known: set[int], notes: Notes) -> None:
    headings = _headings()
    for row in table.rows:
        if row.number not in known and len(row.filled) > 1 and key(row.filled[0].text) not in headings:
            at = Place.of(table, row, row.filled[0].column)
            expected = "; ".join(_label_name(field) for field in layout("covers")["labels"])
            notes.add("IN06", "nhãn lạ nên không được đọc", at=at, expected=expected, found=row.filled[0].text)


@cache
def _headings() -> frozenset[str]:
    return frozenset(key(heading) for heading in layout("covers")["headings"])


def _label_name(field: str) -> str:
    return str(layout("covers")["labels"][field]["labels"][0])


def _check_labels(record: _Record, reading: Reading) -> None:
    """Refuse a record without a required label, or without a value where the value says which return it is."""
    labels = layout("covers")["labels"]
    required = "; ".join(_label_name(one) for one, label in labels.items() if label["required"])
    for field, label in labels.items():
        is_empty = field in _IDENTITY and field in record.labels and not record.text(field)
        if not label["required"] or (field in record.labels and not is_empty):
            continue
        is_known = bool(reading.return_type and reading.period)
        record.notes.add(
            "IN05",
            f"nhãn “{_label_name(field)}” để trống" if is_empty else f"thiếu nhãn “{_label_name(field)}”",
            state=REJECTED if is_known else QUARANTINED,
            at=record.at(field),
            expected=required,
            found="; ".join(one.label.text for one in record.labels.values()),
            todo="Ghi đủ các nhãn của mẫu rồi gửi lại.",
        )


def _read_document(record: _Record, reading: Reading) -> None:
    """Read number and date; a blank or unreadable one is a finding, two documents in one record are refused."""
    notes, at = record.notes, record.at("document_no")
    numbers, dates = parse_numbers(record.text("document_no")), parse_dates(record.value("document_on"))
    if len(numbers) > 1 or len(dates) > 1:
        found = f"{record.text('document_no')} | {record.text('document_on')}"
        todo = "Mỗi văn bản gửi một phiếu riêng."
        notes.add(
            "IN10", "phiếu ghi nhiều văn bản", state=REJECTED, at=at, expected="một văn bản", found=found, todo=todo
        )
    reading.sheet, reading.cell, reading.line = at.sheet, at.cell, at.line
    if len(numbers) == 1:
        reading.document_no, reading.document_no_raw = numbers[0].no, numbers[0].raw
        note_number(numbers[0], at, notes)
    elif "document_no" in record.labels and not numbers:
        problem = "số, ngày văn bản để trống" if not dates else "số văn bản để trống"
        notes.add("IN10", problem, at=at, expected=NUMBER_SHAPE, found="")
    if len(dates) == 1:
        reading.document_on, reading.document_on_raw = dates[0].on, dates[0].raw
        note_date(dates[0], record.at("document_on"), notes)
    elif "document_on" in record.labels and not dates and (numbers or "document_no" not in record.labels):
        notes.add("IN10", "ngày văn bản để trống", at=record.at("document_on"), expected=DATE_SHAPE, found="")


def _return_type(record: _Record) -> str | None:
    raw = record.text("return_type")
    if not raw:
        return None
    found = _return_types(record.reference).get(number_key(raw))
    if found is None or found not in record.reference.return_types:
        record.notes.add(
            "IN09",
            "không có loại báo cáo này trong danh mục",
            state=QUARANTINED,
            at=record.at("return_type"),
            expected="; ".join(f"{code} ({one.name_vi})" for code, one in record.reference.return_types.items()),
            found=raw,
            todo="Ghi đúng mã hoặc tên loại báo cáo rồi gửi lại.",
        )
        return None
    return found


@lru_cache(maxsize=16)
def _return_types(reference: Reference) -> dict[str, str]:
    """Return the codes of return types by the ways to name them."""
    known: dict[str, str] = {number_key(name): code for name, code in layout("covers")["return_type_names"].items()}
    for code, one in reference.return_types.items():
        known |= {number_key(code): code, number_key(one.name_vi): code}
    return known


def _reporter(record: _Record, on: date) -> Locality | None:
    """Match the reporter; another locality than the source's is refused, an unknown name puts the file aside."""
    raw, entry, notes = record.text("locality"), record.entry, record.notes
    own = record.reference.locality(entry.level, entry.locality_code, on)
    if not raw:
        return own
    answer = _match(record, raw, own, on)
    if isinstance(answer, NoMatch):
        at = record.at("locality")
        notes.add("IN01", answer.message_vi, state=QUARANTINED, at=at, found=raw, todo="Sửa tên rồi gửi lại.")
        return None
    if (answer.locality.level, answer.locality.code) != (entry.level, entry.locality_code):
        notes.add(
            "IN08",
            "phiếu ghi địa phương khác với nơi gửi",
            state=REJECTED,
            at=record.at("locality"),
            expected=own.label if own else f"{entry.name} ({entry.locality_code})",
            found=raw,
            todo="Gửi phiếu vào đúng thư mục của địa phương hoặc sửa tên.",
        )
        return own
    return answer.locality


def _match(record: _Record, raw: str, own: Locality | None, on: date) -> Match | NoMatch:
    """Match at the sender's level and place first, then anywhere: a wrong locality is not an unknown one."""
    level = record.entry.level
    within = own.parent_code if own and level in ("district", "commune") else None
    first = match_locality(raw, level, on, record.reference, within)
    if isinstance(first, Match):
        return first
    for other in (level, "province", "district", "country"):
        answer = match_locality(raw, other, on, record.reference)
        if isinstance(answer, Match):
            return answer
    return first


def _period(record: _Record, return_type: str | None, reporter: Locality | None) -> str | None:
    raw = record.text("period")
    if not raw:
        return None
    period = _known_period(raw, record.reference)
    entries = record.reference.entries(return_type, reporter) if return_type and reporter else ()
    due = [one.period for one in entries]
    is_free = record.is_form and return_type is not None and _fits(record, return_type, period)
    if return_type and reporter and period not in due and not is_free:
        names = [f"{one} ({record.reference.periods[one].name_vi})" for one in due if one in record.reference.periods]
        record.notes.add(
            "IN02",
            f"kỳ báo cáo không có trong lịch của {record.reference.return_types[return_type].name_vi}",
            state=REJECTED if period else QUARANTINED,
            at=record.at("period"),
            expected="; ".join(names) or "không kỳ nào: cấp này không nộp loại báo cáo này",
            found=raw,
            todo="Sửa kỳ báo cáo rồi gửi lại.",
        )
    return period


def _named_on(record: _Record) -> date | None:
    """Return the day of which the names of a form are: the last of its period."""
    period = record.reference.periods.get(_known_period(record.text("period"), record.reference) or "")
    return period.ends_on if record.is_form and period else None


def _fits(record: _Record, return_type: str, period: str | None) -> bool:
    known = record.reference.periods.get(period or "")
    return known is not None and known.period_type == record.reference.return_types[return_type].period_type


def _known_period(raw: str, reference: Reference) -> str | None:
    asked = number_key(raw)
    known = _periods(reference)
    for prefix in _period_prefixes():
        if asked not in known:
            asked = asked.removeprefix(prefix + " ")
    return known.get(asked)


@lru_cache(maxsize=16)
def _periods(reference: Reference) -> dict[str, str]:
    """Return the codes of periods by the ways to name them."""
    known: dict[str, str] = {}
    for code, period in reference.periods.items():
        known |= {number_key(code): code, number_key(period.name_vi): code}
    return known


@cache
def _period_prefixes() -> list[str]:
    return [key(prefix) for prefix in layout("covers")["period_prefixes"]]


def _is_nil(record: _Record) -> bool:
    word = clean(record.text("nil")).casefold()
    if word in layout("covers")["yes"]:
        return True
    if word not in layout("covers")["no"]:
        problem = "không hiểu giá trị nên coi là có phát sinh"
        record.notes.add(
            "IN10", problem, state=WITH_FINDINGS, at=record.at("nil"), expected="có / không", found=record.text("nil")
        )
    return False
