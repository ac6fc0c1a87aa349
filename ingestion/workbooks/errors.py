"""The error sheet: a copy of the sender's workbook with the wrong cells marked, and a list of what to correct."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from ingestion.layouts import layout
from ingestion.model import DoorFinding
from ingestion.workbooks.error_copy import open_copy
from ingestion.workbooks.error_list import write_list
from ingestion.workbooks.error_marks import MAX_MARKED, mark
from ingestion.workbooks.error_stored import with_results
from ingestion.workbooks.error_words import ErrorHeading, cell_order, severity_of, words

__all__ = ["ErrorHeading", "mark_errors"]

_NO_HEADING = ErrorHeading()
_NO_SEVERITIES: Mapping[str, str] = {}


def mark_errors(
    content: bytes,
    findings: Sequence[DoorFinding],
    *,
    heading: ErrorHeading = _NO_HEADING,
    severities: Mapping[str, str] = _NO_SEVERITIES,
) -> bytes:
    """Return a copy of a workbook (.xlsx) with its findings marked, and listed on a new first sheet.

    Every cell or range a finding names has a colour by severity and a comment; values, formulas, formats and
    protection are those of the sender; macros, pictures and what reaches outside the file are left out. A content that
    cannot be opened gives the list alone. `severities` are those of the rules by id (stop, warn, info; else warn). The
    same findings in the same content give the same bytes.
    """
    order = list(words()["severities"])
    ranked = sorted(findings, key=lambda one: order.index(severity_of(one, severities)))
    copy = open_copy(content)
    remarks = []
    if copy is None:
        remarks.append(words()["not_copied"])
        book, links = _empty_book(), {}
        sheet = book.active
        sheet.title = layout("workbook")["error_sheet"]
    else:
        book = copy.book
        _remove_list(book)
        ranked = _in_order_of_sheets(book, ranked, severities)
        links = mark(book, ranked, severities)
        sheet = book.create_sheet(layout("workbook")["error_sheet"], 0)
    if len(ranked) > MAX_MARKED and links:
        remarks.append(words()["more_marked"].format(marked=MAX_MARKED))
    if not ranked:
        remarks.append(words()["none"])
    write_list(sheet, ranked, severities, heading, links, remarks)
    _show_first(book)
    sink = io.BytesIO()
    book.save(sink)
    stored = copy.results if copy else {}
    results = {number: stored.get(one.title, {}) for number, one in enumerate(book.worksheets, start=1)}
    return with_results(sink.getvalue(), results)


def _empty_book() -> Any:
    from openpyxl import Workbook

    return Workbook()


def _remove_list(book: Any) -> None:
    """Remove the list of an error sheet that is marked anew."""
    name = layout("workbook")["error_sheet"]
    for sheet in [one for one in book.worksheets if unicodedata.normalize("NFC", one.title).strip() == name]:
        if len(book.worksheets) > 1:
            book.remove(sheet)
        else:
            sheet.title = f"{name} (1)"


def _in_order_of_sheets(book: Any, findings: Sequence[DoorFinding], severities: Mapping[str, str]) -> list[DoorFinding]:
    """Return findings by severity, then by sheet and cell as they stand in the workbook; else as they came."""
    order = list(words()["severities"])
    places = {unicodedata.normalize("NFC", one.title).strip(): i for i, one in enumerate(book.worksheets)}

    def rank(one: DoorFinding) -> tuple[int, int, tuple[int, int, str]]:
        return order.index(severity_of(one, severities)), places.get(one.sheet or "", -1), cell_order(one.cell)

    return sorted(findings, key=rank)


def _show_first(book: Any) -> None:
    """Open the workbook at its first sheet alone: sheets that are selected together are edited together."""
    book.active = 0
    for position, sheet in enumerate(book.worksheets):
        sheet.sheet_view.tabSelected = position == 0
    for view in book.views:
        view.firstSheet = 0
