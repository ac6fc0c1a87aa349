"""The line of place and date of a report: in its head, at its foot, or of the letter it was sent with."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from itertools import pairwise

from ingestion.reports.header_model import DateLine, Line, read_lines
from ingestion.reports.lexicon import lexicon
from ingestion.reports.model import StoredText

_BLANKS = re.compile(r"[\s.…]+")
_FOOT_LINES = 14


def find_date_line(lines: list[Line]) -> DateLine | None:
    """Return the line of place and date; day, month or year may be blank or on the line below."""
    for line in lines:
        for part in line.parts:
            match = date_line_in(part)
            if match:
                return _as_date_line(match, line.number)
    for line, after in pairwise(lines):
        for part, rest in zip(line.parts, after.parts, strict=False):
            match = date_line_in(f"{part} {rest}") if len(part) < 80 and len(rest) < 20 else None
            if match:
                return _as_date_line(match, line.number)
    return None


def find_other_date(stored: StoredText, lines: list[Line]) -> DateLine | None:
    """Return a date line that is a whole line at the very end, else the date of the letter the report was sent with."""
    end = read_lines(stored, max(0, len(stored.lines) - _FOOT_LINES), _FOOT_LINES)
    found = find_date_line(
        [line for line in end if len(line.text) < 80 and line.text not in {one.text for one in lines}]
    )
    if found:
        return found
    for line in lines:
        match = _sent_with().search(line.text)
        if match:
            year, month, day = (int(match[f"w{name}"] or match[name]) for name in ("year", "month", "day"))
            return _dated("", year, month, day, match[0], line.number, is_inherited=True)
    return None


def date_line_in(text: str) -> re.Match[str] | None:
    """Return the place and date in a line or cell of the head."""
    return next((match for one in _date_lines() if (match := one.search(text[:400]))), None)


def _as_date_line(match: re.Match[str], line: int) -> DateLine:
    parts = match.groupdict()
    day, month, year = (_number_in(parts.get(name) or "") for name in ("day", "month", "year"))
    return _dated(match["place"] or "", year, month, day, match[0].strip(), line)


def _dated(
    place: str, year: int | None, month: int | None, day: int | None, raw: str, line: int, *, is_inherited: bool = False
) -> DateLine:
    if year is not None and not 1990 <= year <= 2100:
        year = None
    if month is not None and not 1 <= month <= 12:
        month = None
    on = None
    if day and month and year:
        try:
            on = date(year, month, day)
        except ValueError:
            on = None
    return DateLine(place, on, month, year, raw, line, is_inherited)


def _number_in(text: str) -> int | None:
    misread: dict[str, str] = lexicon("headers")["misread_digits"]
    digits = "".join(misread.get(char, char) for char in _BLANKS.sub("", text))
    return int(digits) if digits.isdecimal() else None


@cache
def _date_lines() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(one, re.IGNORECASE) for one in lexicon("headers")["date_lines"])


@cache
def _sent_with() -> re.Pattern[str]:
    return re.compile(lexicon("headers")["sent_with"], re.IGNORECASE)
