"""Figures as people and programs see them: exact numbers without exponent, true and false, ISO dates."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gnbv.commands.wording import number

if TYPE_CHECKING:
    from rich.table import Table

    from ingestion import Figure

_SIGNS = {"at_least": "≥ ", "at_most": "≤ ", "about": "≈ "}


def values_of(figure: Figure, text_sha256: str) -> dict[str, Any]:
    """Return the columns of a figure; what is not said is an empty text or None."""
    from ingestion import FIGURE_COLUMNS

    held = {**vars(figure), "figure_id": figure.figure_id(text_sha256), "confidence": round(figure.confidence, 3)}
    return {name: held[name] for name in FIGURE_COLUMNS}


def printed(value: Any) -> str:
    """Return a value as a CSV shows it; a number never has an exponent, nor zeros at the end of its decimals."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


class CsvLines:
    """Turns rows into CSV text one at a time, so that a long run holds one report at a time."""

    def __init__(self) -> None:
        self._text = io.StringIO(newline="")
        self._writer = csv.writer(self._text, lineterminator="\n")

    def line(self, values: list[Any]) -> str:
        """Return one line with its end."""
        self._text.seek(0)
        self._text.truncate()
        self._writer.writerow([printed(value) for value in values])
        return self._text.getvalue()


def as_json(row: dict[str, Any]) -> str:
    """Return a row as a JSON object on one line; numbers are printed exactly, what is not said is null."""
    parts = []
    for name, value in row.items():
        literal = printed(value) if isinstance(value, Decimal) else json.dumps(value or None, ensure_ascii=False)
        if isinstance(value, bool | int | float):
            literal = json.dumps(value)
        parts.append(f"{json.dumps(name)}: {literal}")
    return "{" + ", ".join(parts) + "}"


def figure_table(title: str, rows: Sequence[dict[str, Any]], *, is_form: bool = False) -> Table:
    """Return figures as a table for a terminal: line (of a form: cell), value, what it measures, its coordinates."""
    from gnbv.commands import output as out

    place = "Cell" if is_form else "Line"
    headings = (place, "Value", "What", "Component", "Where", "Period", "Source, nature or population", "Kind")
    right = ("Value",) if is_form else ("Line", "Value")
    made = out.table(title, *headings, right=right, whole=(place, "Value", "Component", "Period"))
    for one in rows:
        is_fund = one["kind"] == "fund"
        told = (one["source"], one["nature"]) if is_fund else (one["population"],)
        made.add_row(
            str(one["cell"] if is_form else one["line"]),
            f"{_SIGNS.get(one['bound'], '')}{_shown(one, is_form)} {one['unit_text']}".strip(),
            one["measure"] if is_fund else one["indicator"],
            one["component"],
            one["locality"],
            one["budget_year"] if is_fund else one["period"],
            ", ".join(part for part in told if part and part != "total"),
            ", ".join(dict.fromkeys(part for part in _kinds(one) if part)),
        )
    return made


def _shown(one: dict[str, Any], is_form: bool) -> str:
    """A report is quoted; a cell of a form shows as in the workbook, or as what was typed instead of a number."""
    value = one["value"]
    is_typed = value is None or one["value_text"] != printed(value)
    return str(one["value_text"]) if not is_form or is_typed else number(value)


def _kinds(one: dict[str, Any]) -> list[str]:
    absence = one["note"].removeprefix("absence: ").replace("_", " ") if one["note"].startswith("absence: ") else ""
    return [
        one["value_kind"] if one["value_kind"] != "actual" else "",
        "estimate" if one["is_estimate"] else "",
        one["role"] if one["role"] != "total" else "",
        absence,
    ]
