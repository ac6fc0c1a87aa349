"""What a figure speaks of: the year, half-year or span that the words around a number name, or that of the report."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, lru_cache

from ingestion.reports.indicators.wordings import Wording, vocabulary
from ingestion.reports.indicators.zones import Spot
from ingestion.reports.model import Frame
from ingestion.reports.outline import Node
from ingestion.reports.scan import alternation

#: A date says what a sentence is about when it stands so close to its beginning.
_OPENING = 24
_LEAD_IN = 30


@dataclass(frozen=True)
class Span:
    """One stretch of time named in a text; `code` is that of a period, `is_whole` says that it is one year or more."""

    start: int
    end: int
    code: str
    is_whole: bool
    last_year: str


@dataclass(frozen=True)
class Told:
    """The period of a figure and whether it was said beside it; `is_stock`: the figure stands at a date."""

    code: str
    is_near: bool


@lru_cache(maxsize=4096)
def spans_in(text: str, year: str) -> tuple[Span, ...]:
    """Return the stretches of time a text names as such, in order; `year` is meant where months stand without one."""
    spans = []
    for match in _pattern().finditer(text):
        if _not_a_period().search(text, max(0, match.start() - _LEAD_IN), match.start()):
            continue
        code, named = _code(match, year)
        if code:
            spans.append(
                Span(match.start(), match.end(), code, match["months"] is None and not match["quarter"], named)
            )
    return tuple(spans)


def period_of(spot: Spot, wording: Wording, node: Node, frame: Frame) -> Told:
    """Return the period of a figure: told beside it, at the head of its sentence, in a heading, or the report's."""
    year = _year(frame)
    spans = spans_in(node.text, year)
    if wording.time == "previous":
        return _before(spot, node, spans, year)
    near = _nearest(spot, spans, node.text, year)
    if near and (wording.time != "stock" or near.is_whole):
        return Told(_fitted(near, wording), True)
    if wording.time == "stock":
        return Told("", True)
    if wording.time == "half":
        return Told(f"{year}-H1" if year else "", False)
    if wording.time == "cumulative":
        named = [one.last_year for one in spans] or [year]
        return Told(f"{min(named)}-{max(named)}" if min(named) != max(named) else named[0], False)
    opening = _opening(spot.sentence[0], spans) or _opening(node.passage.start, spans)
    if opening and opening.start < spot.start:
        return Told(_fitted(opening, wording), True)
    if wording.time == "year" or wording.kind == "target":
        return Told(_heading_year(node, year) or year, False)
    return Told(_heading_period(node, year) or _report_period(frame), False)


def _before(spot: Spot, node: Node, spans: tuple[Span, ...], year: str) -> Told:
    """Return the year that a figure is compared with: told as such, else the one before."""
    own = next((one for one in spans if spot.end <= one.start and one.end <= spot.own), None)
    if own:
        return Told(own.code, True)
    compared = _compared().search(node.text, *spot.sentence)
    if compared:
        return Told(compared["year"], True)
    opening = _opening(spot.sentence[0], spans)
    base = opening.last_year if opening else _heading_year(node, year) or year
    return Told(str(int(base) - 1) if base else "", False)


def _fitted(span: Span, wording: Wording) -> str:
    return span.last_year if wording.time == "year" and not span.is_whole else span.code


def _nearest(spot: Spot, spans: tuple[Span, ...], text: str, year: str) -> Span | None:
    """Return the span behind the number up to a comma, else the last one between it and the number before.

    One behind a comma counts unless it begins what is said of the next number (`, năm 2022 còn 7%`).
    """
    index = bisect_left(spans, spot.end, key=lambda one: one.start)
    behind = spans[index] if index < len(spans) and spans[index].end <= spot.tail else None
    if behind and _is_history(behind, year):
        behind = None
    if behind and ", " not in text[spot.end : behind.start]:
        return behind
    if index and spans[index - 1].start >= spot.since and spans[index - 1].end <= spot.start:
        return spans[index - 1]
    return behind if behind and not _introduces().match(text, behind.end) else None


def _is_history(span: Span, year: str) -> bool:
    """Say whether a span behind a number tells of what is counted, not of the figure: over before last year."""
    return "-20" in span.code and year.isdigit() and int(span.last_year) < int(year) - 1


def _opening(start: int, spans: tuple[Span, ...]) -> Span | None:
    index = bisect_left(spans, start, key=lambda one: one.start)
    return spans[index] if index < len(spans) and spans[index].start - start <= _OPENING else None


def _heading_year(node: Node, year: str) -> str:
    for above in node.lineage[1:]:
        whole = [one for one in spans_in(above.head, year) if one.is_whole and "-" not in one.code]
        if whole:
            return whole[-1].code
    return ""


def _heading_period(node: Node, year: str) -> str:
    for above in node.lineage[1:]:
        told = [one for one in spans_in(above.head, year) if "-20" not in one.code]
        if told:
            return told[-1].code
    return ""


def _year(frame: Frame) -> str:
    return frame.period[:4] or frame.year


def _report_period(frame: Frame) -> str:
    return frame.period.removesuffix("-Y") or frame.year


def _code(match: re.Match[str], year: str) -> tuple[str, str]:
    """Return the code of a match and the year it ends in."""
    if match["first"]:
        return f"{match['first']}-{match['last']}", match["last"]
    named = match["year"] or match["plain"] or year
    if not named:
        return "", ""
    if match["quarter"]:
        return f"{named}-Q{_roman(match['quarter'])}", named
    if not match["months"]:
        return named, named
    if not (match["half"] or match["of_year"]):
        return "", ""
    months = vocabulary().rules["months"].get(match["months"].casefold().lstrip("0"))
    half = "H2" if (match["half"] or "").casefold() == "cuối" else "H1"
    return (f"{named}-{half if months == 6 else f'{months}M'}", named) if months else ("", "")


def _roman(number: str) -> str:
    return {"I": "1", "II": "2", "III": "3", "IV": "4"}.get(number.upper(), number)


@cache
def _pattern() -> re.Pattern[str]:
    months = "|".join(vocabulary().rules["months"])
    return re.compile(
        rf"""
          (?<!\w)0?(?P<months>{months})\s{{1,3}}tháng(?:\s{{1,3}}(?P<half>đầu|cuối))?(?:\s{{1,3}}của)?
            (?P<of_year>\s{{1,3}}năm(?:\s{{1,3}}(?P<year>20\d\d))?)?(?=\W|$)
        | (?<!\w)quý\s{{1,3}}(?P<quarter>[1-4]|IV|I{{1,3}})(?:\s?/\s?|\s{{1,3}}năm\s{{1,3}})(?=20\d\d)
        | (?<![\d.,/])(?P<first>20\d\d)\s?(?:[-–—]|đến(?:\snăm)?)\s?(?P<last>20\d\d)(?!\d|[.,/]\d)
        | năm\s{{1,3}}(?P<plain>20\d\d)(?!\d|[.,]\d|\s?[-–—]\s?\d)
        """,
        re.VERBOSE | re.IGNORECASE,
    )


@cache
def _introduces() -> re.Pattern[str]:
    return re.compile(rf"\s{{0,3}}(?:(?:{alternation(vocabulary().rules['introducing'])})(?!\w)|[:(\d])", re.IGNORECASE)


@cache
def _compared() -> re.Pattern[str]:
    words = alternation(vocabulary().rules["comparisons"])
    return re.compile(rf"(?:{words})\s{{1,3}}(?:cuối\s|đầu\s)?(?:năm\s{{1,3}})?(?P<year>20\d\d)", re.IGNORECASE)


@cache
def _not_a_period() -> re.Pattern[str]:
    words = alternation(vocabulary().rules["not_a_period_after"])
    return re.compile(rf"(?<!\w)(?:{words})\s{{0,3}}$", re.IGNORECASE)
