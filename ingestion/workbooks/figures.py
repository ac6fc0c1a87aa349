"""The figures of a filled form as rows: the columns of `gnbv read`, with sheet and cell instead of line and characters.

What a cell stands for comes from `form_cell`, the table by which the warehouse knows it too.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ingestion.forms import Form, Forms
from ingestion.forms.bronze_tables import form_cells, indicator_units
from ingestion.model import FormValues
from ingestion.reference import Period, Reference
from ingestion.reports import FIGURE_COLUMNS
from ingestion.workbooks.cell_words import INCOMPLETE

#: The warehouse names the origin of a form's figures so.
_RULE = "form"
_YEARS = {"year": 0, "previous_year": -1, "next_year": 1}


@dataclass(frozen=True)
class Reported:
    """Whose figures they are, and of when: `sha256` of the file, the reporter's name and code, the return's period."""

    sha256: str
    locality: str
    locality_code: str
    period: str


def figure_id(sha256: str, cell_no: int) -> str:
    """Return the key of a cell's figure in the file with that sha256."""
    return f"{sha256[:16]}c{cell_no:05}"


def form_figures(values: FormValues, form: Form, reported: Reported, reference: Reference) -> list[dict[str, Any]]:
    """Return the figures of a form, one row a cell that holds a number or says why it holds none, in order of cells.

    The columns are FIGURE_COLUMNS; what is not said is an empty text or None. Raises OSError if a seed is not there.
    """
    units = indicator_units(reference.seeds)
    cells = {row["cell_no"]: row for row in form_cells(Forms((form,)), units)}
    numbers = {int(no): float(value) for no, value in zip(values.cell_nos, values.values, strict=True)}
    rows = []
    for position, cell_no in enumerate(int(no) for no in values.cell_nos):
        cell = cells[cell_no]
        if not cell["kind"]:
            continue
        stated = numbers.get(cell["rate_cell_no"] or 0, math.nan)
        typed, absence = values.texts.get(position), values.absences.get(position)
        said = _coordinates(cell, reported, reference) | _value(cell, numbers[cell_no], typed) | {
            "figure_id": figure_id(reported.sha256, cell_no),
            "locality": reported.locality,
            "locality_code": reported.locality_code,
            "stated_pct": None if math.isnan(stated) else _exact(stated),
            "note": f"absence: {absence}" if absence else "",
            "bound": "at_least" if absence == INCOMPLETE else "",
            "unit": "vnd" if cell["kind"] == "fund" else units.get(cell["indicator"], cell["unit"] or ""),
            "rule": _RULE,
        }  # fmt: skip
        rows.append({name: said.get(name) for name in FIGURE_COLUMNS})
    return rows


def _coordinates(cell: Mapping[str, Any], reported: Reported, reference: Reference) -> dict[str, Any]:
    is_fund = cell["kind"] == "fund"
    period = reference.periods.get(reported.period)
    year = period.ends_on.year if period else None
    return {
        "kind": cell["kind"],
        "period": reported.period if is_fund else _time(cell["time"], period, reported.period),
        "as_of": period.ends_on.isoformat() if period else "",
        "component": cell["component"] or "",
        "measure": cell["measure"] or "",
        "source": cell["source"] or ("total" if is_fund else ""),
        "nature": cell["nature"] or ("total" if is_fund else ""),
        "budget_year": cell["budget_year"] or _year(cell["budget_year_offset"], year),
        "exec_year": "",
        "indicator": cell["indicator"] or "",
        "population": cell["population"] or "",
        "value_kind": cell["value_kind"] or "actual",
        "is_estimate": cell["value_kind"] == "estimate",
        "role": cell["role"] or "",
        "sheet": cell["sheet_title"],
        "cell": cell["cell"],
        "confidence": 1.0,
    }


def _time(time: str | None, period: Period | None, code: str) -> str:
    """Return what an indicator speaks of: the return's period, a year by its distance to it, or a fixed one."""
    year = period.ends_on.year if period else None
    if time in _YEARS:
        return _year(_YEARS[time], year)
    if time is not None and time != "period":
        return time
    return str(year) if period and period.period_type == "year" else code


def _year(offset: int | None, year: int | None) -> str:
    return "" if offset is None or year is None else str(year + offset)


def _value(cell: Mapping[str, Any], number: float, typed: str | None) -> dict[str, Any]:
    is_missing = math.isnan(number)
    value = None if is_missing else _exact(number)
    money = None
    if cell["kind"] == "fund" and value is not None:
        money = (value * _exact(cell["factor"])).quantize(Decimal(1))
    return {
        "value_text": typed if typed is not None else _printed(value),
        "unit_text": cell["unit_text"] or "",
        "value": value,
        "value_vnd": money,
    }


def _exact(number: float) -> Decimal:
    """Return a number as it was typed: a workbook keeps the nearest binary number."""
    return Decimal(repr(float(number)))


def _printed(value: Decimal | None) -> str:
    if value is None:
        return ""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
