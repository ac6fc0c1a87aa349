"""The day a figure stands at: an ended period tells its own day, the report's day holds for the current one alone."""

from __future__ import annotations

import calendar
import re
from datetime import date

from ingestion.reports.model import Frame

_PERIOD = re.compile(
    r"(?:20\d\d-)?(?P<year>20\d\d)(?:-(?:Y|H(?P<half>[12])|Q(?P<quarter>[1-4])|(?P<months>\d{1,2})M?))?"
)


def last_day(period: str) -> date | None:
    """Return the last day of a period (`2023`, `2023-H1`, `2023-9M`, `2021-2023`), None if unknown."""
    told = _PERIOD.fullmatch(period)
    if not told:
        return None
    month = int(told["months"] or 0) or int(told["quarter"] or 0) * 3 or int(told["half"] or 0) * 6 or 12
    if not 1 <= month <= 12:
        return None
    year = int(told["year"])
    return date(year, month, calendar.monthrange(year, month)[1])


def as_of(period: str, value_kind: str, frame: Frame) -> str:
    """Return the ISO date of a figure: the end of its period if that is over or aimed at, else the report's day."""
    end = last_day(period)
    if end and (value_kind == "target" or (frame.as_of and end < frame.as_of)):
        return end.isoformat()
    return frame.as_of.isoformat() if frame.as_of else ""
