"""Reading a whole report: header, outline, then funds and indicators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ingestion.model import SourceEntry
from ingestion.reference import Reference
from ingestion.reports.funds import read_funds
from ingestion.reports.header import read_header
from ingestion.reports.header_model import Header
from ingestion.reports.indicators import read_indicators
from ingestion.reports.model import Figure, Frame, StoredText
from ingestion.reports.outline import lay_out


@dataclass(frozen=True)
class Report:
    """A report as read: its text, what it says of itself, and its figures in the order in which they stand."""

    stored: StoredText
    header: Header
    figures: tuple[Figure, ...]

    @property
    def frame(self) -> Frame:
        """What its figures inherit."""
        return self.header.frame


def read_report(
    stored: StoredText,
    reference: Reference,
    *,
    entry: SourceEntry | None = None,
    on: date | None = None,
    header: Header | None = None,
) -> Report:
    """Read a stored text; `entry` is its sender, `on` the local date of its arrival, `header` its head if read already.

    No text makes it raise. Two figures never have the same `figure_id`: of two readings of one number as the same
    measure or indicator the first stays.
    """
    header = header or read_header(stored, reference, entry=entry, on=on)
    outline = lay_out(stored, header.frame, reference)
    found = sorted([*read_funds(outline), *read_indicators(outline)], key=_place)
    figures = {one.figure_id(stored.sha256): one for one in reversed(found)}
    return Report(stored, header, tuple(reversed(figures.values())))


def _place(figure: Figure) -> tuple[int, int, int, str]:
    return figure.line, figure.char_start, figure.char_end, figure.kind
