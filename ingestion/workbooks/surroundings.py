"""What stands on a sheet beside its table, and how the table itself was laid out: notes, merged and hidden cells."""

from __future__ import annotations

import re

from ingestion.book import Book, Grid
from ingestion.forms import FIRST_COLUMN
from ingestion.layouts import layout
from ingestion.tables import as_text, column_letters
from ingestion.text import key
from ingestion.workbooks.door import Door
from ingestion.workbooks.plan import SheetPlan
from ingestion.workbooks.values import Cells

_HIDDEN = re.compile(rb'<(row|col)\b([^>]*?)\bhidden="(?:1|true)"([^>]*)>')
_ATTRIBUTE = re.compile(rb'\b(r|min|max)="(\d+)"')


def check_beside(sheet: SheetPlan, grid: Grid, door: Door) -> None:
    """Tell what stands right of the table or below it; the repeated table of the previous period is passed over."""
    width = sheet.sheet.last_column
    spare = len(grid[0]) - width if grid else 0
    if spare > 0:
        blank, end = [""] * spare, sheet.sheet.last_row
        begin = sheet.sheet.number_row - len(sheet.head)
        beside = [row[width:] for row in grid[begin:end]]
        if any(row != blank for row in beside):
            _tell_right(sheet, grid, door)
    if len(grid) > sheet.sheet.last_row:
        below = {
            (row, column): value
            for row in range(sheet.sheet.last_row, len(grid))
            for column, value in enumerate(grid[row])
            if value != ""
        }
        _tell(sheet, below, door, "phía dưới bảng")


def _tell_right(sheet: SheetPlan, grid: Grid, door: Door) -> None:
    own = range(sheet.previous.start, sheet.previous.stop) if _has_previous(sheet, grid) else range(0)
    beside = {
        (row, column): value
        for row in range(sheet.sheet.number_row - len(sheet.head), min(sheet.sheet.last_row, len(grid)))
        for column, value in enumerate(grid[row])
        if column >= sheet.sheet.last_column and column not in own and value != ""
    }
    _tell(sheet, beside, door, "bên phải bảng")


def _has_previous(sheet: SheetPlan, grid: Grid) -> bool:
    row, at = grid[sheet.unit_row], sheet.previous.start
    return at < len(row) and key(as_text(row[at])).startswith(key(layout("form_values")["previous"]))


def _tell(sheet: SheetPlan, outside: dict[tuple[int, int], object], door: Door, where: str) -> None:
    """Tell texts one by one, numbers by the area they take."""
    numbers = sorted(place for place, value in outside.items() if not isinstance(value, str))
    for (row, column), value in sorted(outside.items()):
        text = as_text(value)
        if isinstance(value, str) and text and not door.is_enough("IN27", sheet.title):
            door.tell("IN27", f"ghi chú {where}", sheet.title, _address(row, column), found=text)
    if numbers:
        rows, columns = [row for row, _ in numbers], [column for _, column in numbers]
        first, last = _address(min(rows), min(columns)), _address(max(rows), max(columns))
        area = first if first == last else f"{first}:{last}"
        found = as_text(outside[numbers[0]])
        door.tell("IN06", f"số ở {where} nên không được đọc", sheet.title, area, found=found)


def check_unit_line(sheet: SheetPlan, grid: Grid, door: Door) -> None:
    """Tell that the line of the unit was changed: the figures below it may be in another."""
    row = grid[sheet.unit_row] if len(grid) > sheet.unit_row else [""]
    if row[0] != sheet.unit_line and key(as_text(row[0])) != key(sheet.unit_line):
        cell = _address(sheet.unit_row, 0)
        todo = "Ghi số theo đơn vị tính của mẫu rồi gửi lại."
        door.tell(
            "IN23", "dòng đơn vị tính bị sửa", sheet.title, cell, expected=sheet.unit_line, found=as_text(row[0]),
            todo=todo,
        )  # fmt: skip


def check_merged(sheet: SheetPlan, book: Book, door: Door) -> set[int]:
    """Tell merged cells of the table; return the numbers of the cells they hide."""
    first, last = sheet.sheet.number_row, sheet.sheet.last_row - 1
    hidden: set[int] = set()
    for (top, left), (bottom, right) in book.merged(sheet.title):
        if bottom < first or top > last or left >= sheet.sheet.last_column:
            continue
        area = f"{_address(top, left)}:{_address(bottom, right)}"
        todo = "Bỏ gộp ô, ghi đủ từng ô rồi gửi lại."
        door.tell("IN25", "các ô trong bảng bị gộp", sheet.title, area, expected="từng ô riêng", found=area, todo=todo)
        hidden |= {
            int(sheet.nos[(row - first) * len(sheet.sheet.columns) + column - FIRST_COLUMN + 1])
            for row in range(max(top, first), min(bottom, last) + 1)
            for column in range(max(left, FIRST_COLUMN - 1), min(right, sheet.sheet.last_column - 1) + 1)
            if (row, column) != (top, left)
        }
    return hidden - {0}


def check_hidden(sheet: SheetPlan, book: Book, cells: Cells, door: Door) -> None:
    """Tell hidden rows and columns of the table that hold values."""
    if sheet.title in book.hidden:
        door.tell("IN26", "trang bị ẩn; số liệu trong đó vẫn được đọc", sheet.title)
    if not book.has_hidden:
        return
    part = book.part(sheet.title)
    width = len(sheet.sheet.columns)
    held = cells.held[sheet.nos].reshape(-1, width)
    rows, columns = _hidden(part)
    for row in rows:
        index = row - sheet.sheet.first_row
        if 0 <= index < len(held) and held[index].any():
            found = sheet.sheet.lines[index].label.vi
            door.tell("IN26", "dòng bị ẩn; số liệu vẫn được đọc", sheet.title, f"A{row}", found=found)
    for column in columns:
        index = column - FIRST_COLUMN
        if 0 <= index < width and held[:, index].any():
            cell = f"{column_letters(column)}{sheet.sheet.first_row}"
            found = sheet.sheet.columns[index].heading[-1].vi
            door.tell("IN26", "cột bị ẩn; số liệu vẫn được đọc", sheet.title, cell, found=found)


def _hidden(part: bytes) -> tuple[list[int], list[int]]:
    rows: list[int] = []
    columns: list[int] = []
    for match in _HIDDEN.finditer(part):
        numbers = {name: int(number) for name, number in _ATTRIBUTE.findall(match[2] + match[3])}
        if match[1] == b"row":
            rows.append(numbers.get(b"r", 0))
        else:
            last = min(numbers.get(b"max", 0), 1024)
            columns += range(numbers.get(b"min", 1), last + 1)
    return rows, columns


def _address(row: int, column: int) -> str:
    """Return an address by 0-based row and column."""
    return f"{column_letters(column + 1)}{row + 1}"
