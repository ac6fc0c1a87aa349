"""The working calendar of public offices: weekends, public holidays (Labour Code 2019, Art. 112), swapped days.

Holidays come from the `holidays` package, which knows the lunar calendar and the days in lieu; what the government
decides from year to year stands in the seed `policy/swapped_days.csv` and always wins. Years that are not decided yet
are the package's forecast.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import holidays

from ingestion.bronze_store import CALENDAR, as_table, replace_table
from ingestion.reference import SeedError

_COLUMNS = ("day", "is_working", "reason", "legal_basis")
_WEEKEND = {5: "Thứ Bảy", 6: "Chủ nhật"}
_TRUTH = {"true": True, "false": False}


def non_working_days(first_year: int, last_year: int, swapped: Path) -> list[dict[str, Any]]:
    """Return the rows {day, is_working, reason} of two years and all between, in order of days.

    A row stands for a day that is not worked, or (`is_working`) for a weekend day or holiday that is. Days without a
    row are worked. Raises SeedError.
    """
    years = range(first_year, last_year + 1)
    public = holidays.country_holidays("VN", years=years, language="vi")
    worked_weekends = set(public.weekend_workdays)
    decided = _swapped(swapped)
    rows = []
    for day in _days(first_year, last_year):
        if day in decided:
            is_working, reason = decided[day]
            if is_working and day.weekday() not in _WEEKEND and day not in public:
                continue
        elif day in worked_weekends:
            is_working, reason = True, "Làm bù"
        elif name := public.get(day):
            is_working, reason = False, name
        elif day.weekday() in _WEEKEND:
            is_working, reason = False, _WEEKEND[day.weekday()]
        else:
            continue
        rows.append({"day": day, "is_working": is_working, "reason": reason})
    return rows


def is_working_day(day: date, seeds: Path) -> bool:
    """Say whether public offices work on a day. Raises SeedError."""
    swapped = _seed(seeds)
    changed = swapped.stat().st_mtime_ns if swapped.is_file() else 0
    return day not in _idle_days(day.year, swapped, changed)


def working_day_after(day: date, count: int, seeds: Path) -> date:
    """Return the last of `count` working days that follow a day; the day itself when none is asked for.

    Raises SeedError.
    """
    for _ in range(count):
        day += timedelta(days=1)
        while not is_working_day(day, seeds):
            day += timedelta(days=1)
    return day


def write_calendar(bronze: Path, seeds: Path, first_year: int, last_year: int) -> bool:
    """Write the calendar of the years as the bronze table `non_working_day`; say whether it differed from before.

    Raises SeedError or OSError.
    """
    content = as_table("non_working_day", non_working_days(first_year, last_year, _seed(seeds)))
    return replace_table(bronze, "non_working_day", CALENDAR, content)


@lru_cache(maxsize=64)
def _idle_days(year: int, swapped: Path, _changed: int) -> frozenset[date]:
    return frozenset(row["day"] for row in non_working_days(year, year, swapped) if not row["is_working"])


def _seed(seeds: Path) -> Path:
    return seeds / "policy" / "swapped_days.csv"


def _days(first_year: int, last_year: int) -> Iterator[date]:
    day = date(first_year, 1, 1)
    while day.year <= last_year:
        yield day
        day += timedelta(days=1)


def _swapped(path: Path) -> dict[date, tuple[bool, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            rows = csv.DictReader(handle)
            missing = [column for column in _COLUMNS if column not in (rows.fieldnames or [])]
            if missing:
                raise SeedError(f"{path}, line 1: column {', '.join(missing)} is missing; add it")
            found: dict[date, tuple[bool, str]] = {}
            for row in rows:
                day, is_working = _decision(path, rows.line_num, row)
                if day in found:
                    raise SeedError(f"{path}, line {rows.line_num}: {day} stands there twice; keep one line")
                found[day] = is_working, row["reason"].strip()
            return found
    except OSError as error:
        raise SeedError(f"{path}: cannot be read ({error.strerror}); restore the seed") from None


def _decision(path: Path, line: int, row: dict[str, str]) -> tuple[date, bool]:
    try:
        day = date.fromisoformat(row["day"].strip())
    except ValueError:
        expected = "expected a date such as 2026-01-02 in column day"
        raise SeedError(f"{path}, line {line}: {expected}, found {row['day']!r}; correct it") from None
    is_working = _TRUTH.get((row["is_working"] or "").strip().lower())
    if is_working is None:
        expected = "expected true or false in column is_working"
        raise SeedError(f"{path}, line {line}: {expected}, found {row['is_working']!r}; correct it")
    return day, is_working
