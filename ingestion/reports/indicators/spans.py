"""Stretches of time named in a text: years, halves, quarters, spans of years, the beginning or end of a year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from ingestion.reports.indicators.wordings import vocabulary
from ingestion.reports.scan import alternation

_LEAD_IN = 30


@dataclass(frozen=True)
class Span:
    """One stretch of time; `code` is that of a period, `is_whole` says that it is one year or more."""

    start: int
    end: int
    code: str
    is_whole: bool
    last_year: str
    is_school: bool = False

    @property
    def is_long(self) -> bool:
        """Say whether it is more than one year."""
        return "-20" in self.code


@lru_cache(maxsize=256)
def spans_in(text: str, year: str) -> tuple[Span, ...]:
    """Return the stretches of time a text names as such, in order; `year` is meant where months stand without one."""
    spans = []
    for match in _pattern().finditer(text):
        if _not_a_period().search(text, max(0, match.start() - _LEAD_IN), match.start()):
            continue
        code, named = _code(match, year)
        if code:
            is_whole = match["months"] is None and not match["quarter"]
            is_school = _school().search(text, max(0, match.start() - _LEAD_IN), match.start()) is not None
            spans.append(Span(match.start(), match.end(), code, is_whole, named, is_school))
    return tuple(spans)


def is_result(span: Span, year: str) -> bool:
    """Say whether a span of years is what results are told of: it ends with the report's year or the one before."""
    is_recent = span.is_long and year.isdigit() and int(year) - 1 <= int(span.last_year) <= int(year)
    return is_recent and not span.is_school


def is_history(span: Span, year: str) -> bool:
    """Say whether a span behind a number tells of what is counted, not of the figure: over before last year."""
    return span.is_long and year.isdigit() and int(span.last_year) < int(year) - 1


def introduces(text: str, end: int) -> bool:
    """Say whether words behind a span turn to the next number (`, năm 2022 còn 7%`)."""
    return _introduces().match(text, end) is not None


def compared_year(text: str, start: int, end: int) -> str:
    """Return the year that a sentence compares with (`so với năm 2022`), empty if none."""
    found = _compared().search(text, start, end)
    return found["year"] if found else ""


def _code(match: re.Match[str], year: str) -> tuple[str, str]:
    """Return the code of a match and the year it ends in."""
    if match["first"]:
        return f"{match['first']}-{match['last']}", match["last"]
    if match["since"]:
        begun = match["since"]
        return (f"{begun}-{year}", year) if year and begun < year else (begun, begun)
    if match["edge"]:
        is_start = match["edge"].casefold() in vocabulary().rules["year_starts"]
        named = str(int(match["edge_year"]) - is_start)  # what stands at the start of a year is of the year before
        return named, named
    named = match["year"] or match["plain"] or match["bracketed"] or match["headed"] or year
    if match["quarter"]:
        named = match["quarter_year"]
        return f"{named}-Q{_roman(match['quarter'])}", named
    if not named:
        return "", ""
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
    heads = alternation(vocabulary().rules["year_heads"])
    this = alternation(vocabulary().rules["this_year"])
    return re.compile(
        rf"""
          (?<!\w)0?(?P<months>{months})\s{{1,3}}tháng(?:\s{{1,3}}(?P<half>đầu|cuối))?(?:\s{{1,3}}của)?
            (?P<of_year>\s{{1,3}}năm(?:\s{{1,3}}(?P<year>20\d\d))?)?(?=\W|$)
        | (?<!\w)quý\s{{1,3}}(?P<quarter>[1-4]|IV|I{{1,3}})(?:\s?/\s?|\s{{1,3}}năm\s{{1,3}})(?P<quarter_year>20\d\d)
        | (?<![\d.,/])(?P<first>20\d\d)\s?(?:[-–—]|đến(?:\snăm)?)\s?(?P<last>20\d\d)(?!\d|[.,/]\d)
        | (?<!\w)từ\s{{1,3}}(?:đầu\s{{1,3}})?(?:năm\s{{1,3}})?(?P<since>20\d\d)\s{{1,3}}đến\s{{1,3}}nay
        | (?<!\w)(?P<edge>đầu|cuối|hết)\s{{1,3}}(?:năm\s{{1,3}})?(?P<edge_year>20\d\d)(?!\d|[.,]\d|\s?[-–—]\s?\d)
        | năm\s{{1,3}}(?P<plain>20\d\d)(?!\d|[.,]\d|\s?[-–—]\s?\d)
        | \((?P<bracketed>20\d\d)\)
        | (?<!\w)(?:{heads})\s{{1,3}}(?P<headed>20\d\d)(?=\s{{0,3}}(?:[*_.:;,)]|$))
        | (?<!\w)(?P<this>{this})(?!\w)
        """,
        re.VERBOSE | re.IGNORECASE,
    )


@cache
def _introduces() -> re.Pattern[str]:
    words = alternation(vocabulary().rules["introducing"])
    return re.compile(rf"\s{{0,3}}(?:(?:{words})(?!\w)|[:(\d])", re.IGNORECASE)


@cache
def _compared() -> re.Pattern[str]:
    words = alternation(vocabulary().rules["comparisons"])
    return re.compile(
        rf"(?:{words})\s{{1,3}}(?:cuối\s|đầu\s)?(?:năm\s{{1,3}})?(?P<year>20\d\d)(?!\d|\s?[-–])", re.IGNORECASE
    )


def is_until(text: str, start: int) -> bool:
    """Say whether the words before a day tell that figures stand at it (`tính đến ngày`)."""
    return _until().search(text, max(0, start - _LEAD_IN), start) is not None


@cache
def _until() -> re.Pattern[str]:
    words = alternation(vocabulary().rules["until"])
    return re.compile(rf"(?<!\w)(?:{words})\s{{0,3}}(?:ngày\s{{1,3}})?$", re.IGNORECASE)


@cache
def _school() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(vocabulary().rules['school_years'])})\s{{0,3}}$", re.IGNORECASE)


@cache
def _not_a_period() -> re.Pattern[str]:
    words = alternation(vocabulary().rules["not_a_period_after"])
    return re.compile(rf"(?<!\w)(?:{words})\s{{0,3}}$", re.IGNORECASE)
