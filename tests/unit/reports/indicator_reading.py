"""Reads the indicators of a few lines in tests, of the first half of 2023 unless another frame is given."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ingestion.reference import Reference
from ingestion.reports import store_text
from ingestion.reports.indicators import read_indicators
from ingestion.reports.model import Figure, Frame, StoredText
from ingestion.reports.outline import lay_out

PROJECT = Path(__file__).resolve().parents[3]
REFERENCE = Reference.load(PROJECT / "dbt_project" / "seeds")
HALF_YEAR = Frame(period="2023-H1", year="2023", as_of=date(2023, 6, 30))


def read(text: str | StoredText, frame: Frame = HALF_YEAR) -> list[Figure]:
    """Return the indicators of a text."""
    stored = store_text(text.encode(), "a.txt") if isinstance(text, str) else text
    return read_indicators(lay_out(stored, frame, REFERENCE))


def told(figures: list[Figure], *columns: str) -> list[tuple[str, ...]]:
    """Return some columns of figures as text, values without an exponent."""
    return [tuple(_shown(getattr(one, column)) for column in columns) for one in figures]


def _shown(value: object) -> str:
    return f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)
