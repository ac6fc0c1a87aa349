"""Dates and documents as an official text writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from delivery.letters.wording import in_a_row
from delivery.reminders.model import Earlier

_NUMBER = re.compile(r"(?<!\S)(?<!số )(\d+/(?:\d{4}/)?[A-ZĐ][^\s,;]*)")
_DATED = re.compile(r"\s*\((\d{1,2}/\d{1,2}/\d{4})\)")
_PLACE = re.compile(r"^(?P<document>.+?), Điều (?P<article>\d+)(?: khoản (?P<clause>\d+))?(?: điểm (?P<point>\w))?$")
_SECTION = re.compile(r"^(?P<document>.+), (?P<section>mục [\d.]+)$")


def day_vi(day: date) -> str:
    """A date in digits: days below 10, and January and February, with a zero before them (Decree 30/2020/NĐ-CP)."""
    return f"{day:%d}/{month_vi(day)}/{day.year}"


def month_vi(day: date) -> str:
    """The month of a date in digits; January and February with a zero before them."""
    return f"{day.month:02d}" if day.month <= 2 else str(day.month)


def document_vi(number: str, day: date | None, kind: str = "văn bản") -> str:
    """A document by number and date: `văn bản số 329/CV-VPQGGN ngày 14/6/2023`."""
    return f"{kind} số {number}" + (f" ngày {day_vi(day)}" if day else "")


def basis_vi(legal_basis: str, request: str | None, signers: Mapping[str, str]) -> str:
    """What a return is owed on, and the documents that asked for it, as one enumeration.

    `legal_basis` and `request` are as the seeds have them: parts between semicolons, `<document>, Điều 4 khoản 2`,
    `329/CV-VPQGGN (14/06/2023)`. A request with the symbol of one of `signers` (names by symbol) is said to be theirs.
    """
    asked = [part.strip() for part in (request or "").split(";") if part.strip()]
    numbers = {_DATED.sub("", part) for part in asked}
    bases = [part.strip() for part in legal_basis.split(";")]
    parts = [_as_cited(part) for part in bases if _DATED.sub("", part) not in numbers]
    for part in asked:
        by = signers.get(_DATED.sub("", part).rpartition("/")[2])
        parts.append(_as_cited(part) + (f" của {by}" if by else ""))
    return in_a_row(parts)


def earlier_vi(reminders: Iterable[Earlier]) -> str:
    """The reminders recorded as sent, each once, the oldest first: letters by number and date, mails by their days.

    All mails are named where the first of them is: `thư điện tử các ngày 27/10/2023 và 11/11/2023`.
    """
    ordered = sorted(reminders, key=lambda one: (one.document_on or one.sent_on, one.document_no or ""))
    cited: dict[str, list[str]] = {}
    for one in ordered:
        days = cited.setdefault(_reminder(one), [])
        if not one.document_no and day_vi(one.sent_on) not in days:
            days.append(day_vi(one.sent_on))
    return in_a_row([_on_days(what, days) for what, days in cited.items()])


def _reminder(one: Earlier) -> str:
    if one.document_no:
        return document_vi(one.document_no, one.document_on or one.sent_on, "Công văn")
    return "thư điện tử" if one.channel == "mail" else "văn bản"


def _on_days(what: str, days: Sequence[str]) -> str:
    if not days:
        return what
    return f"{what} {'các ngày' if len(days) > 1 else 'ngày'} {in_a_row(days)}"


def _as_cited(part: str) -> str:
    """`Thông tư 10/2022/TT-BLĐTBXH, Điều 4 khoản 2` as `khoản 2 Điều 4 Thông tư số 10/2022/TT-BLĐTBXH`."""
    text = _DATED.sub(lambda found: f" ngày {day_vi(datetime.strptime(found[1], '%d/%m/%Y'))}", part)
    text = _NUMBER.sub(lambda found: f"{'' if found.start() else 'văn bản '}số {found[1]}", text)
    if found := _SECTION.match(text):
        return f"{found['section']} {found['document']}"
    if found := _PLACE.match(text):
        marks = (("điểm", found["point"]), ("khoản", found["clause"]), ("Điều", found["article"]))
        return " ".join([*(f"{word} {mark}" for word, mark in marks if mark), found["document"]])
    return text
