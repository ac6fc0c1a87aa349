"""Faults as people make them: each is put into one good workbook, and says which rule must name which cell.

`kind` `value` faults are typed before the workbook is saved (so that its totals follow, as Excel's do), `edit` faults
are made on the saved file.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ingestion.forms import Form, FormCell, terms_of
from tests.round.workbook_edits import Edited
from tools.filling import Place, Value


@dataclass(frozen=True)
class Expected:
    """What must be said: the rule, the title of the sheet and the cell; `may` are other cells that may be named."""

    rule: str
    sheet: str
    cell: str
    may: frozenset[tuple[str, str]] = frozenset()


def _input(form: Form, level: str, draw: random.Random, choose: Callable[[FormCell], bool]) -> FormCell:
    sheets = form.sheets_for(level)
    cells = [
        one
        for one in form.cells
        if one.sheet in sheets and not one.is_formula and not one.line.only_for and one.is_required and choose(one)
    ]
    return draw.choice(cells)


def _money(cell: FormCell) -> bool:
    return cell.column.type == "money"


def _count(cell: FormCell) -> bool:
    return cell.column.type == "count"


def around(form: Form, cell: FormCell) -> frozenset[tuple[str, str]]:
    """The cells whose equations hold this one, also through totals: they may be named beside it."""
    linked: dict[str, set[int]] = {}
    for term in terms_of(form):
        linked.setdefault(term.equation, set()).add(term.cell_no)
    rates = {
        form.by_place[(one.sheet.sheet, one.line.row, one.column.column)].cell_no: {
            form.by_place[(one.sheet.sheet, one.line.row, code)].cell_no
            for code in one.column.rate_of
            if (one.sheet.sheet, one.line.row, code) in form.by_place
        }
        for one in form.cells
        if one.column.rate_of
    }
    groups = [*linked.values(), *({own, *parts} for own, parts in rates.items())]
    by_no = {one.cell_no: one for one in form.cells}
    reached, grew = {cell.cell_no}, True
    while grew:
        found = {
            no for group in groups if group & reached for no in group if by_no[no].is_formula or cell.cell_no in group
        }
        grew = not found <= reached
        reached |= found
    return frozenset((by_no[no].sheet.title, by_no[no].address) for no in reached)


# Typed before saving -------------------------------------------------------------------------------------------------

Values = dict[Place, Any]


def _typed(rule: str, value: Callable[[Value], Any], choose: Callable[[FormCell], bool]) -> Any:
    def make(form: Form, level: str, values: Values, draw: random.Random) -> Expected:
        cell = _input(form, level, draw, choose)
        place = cell.sheet.sheet, cell.line.row, cell.column.column
        values[place] = value(values[place])
        return Expected(rule, cell.sheet.title, cell.address, around(form, cell))

    return make


def vietnamese(number: Value) -> str:
    """Write a number with dots for thousands and a comma for decimals."""
    whole, _, rest = f"{float(number):,.3f}".partition(".")
    rest = rest.rstrip("0")
    return whole.replace(",", ".") + (f",{rest}" if rest else "")


VALUE_FAULTS: dict[str, Callable[[Form, str, Values, random.Random], Expected]] = {
    "typed_as_text": _typed("IN21", vietnamese, _money),
    "not_a_number": _typed("IN19", lambda _: "chưa tổng hợp", _money),
    "empty": _typed("IN20", lambda _: None, _money),
    "in_vnd": _typed("IN23", lambda value: float(value) * 1_000_000, _money),
    "negative": _typed("IN24", lambda value: -float(value) - 1, _money),
    "part_of_a_household": _typed("IN24", lambda value: float(value) + 0.5, _count),
    "injected": _typed("IN19", lambda _: "=1+cmd|' /C calc'!A0", _money),
}


# Made on the saved file ----------------------------------------------------------------------------------------------


def _total(form: Form, level: str, draw: random.Random) -> FormCell:
    sheets = form.sheets_for(level)
    return draw.choice(
        [
            one
            for one in form.cells
            if one.sheet in sheets and one.is_formula and one.column.type == "money" and not one.line.only_for
        ]
    )


def wrong_total(form: Form, level: str, edited: Edited, draw: random.Random) -> Expected:
    cell = _total(form, level, draw)
    edited.number(cell.sheet.title, cell.address, 123456.0)
    return Expected("IN22", cell.sheet.title, cell.address, around(form, cell))


def formula_not_stored(form: Form, level: str, edited: Edited, draw: random.Random) -> Expected:
    cell = _total(form, level, draw)
    edited.drop_cached(cell.sheet.title, cell.address)
    return Expected("IN29", cell.sheet.title, cell.address, around(form, cell))


def broken_formula(form: Form, level: str, edited: Edited, draw: random.Random) -> Expected:
    cell = _total(form, level, draw)
    edited.error(cell.sheet.title, cell.address)
    return Expected("IN19", cell.sheet.title, cell.address, around(form, cell))


def merged(form: Form, level: str, edited: Edited, draw: random.Random) -> Expected:
    cell = _input(form, level, draw, lambda one: _money(one) and one.row_index + 1 < len(one.sheet.lines))
    below = cell.sheet.address(cell.row_index + 1, cell.column_index)
    edited.merge(cell.sheet.title, f"{cell.address}:{below}")
    return Expected("IN25", cell.sheet.title, f"{cell.address}:{below}", frozenset({(cell.sheet.title, cell.address)}))


def hidden_row(form: Form, level: str, edited: Edited, draw: random.Random) -> Expected:
    cell = _input(form, level, draw, _money)
    row = cell.sheet.first_row + cell.row_index
    edited.hide_row(cell.sheet.title, row)
    return Expected("IN26", cell.sheet.title, f"A{row}", frozenset({(cell.sheet.title, cell.address)}))


def note_below(form: Form, level: str, edited: Edited, draw: random.Random) -> Expected:
    sheet = draw.choice(form.sheets_for(level))
    address = f"B{sheet.last_row + 2}"
    edited.text(sheet.title, address, "Số liệu tính đến ngày cuối kỳ")
    return Expected("IN27", sheet.title, address)


EDIT_FAULTS: dict[str, Callable[[Form, str, Edited, random.Random], Expected]] = {
    "wrong_total": wrong_total,
    "formula_not_stored": formula_not_stored,
    "broken_formula": broken_formula,
    "merged": merged,
    "hidden_row": hidden_row,
    "note_below": note_below,
}


# What gets a workbook refused ----------------------------------------------------------------------------------------


def renamed_heading(form: Form, level: str, edited: Edited, draw: random.Random) -> Expected:
    sheet = draw.choice(form.sheets_for(level))
    blocks = [one for one in sheet.heading_blocks if one[1] > 2]
    row, column, _, _, _ = draw.choice(blocks)
    address = sheet.address(row - sheet.first_row, column - 3)
    edited.text(sheet.title, address, "Cột khác")
    return Expected("IN17", sheet.title, address)


def renamed_row(form: Form, level: str, edited: Edited, draw: random.Random) -> Expected:
    sheet = draw.choice(form.sheets_for(level))
    row = sheet.first_row + draw.randrange(len(sheet.lines))
    edited.text(sheet.title, f"B{row}", "Dòng khác")
    return Expected("IN17", sheet.title, f"B{row}")


def renamed_sheet(form: Form, level: str, edited: Edited, draw: random.Random) -> Expected:
    sheet = draw.choice(form.sheets_for(level))
    edited.rename_sheet(sheet.title, "Sheet1")
    return Expected("IN17", sheet.title, "")


REFUSING: dict[str, Callable[[Form, str, Edited, random.Random], Expected]] = {
    "renamed_heading": renamed_heading,
    "renamed_row": renamed_row,
    "renamed_sheet": renamed_sheet,
}
