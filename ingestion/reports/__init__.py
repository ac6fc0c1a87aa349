"""Narrative reports: from the text of a report as received to its figures. This is the door of the room."""

from __future__ import annotations

from ingestion.reports.header import read_header
from ingestion.reports.header_model import Header, Remark
from ingestion.reports.model import FIGURE_COLUMNS, Figure, Frame, StoredText
from ingestion.reports.passages import Passage, split_passages
from ingestion.reports.report import Report, read_report
from ingestion.reports.stored import TextError, store_text

__all__ = [
    "FIGURE_COLUMNS",
    "Figure",
    "Frame",
    "Header",
    "Passage",
    "Remark",
    "Report",
    "StoredText",
    "TextError",
    "read_header",
    "read_report",
    "split_passages",
    "store_text",
]
