"""How `gnbv trace` words a day, an instant, a number and a list of labelled facts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

#: How an arrival date is known.
BASIS = {
    "assumed": "assumed: taken to be the document's date, not recorded on arrival",
    "recorded": "recorded on arrival",
    "first_seen": "the day it was first seen here",
}


def day(value: date | None) -> str:
    """`27/10/2023`, or nothing."""
    return f"{value:%d/%m/%Y}" if value else ""


def time(value: datetime | None) -> str:
    """`27/10/2023 08:00`, or nothing."""
    return f"{value:%d/%m/%Y %H:%M}" if value else ""


def number(value: float) -> str:
    """A number as Vietnamese writes it: `396.550.000.000`, `4,97`."""
    text = f"{int(value):,}" if value == int(value) else f"{value:,}"
    return text.translate(str.maketrans(",.", ".,"))


def joined(*parts: str | None) -> str:
    """The parts that say something, parted by commas."""
    return ", ".join(part for part in parts if part)


def plain(text: str) -> str:
    """Text of a document for a terminal: what a terminal would obey is a blank; a tab, which parts cells, is ` | `."""
    return "".join(char if char.isprintable() else " " for char in text.replace("\t", " | "))


def pairs(facts: list[tuple[str, Any]], indent: int = 2) -> list[str]:
    """A line a fact, its label first; facts that say nothing are left out."""
    return [f"{' ' * indent}{label:<15} {plain(str(fact))}" for label, fact in facts if fact not in (None, "")]
