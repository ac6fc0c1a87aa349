"""The period of a report and the day its figures stand at: from its title, its first paragraphs, the dates it tells."""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from ingestion.reference import Reference
from ingestion.reports.header_model import DateLine, Told
from ingestion.reports.lexicon import lexicon
from ingestion.reports.model import StoredText

#: Dates of laws, plans and meetings stand in every text; those that figures stand at lie so near before the issue.
_LONGEST_AGO = timedelta(days=400)
_GRACE = timedelta(days=92)
_AHEAD = timedelta(days=45)  # a report written so long before the end of its period does not tell of that end
_WHOLE_DATE = re.compile(r"ngày \d{1,2}(?: tháng \d{1,2} năm |[/.-]\d{1,2}[/.-])\d{4}", re.IGNORECASE)


@dataclass(frozen=True)
class _Period:
    """One way to say a period."""

    pattern: re.Pattern[str]
    code: str
    ends: str
    is_span: bool


def period_in(text: str, basis: str, *, is_plan: bool = False) -> Told | None:
    """Return the period a title or sentence tells; the phase of the programme is none of a report's."""
    work = _WHOLE_DATE.sub(" ", text)
    for one in _periods():
        for match in one.pattern.finditer(work):
            told = _told(one, match, basis)
            if told and (is_plan or not one.is_span or told.period not in lexicon("headers")["programme_phases"]):
                return told
    return None


def _told(one: _Period, match: re.Match[str], basis: str) -> Told | None:
    parts = {name: value for name, value in match.groupdict().items() if value}
    year = parts.get("year") or parts["later"]
    number = int(parts.get("month") or parts.get("n") or 0)
    filled = {"year": year, "from": parts.get("from", ""), "month": f"{number:02}", "n": str(number)}
    if one.is_span and filled["from"] >= year:
        return None
    month, day = (number, 0) if one.ends == "month" else (int(part) for part in one.ends.split("-"))
    ends_on = date(int(year), month, day or calendar.monthrange(int(year), month)[1])
    return Told(one.code.format(**filled), ends_on, basis, f"{filled['from']}-{year}" if one.is_span else year)


def as_of_dates(stored: StoredText) -> Counter[date]:
    """Return the dates the text says its figures stand at, with how often it does; those it only expects are none."""
    found: Counter[date] = Counter()
    text = stored.text
    for match in _as_of().finditer(text):
        on = _as_of_day(match)
        if on and not _pattern("ahead").search(text[max(0, match.start() - 60) : match.start()]):
            found[on] += 1
    return found


def stated_day(title: str, intro: Iterable[str]) -> date | None:
    """Return the day that the title or a sentence (`số liệu chốt ngày 15/12/2024`) gives to all figures."""
    for text, is_title in ((title, True), *((one, False) for one in intro)):
        for match in _as_of().finditer(text):
            before = text[max(0, match.start() - 80) : match.start()]
            is_said = is_title or _pattern("stated").search(f"{before}{match[0].split()[0]}")
            if is_said and not _pattern("ahead").search(before):
                return _as_of_day(match)
    return None


def year_named(texts: Iterable[str], latest: date | None) -> str:
    """Return the year that the texts name most; where the day of issue is known, one of the last two years."""
    named: Counter[str] = Counter()
    for text in texts:
        named.update(match["year"] for match in _pattern("year_named").finditer(_WHOLE_DATE.sub(" ", text)))
    if latest:
        named = Counter({year: n for year, n in named.items() if latest.year - 1 <= int(year) <= latest.year})
    return max(named, key=lambda year: (named[year], year)) if named else ""


def _as_of_day(match: re.Match[str]) -> date | None:
    parts = match.groupdict()
    try:
        if parts["my"]:
            year, month = int(parts["my"]), int(parts["mm"])
            return date(year, month, calendar.monthrange(year, month)[1]) if 1 <= month <= 12 else None
        names = ("y", "m", "d") if parts["y"] else ("ly", "lm", "ld")
        return date(*(int(parts[name]) for name in names))
    except ValueError:
        return None


def stands_at(
    told: Told, dates: Counter[date], stated: date | None = None, latest: date | None = None
) -> tuple[date | None, str]:
    """Return the day the figures of a stated period stand at, and what told it (text, issued or what told the period).

    `stated` is the day the head gives to all figures, `latest` the last day the report can be of. A day told again and
    again goes before the end of the period; of a report that is older than that end, any day told shortly before it.
    """
    if told.ends_on is None:
        return None, ""
    first = date(int(told.year[:4]), 1, 1)
    if stated and first <= stated <= (latest or told.ends_on + _GRACE):
        return stated, "text"
    near = {on: count for on, count in dates.items() if first <= on <= told.ends_on + _GRACE}
    if near:
        most = max(near, key=lambda on: (near[on], on))
        if near[most] >= lexicon("headers")["as_of_least"] and near[most] * 2 > sum(near.values()):
            return most, "text"
    if latest and latest < told.ends_on:
        before = {on: count for on, count in near.items() if latest - _GRACE <= on <= latest}
        if before:
            return max(before, key=lambda on: (before[on], on)), "text"
        if told.ends_on - latest > _AHEAD:
            return latest, "issued"
    return told.ends_on, told.basis


def from_as_of(
    stored: StoredText,
    dates: Counter[date],
    issued: DateLine | None,
    year: str,
    stated: date | None,
    reference: Reference,
) -> tuple[Told | None, date | None]:
    """Return period and day of a report that names no period, from the dates it says its figures stand at.

    The day is the one its head states, else the one told most often in the year before the issue, or where no issue is
    told before the last such day; the period is the calendar's that ends on it, None if none does. `year` is the one of
    the title, empty if it has none.
    """
    latest = issued.latest if issued else None
    latest = latest or (date(int(year), 12, 31) if year else max(dates, default=None))
    if stated and (latest is None or stated <= latest):
        on = stated
    elif latest is None:
        return None, None
    elif near := {on: count for on, count in dates.items() if latest - _LONGEST_AGO <= on <= latest}:
        on = max(near, key=lambda on: (near[on], on))
    elif issued and issued.on and _as_of_report().search(stored.text):
        on = issued.on
    else:
        return None, None
    ending = [one for one in reference.periods.values() if one.ends_on == on and one.starts_on.year == on.year]
    period = min(ending, key=lambda one: one.starts_on) if ending else None
    return (Told(period.period, on, "as_of", str(on.year)) if period else None), on


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(lexicon("headers")[name], re.IGNORECASE)


@cache
def _periods() -> tuple[_Period, ...]:
    rows: list[dict[str, Any]] = lexicon("headers")["periods"]
    return tuple(
        _Period(
            re.compile(rf"(?<!\w)(?:{row['pattern']})", re.IGNORECASE), row["code"], str(row["ends"]), "is_span" in row
        )
        for row in rows
    )


@cache
def _as_of() -> re.Pattern[str]:
    """The statements of a date; a blank of the pattern stands for one to three blanks."""
    pattern: str = lexicon("headers")["as_of"].replace(" ?", r"\s{0,2}").replace(" ", r"\s{1,3}")
    return re.compile(rf"(?<!\w){pattern}", re.IGNORECASE)


@cache
def _as_of_report() -> re.Pattern[str]:
    pattern: str = lexicon("headers")["as_of_report"].replace(" ", r"\s{1,3}")
    return re.compile(pattern, re.IGNORECASE)
