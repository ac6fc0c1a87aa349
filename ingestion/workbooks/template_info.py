"""The sheet `Thông tin` of a workbook (a cover record) and its hidden sheet. Layout: `layouts/workbook.yml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from xlsxwriter.worksheet import Worksheet

from ingestion.forms import Form
from ingestion.layouts import layout
from ingestion.tables import column_letters
from ingestion.workbooks.template_styles import BODY, GREY, HEADING, INPUT, LINE_HEIGHT, STUB, Styles, lines, nfc

_LABEL_WIDTH, _VALUE_WIDTH = 28.0, 68.0
#: Column of the hidden sheet where drop-down lists begin, 0-based: A and B hold the names of the workbook.
_LISTS_FROM = 3


def write_info(target: Worksheet, styles: Styles, form: Form, fields: Mapping[str, object]) -> None:
    """Write title, fields and notes; `fields` are the values by field of `layouts/covers.yml`."""
    known = layout("workbook")
    target.set_column(0, 0, _LABEL_WIDTH)
    target.set_column(1, 1, _VALUE_WIDTH)
    title = {"bold": True, "font_size": 14, "text_wrap": True, "align": "center", "valign": "vcenter"}
    target.merge_range(0, 0, 0, 1, nfc(form.name.vi), styles(title))
    target.set_row(0, 20.0 * lines(form.name.vi, (_LABEL_WIDTH + _VALUE_WIDTH) / 1.4))
    for row, one in enumerate(known["info"], start=2):
        _write_field(target, styles, row, one, fields.get(one["field"], one.get("value")))
    guide = [text.format(basis=form.basis) for text in known["guide"]]
    notes = [*(one.vi for one in form.notes), *guide, known["origins"][form.origin]]
    row = _write_notes(target, styles, 2 + len(known["info"]) + 1, known["headings"]["guide"], notes)
    _write_notes(target, styles, row + 1, known["headings"]["legend"], known["legend"])
    target.set_portrait()
    target.set_paper(9)
    target.fit_to_pages(1, 1)
    target.hide_gridlines(2)


def _write_field(target: Worksheet, styles: Styles, row: int, one: Mapping[str, Any], value: object) -> None:
    label = layout("covers")["labels"][one["field"]]["labels"][0]
    target.write_string(row, 0, nfc(label), styles(STUB, {"bold": True}))
    kind = one.get("input")
    number_format = {"num_format": "dd/mm/yyyy"} if kind == "date" else {"num_format": "@"}
    look = styles(BODY, {"text_wrap": True, "align": "left"}, number_format, INPUT if kind else GREY)
    if isinstance(value, date):
        target.write_datetime(row, 1, datetime(value.year, value.month, value.day), look)
    elif value in (None, ""):
        target.write_blank(row, 1, None, look)
    else:
        target.write_string(row, 1, nfc(str(value)), look)
    target.set_row(row, LINE_HEIGHT * (3 if kind == "long_text" else 1) + 5)
    if kind:
        _guide_entry(target, row, one)


def _guide_entry(target: Worksheet, row: int, one: Mapping[str, Any]) -> None:
    """Show a hint when the cell is selected; a choice is a drop-down list, anything else may be typed."""
    rule: dict[str, Any] = {"validate": "any", "input_message": nfc(one["hint"])}
    if "choices" in one:
        rule |= {"validate": "list", "source": [nfc(word) for word in one["choices"]],
                 "error_title": nfc(layout("workbook")["entry"]["title"]),
                 "error_message": nfc(one["hint"])}  # fmt: skip
    target.data_validation(row, 1, row, 1, rule)


def _write_notes(target: Worksheet, styles: Styles, row: int, heading: str, notes: Iterable[str]) -> int:
    """Write a heading and its notes, one merged row each (a second filled cell would be taken for a value)."""
    target.merge_range(row, 0, row, 1, nfc(heading), styles(HEADING, {"align": "left"}))
    for note in filter(None, notes):
        row += 1
        target.merge_range(row, 0, row, 1, nfc(note), styles({"text_wrap": True, "valign": "top"}))
        target.set_row(row, LINE_HEIGHT * lines(note, _LABEL_WIDTH + _VALUE_WIDTH) + 2)
    return row + 1


def write_hidden(
    target: Worksheet, names: Mapping[str, str | int], choices: Iterable[tuple[str, ...]]
) -> dict[tuple[str, ...], str]:
    """Write what the workbook is, for the reader, and the drop-down lists; return the range of each list."""
    hidden = layout("workbook")
    for row, name in enumerate(hidden["hidden"]):
        target.write_string(row, 0, name)
        value = names[name]
        if isinstance(value, int):
            target.write_number(row, 1, value)
        else:
            target.write_string(row, 1, nfc(value))
    ranges = {}
    for column, words in enumerate(dict.fromkeys(choices), start=_LISTS_FROM):
        for row, word in enumerate(words):
            target.write_string(row, column, nfc(word))
        letter = column_letters(column + 1)
        ranges[words] = f"={hidden['hidden_sheet']}!${letter}$1:${letter}${len(words)}"
    target.very_hidden()
    target.protect("")
    return ranges
