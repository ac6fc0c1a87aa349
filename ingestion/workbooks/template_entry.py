"""What Excel lets be typed into a cell of a template, and what it says of anything else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xlsxwriter.worksheet import Worksheet

from ingestion.forms import CODE_COLUMN, FIRST_COLUMN, Column, Sheet
from ingestion.layouts import layout
from ingestion.tables import column_letters
from ingestion.workbooks.template_styles import nfc


def allow(target: Worksheet, sheet: Sheet, open_rows: dict[int, list[int]], lists: dict[tuple[str, ...], str]) -> None:
    """Put a rule on the cells of each column that are typed in.

    `open_rows` are the 0-based rows of the table by 0-based column; `lists` the ranges that hold drop-down lists.
    """
    for index, rows in open_rows.items():
        column, place = sheet.columns[index], FIRST_COLUMN - CODE_COLUMN + index
        ranges = [(sheet.first_row - 1 + top, place, sheet.first_row - 1 + end, place) for top, end in _runs(rows)]
        first = f"{column_letters(FIRST_COLUMN + index)}{ranges[0][0] + 1}"
        rule = rule_of(column, first, lists)
        if rule:
            target.data_validation(*ranges[0], {**rule, "other_cells": [list(one) for one in ranges[1:]]})


def rule_of(column: Column, cell: str, lists: dict[tuple[str, ...], str]) -> dict[str, Any] | None:
    """Return the rule of a column for a range that begins at a cell; texts have none.

    Words of absence may be typed where a number is asked for. Only a choice can be overridden: a list cannot hold what
    a reporter may have to say beside it.
    """
    texts = layout("workbook")["entry"]
    told = {"error_title": nfc(texts["title"])}
    if column.type == "choice":
        return {"validate": "list", "source": lists[column.choices], "error_type": "warning",
                "error_message": nfc(texts["choice"]), **told}  # fmt: skip
    words = ",".join(f'{cell}="{word}"' for word in absences())
    if column.is_numeric:
        rule = f"=IF(ISNUMBER({cell}),AND({','.join(_bounds(column, cell))}),OR({words}))"
        return {"validate": "custom", "value": rule, "error_message": nfc(_number_message(column)), **told}
    if column.type == "date":
        rule = f"=OR(ISNUMBER({cell}),{words})"
        return {"validate": "custom", "value": rule, "error_message": nfc(texts["date"]), **told}
    return None


def absences() -> list[str]:
    """Return the words of absence, in NFC."""
    return [nfc(word) for words in layout("workbook")["absences"].values() for word in words]


def unit_name(unit: str) -> str:
    """Return the Vietnamese name of a unit, its code if it has none."""
    return str(layout("workbook")["units"].get(unit, unit))


def _bounds(column: Column, cell: str) -> list[str]:
    found = ["TRUE"]
    if column.at_least is not None:
        found.append(f"{cell}>={column.at_least:g}")
    if column.at_most is not None:
        found.append(f"{cell}<={column.at_most:g}")
    if column.type == "count":
        found.append(f"{cell}=INT({cell})")
    return found[1:] or found


def _number_message(column: Column) -> str:
    texts = layout("workbook")["entry"]
    bounds = "".join(
        texts[name].format(value=f"{value:g}".replace(".", ","))
        for name, value in (("at_least", column.at_least), ("at_most", column.at_most))
        if value is not None
    )
    unit = texts["unit"].format(unit=unit_name(column.unit)) if column.unit else ""
    whole = texts["whole"] if column.type == "count" else ""
    return str(texts["number"].format(whole=whole, bounds=bounds, unit=unit))


def _runs(rows: list[int]) -> Iterator[tuple[int, int]]:
    """Yield first and last of each run of neighbouring rows, which come in order."""
    start = rows[0]
    for before, row in zip(rows, [*rows[1:], None], strict=True):
        if row is None or row != before + 1:
            yield start, before
            start = row if row is not None else start
