"""Vietnamese numbers: `.` groups thousands, `,` marks decimals, and the ways in which reports break this."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+")
_COMMA_GROUPED = re.compile(r"\d{1,3}(?:,\d{3}){2,}")
_BLANKS = re.compile(r"\s+")

#: So many digits a number may have; a longer run is a serial or an account, and is no quantity.
MOST_DIGITS = 18


@dataclass(frozen=True)
class Number:
    """A number as read: `is_regular` is false where its marks follow no convention and only its digits were taken."""

    value: Decimal
    is_regular: bool = True


def parse_number(text: str, *, is_percent: bool = False) -> Number | None:
    """Read one printed number literally: `1.105,906` is 1105.906, `4, 97` is 4.97, `4,950` is 4.95; None if it is none.

    A full stop groups thousands when three digits follow each one, else it marks decimals (`30.05`); in a percentage
    one full stop always marks decimals. A comma marks decimals unless there are several, each before three digits.
    """
    digits = _BLANKS.sub("", text)
    if not digits or sum(char.isdigit() for char in digits) > MOST_DIGITS:
        return None
    whole, comma, rest = digits.partition(",")
    if not comma:
        return _without_comma(digits, is_percent)
    if _COMMA_GROUPED.fullmatch(digits):
        return Number(Decimal(digits.replace(",", "")))
    if rest.isdigit() and (whole.isdigit() or _GROUPED.fullmatch(whole)):
        return Number(Decimal(f"{whole.replace('.', '')}.{rest}"))
    whole, _, rest = digits.rpartition(".")
    if rest.isdigit() and re.fullmatch(r"\d{1,3}(?:,\d{3})+", whole):
        return Number(Decimal(f"{whole.replace(',', '')}.{rest}"))
    return _digits_alone(digits)


def _without_comma(digits: str, is_percent: bool) -> Number | None:
    if digits.isdecimal():
        return Number(Decimal(digits))
    is_single = digits.count(".") == 1
    if _GROUPED.fullmatch(digits) and not (is_single and (is_percent or digits.startswith("0"))):
        return Number(Decimal(digits.replace(".", "")))
    if is_single and re.fullmatch(r"\d+\.\d+", digits):
        return Number(Decimal(digits))
    return _digits_alone(digits)


def _digits_alone(digits: str) -> Number | None:
    alone = re.sub(r"\D", "", digits)
    return Number(Decimal(alone), is_regular=False) if alone else None
