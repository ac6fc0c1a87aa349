"""Numbers that belong together: `4 - 5%` is one figure of its lower end, `450 → 380` one of two times."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from ingestion.reports.indicators.wordings import vocabulary
from ingestion.reports.scan import Quantity, alternation
from ingestion.text import key

_RANGE = re.compile(r"\s?[-–—]\s?|\s(?:đến|tới)\s", re.IGNORECASE)
_ARROW = re.compile(r"[^\W\d]{0,6}(?:\s[^\W\d]{1,6})?\s?(?:→|->|=>|➔|⇒|⟶)\s?")
_NAME = re.compile(r"[,;]?\s(?:và\s)?(?P<name>[^\W\d_][\w'’]{0,12}(?:[ -][^\W\d_][\w'’]{0,12}){0,4}):?\s")

_LED = 8
_MOST_BESIDE_REGION = 2  # words and marks that stand beside it (`, vùng`)


def ranges(text: str, quantities: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """Return the numbers of a passage with each range of shares (`4 - 5%`) as one number, its lower end."""
    return tuple(_ranges(text, quantities))


def _ranges(text: str, quantities: Sequence[Quantity]) -> Iterator[Quantity]:
    skipped = -1
    for index, one in enumerate(quantities):
        if index == skipped:
            continue
        upper = quantities[index + 1] if index + 1 < len(quantities) else None
        if upper and _is_range(text, one, upper):
            skipped = index + 1
            yield replace(one, unit_text=upper.unit_text, unit_end=upper.unit_end, is_percent=True)
        else:
            yield one


def _is_range(text: str, lower: Quantity, upper: Quantity) -> bool:
    is_bare = not (lower.is_percent or lower.is_money or lower.pair) and lower.unit_end <= lower.end
    joined = is_bare and upper.is_percent and lower.value < upper.value
    return joined and _RANGE.fullmatch(text, lower.end, upper.start) is not None


def is_arrow(text: str, start: int, end: int) -> bool:
    """Say whether only an arrow stands between two numbers."""
    return _ARROW.fullmatch(text[start:end].lstrip()) is not None


def goes_from_to(text: str, first: Quantity, end: int) -> bool:
    """Say whether two numbers are those of `từ 85% lên 91%`."""
    rules = vocabulary().rules
    led = text[max(0, first.start - _LED) : first.start].split()
    return bool(led) and key(led[-1]) in rules["from"] and key(text[first.unit_end : end]) in rules["to"]


def is_plan(text: str, start: int, end: int) -> bool:
    """Say whether the second of two numbers is the plan of the first (`12 người/KH 20 người`)."""
    return _plan().fullmatch(text, start, end) is not None


@cache
def _plan() -> re.Pattern[str]:
    words = alternation(vocabulary().rules["plans"])
    return re.compile(rf"[^/.;,()\d]{{0,20}}/\s?(?:{words})\s(?:là\s)?", re.IGNORECASE)


def region_in(text: str, start: int, end: int) -> str:
    """Return the last region named in a range, empty if none."""
    found = [match[0] for match in _region_names().finditer(text, start, end)]
    return found[-1] if found else ""


@cache
def _region_names() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternation(vocabulary().rules['region_names'])})(?!\w)")


def name_between(text: str, start: int, end: int) -> str:
    """Return the name that alone stands between two numbers of a list (`37,1%, Cao Bằng 28,9%`), empty if none."""
    region = region_in(text, start, end)
    if region and len(text[start:end].replace(region, "", 1).split()) <= _MOST_BESIDE_REGION:
        return region
    found = _NAME.fullmatch(text, start, end)
    is_name = found and all(word[0].isupper() for word in re.split("[ -]", found["name"]))
    return found["name"] if found and is_name and not found["name"].isupper() else ""
