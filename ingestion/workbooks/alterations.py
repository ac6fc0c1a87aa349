"""In what a sheet differs from its form: where it begins, its columns, its rows. The first difference of each kind.

Texts are compared by their key: another blank, dash or place of a tone alters nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ingestion.book import Grid
from ingestion.forms import CODE_COLUMN, LABEL_COLUMN, TITLE_ROWS
from ingestion.layouts import layout
from ingestion.tables import as_text, column_letters
from ingestion.text import key
from ingestion.workbooks.plan import SheetPlan

_Key = tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """One difference: the cell where it shows, what the form has there, what the sheet has, and what was done to it."""

    cell: str
    expected: str
    found: str
    hint: str


def fits(plan: SheetPlan, grid: Grid) -> bool:
    """Say whether headings, codes and labels are literally those of the form."""
    width = plan.sheet.last_column
    return [row[:width] for row in grid[plan.head_rows]] == plan.head and [
        row[:LABEL_COLUMN] for row in grid[plan.rows]
    ] == plan.stub


def differences(plan: SheetPlan, grid: Grid) -> list[Difference]:
    """Return in what a sheet differs from its form, nothing if only in spelling that means the same."""
    shift = _shift(plan, grid)
    if shift is None:
        cell = f"{column_letters(CODE_COLUMN)}{plan.sheet.number_row}"
        found = " | ".join(as_text(one) for one in _row(grid, plan.sheet.number_row - 1)[: plan.sheet.last_column])
        return [Difference(cell, " | ".join(map(str, plan.head[-1])), found[:200], "không thấy dòng số thứ tự cột")]
    told = []
    if shift:
        done = f"đã chèn {shift} dòng phía trên" if shift > 0 else f"đã xóa {-shift} dòng phía trên"
        at, moved = plan.sheet.number_row, plan.sheet.number_row + shift
        told.append(Difference(f"A{at}", f"dòng số thứ tự cột ở dòng {at}", f"ở dòng {moved}", done))
    told += _first_of_each(_columns(plan, grid, shift))
    told += _first_of_each(_rows(plan, grid, shift))
    return told


def _first_of_each(found: Iterator[tuple[str, Difference]]) -> list[Difference]:
    first: dict[str, Difference] = {}
    for kind, one in found:
        first.setdefault(kind, one)
    return list(first.values())


def _shift(plan: SheetPlan, grid: Grid) -> int | None:
    """Return how many rows the row of column numbers stands too low; None if there is none."""
    wanted = {key(str(text)) for text in plan.head[-1]}
    best, at = 0, None
    own = plan.sheet.number_row - 1
    for index in sorted(range(len(grid)), key=lambda one: abs(one - own)):
        alike = len(wanted & {key(as_text(one)) for one in grid[index] if one != ""})
        if alike > best:
            best, at = alike, index
    return None if at is None or best * 2 < len(wanted) else at - own


def _columns(plan: SheetPlan, grid: Grid, shift: int) -> Iterator[tuple[str, Difference]]:
    top = TITLE_ROWS + shift
    rows = [_row(grid, top + index) for index in range(len(plan.head))]
    width = _table_width(plan, grid, rows)
    wanted = list(zip(*[[str(one) for one in row] for row in plan.head], strict=True))
    found = list(zip(*[[as_text(one) for one in (*row, *[""] * width)[:width]] for row in rows], strict=True))

    def place(column: int, level: int) -> str:
        return f"{column_letters(column + 1)}{top + level + 1}"

    return _compare(wanted, found, place, "cột")


def _table_width(plan: SheetPlan, grid: Grid, rows: list[list[object]]) -> int:
    """Return how many columns the table has: up to the head of the previous period's, and not its empty last ones."""
    head = key(layout("form_values")["previous"])
    width = max((len(row) for row in rows), default=0)
    for row in grid[: plan.sheet.number_row]:
        for index, one in enumerate(row):
            if index >= LABEL_COLUMN and isinstance(one, str) and key(one).startswith(head):
                width = min(width, index)
    while width and all(len(row) < width or row[width - 1] == "" for row in rows):
        width -= 1
    return max(width, LABEL_COLUMN)


def _rows(plan: SheetPlan, grid: Grid, shift: int) -> Iterator[tuple[str, Difference]]:
    top = plan.sheet.number_row + shift
    wanted = [(str(code), str(label)) for code, label in plan.stub]
    found = [(as_text(row[0]), as_text(row[1]) if len(row) > 1 else "") for row in grid[top:] if row]

    def place(row: int, level: int) -> str:
        return f"{column_letters(level + 1)}{top + row + 1}"

    return _compare(wanted, found, place, "dòng", has_tail=True)


def _compare(
    wanted: Sequence[_Key],
    found: Sequence[_Key],
    place: Callable[[int, int], str],
    what: str,
    *,
    has_tail: bool = False,
) -> Iterator[tuple[str, Difference]]:
    """Yield the differences of two sequences of texts with their kind; what follows the last one may be a tail."""
    left, right = [_keyed(one) for one in wanted], [_keyed(one) for one in found]
    for kind, i, i_end, j, j_end in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind == "equal" or (has_tail and i == len(wanted)):
            continue
        if kind == "replace":
            if has_tail and i_end == len(wanted):
                j_end = min(j_end, j + i_end - i)
            same = min(i_end - i, j_end - j)
            for step in range(same):
                yield (
                    "renamed",
                    _renamed(wanted[i + step], found[j + step], left[i + step], right, place, j + step, what),
                )
            i, j = i + same, j + same
        if j < j_end:
            count, before = j_end - j, _said(wanted[i]) if i < len(wanted) else ""
            hint = f"đã chèn {count} {what} phía trước" if before else f"đã thêm {count} {what}"
            moved = " (đổi chỗ)" if right[j] in left else ""
            yield "inserted", Difference(place(j, 0), before, _said(found[j]), hint + moved)
        if i < i_end:
            hint = f"{what} bị đổi chỗ" if left[i] in right else f"thiếu {i_end - i} {what}"
            at = min(j, max(len(found) - 1, 0))
            yield "missing", Difference(place(at, 0), _said(wanted[i]), _said(found[at]) if found else "", hint)


def _renamed(
    wanted: _Key, found: _Key, left: _Key, right: list[_Key], place: Callable[[int, int], str], at: int, what: str
) -> Difference:
    level = next(index for index, one in enumerate(wanted) if key(one) != key(found[index]))
    hint = f"{what} bị đổi chỗ" if left in right else f"{what} bị sửa hoặc thay bằng {what} khác"
    return Difference(place(at, level), wanted[level], found[level], hint)


def _keyed(texts: _Key) -> _Key:
    return tuple(key(one) for one in texts)


def _said(texts: _Key) -> str:
    return " / ".join(one for one in texts if one)


def _row(grid: Grid, index: int) -> list[object]:
    return grid[index] if 0 <= index < len(grid) else []
