"""Marking the cells that findings name: a colour by severity, a comment, the tab of the sheet."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ingestion.model import DoorFinding
from ingestion.workbooks.error_words import problem_of, safe, severity_of, words

#: So many findings are marked in their cells, so many cells of one range are coloured.
MAX_MARKED, MAX_COLOURED = 2_000, 400
_MAX_ROW, _MAX_COLUMN = 1_048_576, 16_384
_COMMENT_TEXT = 1_200

_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
_ROWS = re.compile(r"\$?(\d{1,7})(?::\$?(\d{1,7}))?")
_COLUMNS = re.compile(r"\$?([A-Z]{1,3})(?::\$?([A-Z]{1,3}))?")

#: First column, first row, last column, last row.
_Bounds = tuple[int, int, int, int]


def mark(book: Any, findings: Sequence[DoorFinding], severities: Mapping[str, str]) -> dict[int, str]:
    """Mark the first findings in a workbook (openpyxl); return where each finding's link leads, by its position.

    Findings come gravest first: the first at a cell gives it its colour. A sheet that is hidden gets no link.
    """
    sheets = {unicodedata.normalize("NFC", one.title).strip(): one for one in book.worksheets}
    links: dict[int, str] = {}
    noted: dict[tuple[str, str], list[DoorFinding]] = defaultdict(list)
    for position, finding in enumerate(findings):
        sheet = sheets.get(unicodedata.normalize("NFC", finding.sheet or "").strip())
        if sheet is None:
            continue
        severity = severity_of(finding, severities)
        if sheet.sheet_properties.tabColor is None or not _is_ours(sheet):
            sheet.sheet_properties.tabColor = words()["severities"][severity]["tab"]
        bounds = _bounds(finding.cell or "", sheet)
        if sheet.sheet_state == "visible":
            links[position] = _link(sheet, bounds)
        if bounds is None or position >= MAX_MARKED:
            continue
        anchor = _anchor(sheet, bounds)
        if (sheet.title, anchor.coordinate) not in noted or bounds[:2] != bounds[2:]:
            _colour(sheet, bounds, words()["severities"][severity]["fill"])
        noted[sheet.title, anchor.coordinate].append(finding)
    for (title, place), held in noted.items():
        _comment(book[title][place], held)
    return links


def _is_ours(sheet: Any) -> bool:
    """Say whether the tab already has a colour of a severity: the first finding of a sheet is its gravest."""
    tabs = {one["tab"] for one in words()["severities"].values()}
    return str(sheet.sheet_properties.tabColor.rgb)[-6:] in tabs


def _bounds(cell: str, sheet: Any) -> _Bounds | None:
    """Return the bounds of a cell, a range, rows or columns, within what the sheet uses; None if it names no cell."""
    from openpyxl.utils import column_index_from_string as number_of

    cell = cell.strip().upper()
    if match := _RANGE.fullmatch(cell):
        first, top, last, bottom = match.groups()
        found = number_of(first), int(top), number_of(last or first), int(bottom or top)
    elif match := _ROWS.fullmatch(cell):
        found = 1, int(match[1]), max(sheet.max_column, 1), int(match[2] or match[1])
    elif match := _COLUMNS.fullmatch(cell):
        found = (
            number_of(match[1]),
            1,
            number_of(match[2] or match[1]),
            max(sheet.max_row, 1),
        )
    else:
        return None
    left, top_row, right, bottom_row = found
    is_inside = 1 <= left <= right <= _MAX_COLUMN and 1 <= top_row <= bottom_row <= _MAX_ROW
    return found if is_inside else None


def _cells(bounds: _Bounds) -> Iterator[tuple[int, int]]:
    left, top, right, bottom = bounds
    done = 0
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            if done == MAX_COLOURED:
                return
            done += 1
            yield row, column


def _anchor(sheet: Any, bounds: _Bounds) -> Any:
    """Return the first cell, of a merged block the one that holds its value."""
    from openpyxl.cell.cell import MergedCell

    cell = sheet.cell(bounds[1], bounds[0])
    if not isinstance(cell, MergedCell):
        return cell
    block = next(one for one in sheet.merged_cells.ranges if cell.coordinate in one)
    return sheet.cell(block.min_row, block.min_col)


def _colour(sheet: Any, bounds: _Bounds, colour: str) -> None:
    from openpyxl.styles import PatternFill

    fill = PatternFill("solid", start_color=colour, end_color=colour)
    for row, column in _cells(bounds):
        sheet.cell(row, column).fill = fill
    _anchor(sheet, bounds).fill = fill


def _link(sheet: Any, bounds: _Bounds | None) -> str:
    from openpyxl.utils import get_column_letter, quote_sheetname

    left, top, right, bottom = bounds or (1, 1, 1, 1)
    first, last = f"{get_column_letter(left)}{top}", f"{get_column_letter(right)}{bottom}"
    return f"{quote_sheetname(sheet.title)}!{first if first == last else f'{first}:{last}'}"


def _comment(cell: Any, findings: Sequence[DoorFinding]) -> None:
    """Put what was found into the cell's comment; a comment of the sender stays below it."""
    from openpyxl.comments import Comment

    said = words()["comment"]
    parts = []
    for one in findings:
        lines = [f"{one.rule_id}: {problem_of(one)}"]
        lines += [f"{said['expected']}{one.expected}"] if one.expected else []
        lines += [f"{said['found']}{one.found}"] if one.found else []
        parts.append("\n".join(lines))
    own = cell.comment
    if own is not None and own.author != words()["author"] and own.text:
        parts.append(f"{said['own']}{own.text}")
    text = safe("\n\n".join(parts), _COMMENT_TEXT)
    height = 24 + 17 * sum(1 + len(line) // 46 for line in text.split("\n"))
    cell.comment = Comment(text, words()["author"], height=min(height, 420), width=330)
