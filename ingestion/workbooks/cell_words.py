"""What is typed where a number is asked for: numbers in all spellings, marks of absence, and what is neither."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from ingestion.forms import Column
from ingestion.layouts import layout
from ingestion.reports.numbers import parse_number
from ingestion.text import clean, plain_dashes

NONE, NOT_APPLICABLE, NOT_AVAILABLE, ILLEGIBLE = "none", "not_applicable", "not_available", "illegible"
#: A total whose formula adds up cells that hold no number: its value is less than the whole.
INCOMPLETE = "incomplete"

#: A longer text is no number.
_MOST_KEPT = 60
_DIGITS = re.compile(r"\d[\d.,]*")
_SPACED = re.compile(r"\d{1,3}(?: \d{3})+(?:,\d+)?")
_NEGATIVE = re.compile(r"-\s?(.+)|\((.+)\)")


@dataclass(frozen=True)
class Word:
    """What a typed text stands for: a number, or an absence (its value is 0 where nothing happened)."""

    value: float | None
    absence: str | None = None


def read_word(text: str, column: Column) -> Word | None:
    """Return what a text in a numeric column stands for; None if it is blank.

    A number follows the Vietnamese way: `1.234` is 1234 and `1,5` one and a half; `1,234.5` can only be English. One
    that would be a fraction where things are counted (`1,234`) could be either, and is illegible.
    """
    if len(text) > _MOST_KEPT:
        return Word(None, ILLEGIBLE) if clean(text) else None
    return _word(text, column)


@lru_cache(maxsize=8192)
def _word(text: str, column: Column) -> Word | None:
    typed = clean(text)
    if not typed:
        return None
    absence = _absences().get(typed.casefold())
    if absence:
        return Word(0.0 if absence == NONE else None, absence)
    value = _number(plain_dashes(typed), column)
    return Word(value) if value is not None else Word(None, ILLEGIBLE)


@cache
def _absences() -> dict[str, str]:
    found: dict[str, str] = {}
    for known in (layout("workbook")["absences"], layout("form_values")["absences"]):
        for kind, words in known.items():
            found |= {clean(str(word)).casefold(): kind for word in words}
    return found


def _number(typed: str, column: Column) -> float | None:
    unit = clean(str(layout("workbook")["units"].get(column.unit, ""))).casefold()
    digits = typed.casefold()
    if unit:
        digits = digits.removesuffix(unit).strip()
    sign = 1.0
    if match := _NEGATIVE.fullmatch(digits):
        sign, digits = -1.0, match[1] or match[2]
    if _SPACED.fullmatch(digits):
        digits = digits.replace(" ", "")
    if not _DIGITS.fullmatch(digits):
        return None
    number = parse_number(digits, is_percent=column.type == "percent")
    if number is None or not number.is_regular:
        return None
    if column.type == "count" and number.value % 1 and "," in digits:
        return None
    return sign * float(number.value)
