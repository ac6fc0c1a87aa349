"""How numbers and days are written: Vietnamese with decimal comma and dd/mm/yyyy, English with point and day month."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from delivery.reading import LOCAL

MILLION = 1_000_000


def number(value: float | Decimal | None, language: str, decimals: int | None = None) -> str:
    """Write a number with thousands apart; without `decimals` as many as it has, at most four. None: empty."""
    if value is None:
        return ""
    text = f"{value:,.{decimals}f}" if decimals is not None else f"{value:,.4f}".rstrip("0").rstrip(".")
    if text in {"-0", ""}:
        text = "0"
    return text.replace(",", "\0").replace(".", ",").replace("\0", ".") if language == "vi" else text


def percent(value: float | None, language: str, decimals: int = 1) -> str:
    """Write a rate given in percent."""
    return f"{number(value, language, decimals)}%" if value is not None else ""


def million(value: int | None, language: str) -> str:
    """Write an amount in đồng as million đồng, without decimals where it is a thousand million or more."""
    if value is None:
        return ""
    amount = Decimal(value) / MILLION
    return number(amount, language, 0 if amount == amount.to_integral_value() or abs(amount) >= 1000 else 1)


def day(value: date | datetime | None, language: str) -> str:
    """Write a day (an instant: the day it has in Viet Nam)."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(LOCAL).date()
    return f"{value:%d/%m/%Y}" if language == "vi" else f"{value.day} {value:%b %Y}"


def moment(value: datetime | None, language: str) -> str:
    """Write an instant, Asia/Ho_Chi_Minh, to the minute."""
    return f"{value.astimezone(LOCAL):%H:%M} {day(value, language)}" if value else ""


def filters(language: str) -> dict[str, Any]:
    """The filters the templates have, bound to one language."""
    return {
        "number": lambda value, decimals=None: number(value, language, decimals),
        "percent": lambda value, decimals=1: percent(value, language, decimals),
        "million": lambda value: million(value, language),
        "day": lambda value: day(value, language),
        "moment": lambda value: moment(value, language),
    }
