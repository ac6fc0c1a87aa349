"""Document numbers and dates as they stand in registers and cover records.

A number is `<serial>/<symbol>`, e.g. `280/BC-SLĐTBXH` (NĐ 30/2020/NĐ-CP); the symbol is kept as printed, only blanks
that a scan put inside are taken out. A date is day/month/year, ISO, in words ("ngày 27 tháng 10 năm 2023") or a real
date of a workbook. Nothing is guessed: what cannot be read stays as raw text and is reported.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from ingestion.text import clean, plain_dashes

_NUMBER_START = re.compile(r"(?<!\S)\d{1,6}[A-Za-z]?\s*/\s*(?=[^\W\d_]|\d{4}\s*/)")
_NUMBER = re.compile(r"\d{1,6}[A-Za-z]?(/\d{4})?(/[^\W\d_][^\W_]*([-&.+][^\W_]+)*)+")
_BLANK_NUMBER = re.compile(r"[\s._…]*(?:/\s*(?:[^\W\d_].*)?)?")
_LEAD = re.compile(r"^[^\d/]*\bsố\b\s*[:.]?\s*", re.IGNORECASE)
_DATED = re.compile(r"\s+ngày\b.*$", re.IGNORECASE)
_JOINING = re.compile(r"[\s,;]+(?:và[\s,;]*)?$")

_DMY = r"(?P<d>\d{1,2})\s*[/.-]\s*(?P<m>\d{1,2})\s*[/.-]\s*(?P<y>\d{4})"
_ISO = r"(?P<iy>\d{4})-(?P<im>\d{1,2})-(?P<id>\d{1,2})(?:[T ]\d{2}:\d{2}(?::\d{2})?)?"
_WORDS = r"(?:ngày\s*)?(?P<wd>\d{1,2})\s*tháng\s*(?P<wm>\d{1,2})\s*năm\s*(?P<wy>\d{4})"
_DATE = re.compile(rf"(?<!\d)(?:{_ISO}|{_WORDS}|{_DMY})(?!\d)", re.IGNORECASE)
_DATE_FILLING = re.compile(r"(?:ngày|và|[\s,;])+", re.IGNORECASE)
_GAP = r"[\s._…]*"
_BLANK_DATE = re.compile(
    rf"{_GAP}(?:ngày)?{_GAP}(?:(?:tháng|/){_GAP}\d{{0,2}}{_GAP}(?:(?:năm|/){_GAP}(?:\d{{4}})?{_GAP})?)?", re.IGNORECASE
)


@dataclass(frozen=True)
class DocumentNumber:
    """One number: `no` as it identifies (None if the serial is blank or unreadable), `raw` as printed."""

    no: str | None
    raw: str
    is_blank: bool = False


@dataclass(frozen=True)
class DocumentDate:
    """One date: `on` (None if the day is blank or the text unreadable), `raw` as printed."""

    on: date | None
    raw: str
    is_blank: bool = False


@dataclass(frozen=True)
class Document:
    """One document: a number, a date or both."""

    number: DocumentNumber | None
    date: DocumentDate | None


@dataclass(frozen=True)
class Documents:
    """The documents of a number cell and its date cell; `is_paired` is false if their counts differ."""

    items: tuple[Document, ...]
    is_paired: bool = True


def parse_numbers(text: str) -> tuple[DocumentNumber, ...]:
    """Read the document numbers of one cell, in order; an empty cell gives none.

    A text without any number gives one DocumentNumber without `no`, so that it is never lost.
    """
    printed = clean(text)
    if not printed:
        return ()
    work = plain_dashes(printed).replace("*", " ")  # as long as `printed`: positions hold in both
    lead = _LEAD.match(work)
    begin = lead.end() if lead else 0
    starts = [match.start() for match in _NUMBER_START.finditer(work, begin)]
    if not starts:
        return (DocumentNumber(None, printed, is_blank=_BLANK_NUMBER.fullmatch(work[begin:]) is not None),)
    if work[begin : starts[0]].strip():
        return (DocumentNumber(None, printed),)
    if len(starts) == 1:
        return (DocumentNumber(_joined(work[begin:]), printed),)
    pieces = zip(starts, [*starts[1:], len(work)], strict=True)
    return tuple(DocumentNumber(_joined(work[a:b]), _JOINING.sub("", printed[a:b]).strip()) for a, b in pieces)


def _joined(printed: str) -> str | None:
    """Take out the blanks of a scan; None if what stands after a blank is a word and not a part of a symbol."""
    first, *others = _DATED.sub("", _JOINING.sub("", printed.strip())).split()
    whole = first
    for part in others:
        if part != part.upper() and not {"-", "/"} & {*part, whole[-1]}:
            return None
        whole += part
    return whole if _NUMBER.fullmatch(whole) else None


def parse_dates(value: object) -> tuple[DocumentDate, ...]:
    """Read the dates of one cell, in order; `value` is text or a date of a workbook. An empty cell gives none."""
    if isinstance(value, datetime):
        return (DocumentDate(value.date(), value.date().isoformat()),)
    if isinstance(value, date):
        return (DocumentDate(value, value.isoformat()),)
    text = clean("" if value is None else str(value))
    if not text:
        return ()
    found = tuple(_date(match) for match in _DATE.finditer(text))
    if found and not _DATE_FILLING.sub("", _DATE.sub("", text)):
        return found
    return (DocumentDate(None, text, is_blank=_BLANK_DATE.fullmatch(text) is not None and not found),)


def _date(match: re.Match[str]) -> DocumentDate:
    parts = match.groupdict()
    names = next(names for names in (("iy", "im", "id"), ("wy", "wm", "wd"), ("y", "m", "d")) if parts[names[0]])
    try:
        return DocumentDate(date(*(int(parts[name]) for name in names)), match.group())
    except ValueError:
        return DocumentDate(None, match.group())


def parse_documents(numbers_text: str, dates_value: object) -> Documents:
    """Pair the numbers of one cell with the dates of another, in order.

    If the two cells hold different counts, `is_paired` is false. If both are filled then, no number gets a date, only
    the raw text of all dates: which belongs to which would be a guess.
    """
    numbers, dates = parse_numbers(numbers_text), parse_dates(dates_value)
    if len(numbers) == len(dates):
        return Documents(tuple(Document(*pair) for pair in zip(numbers, dates, strict=True)))
    if not numbers:
        return Documents(tuple(Document(None, day) for day in dates), is_paired=False)
    unclear = DocumentDate(None, " ".join(day.raw for day in dates)) if dates else None
    return Documents(tuple(Document(number, unclear) for number in numbers), is_paired=False)
