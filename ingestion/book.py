"""An open .xlsx workbook: its sheets as grids of values, read once each, and the XML behind them.

A grid begins at A1; blank cells, errors and formulas without a stored value are all an empty text in it (the XML tells
them apart). Numbers are floats. No formula is run.
"""

from __future__ import annotations

import io
import re
from functools import cached_property
from html import unescape
from typing import cast

import python_calamine as calamine

from ingestion.package import MAX_UNPACKED_BYTES, guarded, inspect_package, refuse_size

Grid = list[list[object]]

_RELATION, _SHEET = re.compile(r"<(?:\w+:)?Relationship\b([^>]*)>"), re.compile(r"<(?:\w+:)?sheet\b([^>]*)>")
_ATTRIBUTE = re.compile(r"""\b(?:\w+:)?(\w+)\s*=\s*["']([^"']*)["']""")


class Book:
    """The worksheets of a workbook by title, in order. Raises TableError wherever the file proves to be unusable."""

    def __init__(self, content: bytes, most_unpacked: int = MAX_UNPACKED_BYTES) -> None:
        self.package = inspect_package(content, most_unpacked)
        self._opened = guarded(lambda: calamine.CalamineWorkbook.from_filelike(io.BytesIO(self.package.unpacked())))
        sheets = [one for one in self._opened.sheets_metadata if one.typ == calamine.SheetTypeEnum.WorkSheet]
        self.titles = [one.name for one in sheets]
        self.hidden = {one.name for one in sheets if one.visible != calamine.SheetVisibleEnum.Visible}
        self._sheets: dict[str, calamine.CalamineSheet] = {}
        self._grids: dict[str, Grid] = {}

    def grid(self, title: str) -> Grid:
        """Return the cells of a sheet, row by row from A1; all rows have one length."""
        held = self._grids.get(title)
        if held is None:
            sheet = self._sheet(title)
            refuse_size(sheet.total_height, sheet.total_width)
            held = self._grids[title] = guarded(lambda: cast("Grid", sheet.to_python(skip_empty_area=False)))
        return held

    def merged(self, title: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        """Return the merged areas of a sheet: first and last row and column, 0-based."""
        return self._sheet(title).merged_cell_ranges or []

    def part(self, title: str) -> bytes:
        """Return the XML of a sheet; empty if the package does not say which part it is."""
        return self._parts.get(title, b"")

    @cached_property
    def has_hidden(self) -> bool:
        """Say whether some row or column may be hidden."""
        return self.package.holds(b'hidden="')

    @cached_property
    def has_errors(self) -> bool:
        """Say whether some cell holds an error, or a formula without a stored value: both look blank."""
        return any(self.package.holds(mark) for mark in (b't="e"', b"</f></c>", b"</f><v></v>", b"</f><v/>"))

    def _sheet(self, title: str) -> calamine.CalamineSheet:
        held = self._sheets.get(title)
        if held is None:
            held = self._sheets[title] = guarded(lambda: self._opened.get_sheet_by_name(title))
        return held

    @cached_property
    def _parts(self) -> dict[str, bytes]:
        return guarded(self._find_parts)

    def _find_parts(self) -> dict[str, bytes]:
        held = self.package.parts
        targets = {}
        for element in _RELATION.findall(held["xl/_rels/workbook.xml.rels"].decode()):
            said = dict(_ATTRIBUTE.findall(element))
            targets[said.get("Id")] = unescape(said.get("Target", "")).lower()
        found = {}
        for element in _SHEET.findall(held["xl/workbook.xml"].decode()):
            said = dict(_ATTRIBUTE.findall(element))
            target = targets.get(said.get("id"), "")
            name = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            found[unescape(said.get("name", ""))] = held.get(name, b"")
        return found
