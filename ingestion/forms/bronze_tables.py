"""The definitions of the forms as bronze tables: what every cell stands for, and the equations over them.

The warehouse knows the meaning of a form's figures from these tables alone. They are one batch, `_forms`, replaced as a
whole with every build.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from ingestion.bronze_store import FORMS, as_table, replace_table
from ingestion.forms.catalogue import Forms, forms_in_force
from ingestion.forms.equations import terms_of
from ingestion.forms.model import MONEY_UNITS, Form, FormCell
from ingestion.layouts import layout

_NAMED = ("component", "measure", "source", "nature", "indicator", "population", "value_kind", "time")


def write_forms(bronze: Path, seeds: Path) -> bool:
    """Write `form_cell` and `form_term` of all forms in force; say whether they differed from before.

    `seeds` is the folder of the seeds in force; an installation's own forms are in `forms/` beside it. Raises
    FormsError or OSError.
    """
    forms = forms_in_force(seeds)
    written = [
        replace_table(bronze, "form_cell", FORMS, as_table("form_cell", form_cells(forms, indicator_units(seeds)))),
        replace_table(bronze, "form_term", FORMS, as_table("form_term", form_terms(forms))),
    ]
    return any(written)


def form_cells(forms: Forms, units: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the rows of `form_cell`; `units` are those of the indicators of the catalogue, by code."""
    return [_cell(form, cell, units) for form in forms.forms for cell in form.cells]


def form_terms(forms: Forms) -> list[dict[str, Any]]:
    """Return the rows of `form_term`; `term_no` counts the terms of an equation from 1, where a finding is placed."""
    return [
        {"form": form.form, "form_version": form.version, "equation": term.equation, "relation": term.relation}
        | {"cell_no": term.cell_no, "coefficient": term.coefficient, "tolerance": term.tolerance, "term_no": number}
        for form in forms.forms
        for _, terms in groupby(terms_of(form), key=lambda one: one.equation)
        for number, term in enumerate(terms, 1)
    ]


def indicator_units(seeds: Path) -> dict[str, str]:
    """Return the unit of every indicator of the catalogue. Raises OSError."""
    with (seeds / "programme" / "indicators.csv").open(encoding="utf-8-sig", newline="") as stream:
        return {row["indicator_code"]: row["unit"] for row in csv.DictReader(stream)}


def _cell(form: Form, cell: FormCell, units: Mapping[str, str]) -> dict[str, Any]:
    figure, years = cell.figure, cell.figure.get("budget_year")
    unit = cell.column.unit or units.get(str(figure.get("indicator")))
    return {
        "form": form.form,
        "form_version": form.version,
        "cell_no": cell.cell_no,
        "sheet": cell.sheet.sheet,
        "sheet_title": cell.sheet.title,
        "cell": cell.address,
        "row_code": cell.line.row,
        "column_code": cell.column.column,
        "label_vi": cell.line.label.vi,
        "label_en": cell.line.label.en,
        "heading_vi": " / ".join(one.vi for one in cell.column.heading),
        "heading_en": " / ".join(one.en for one in cell.column.heading),
        "type": cell.column.type,
        "unit": unit,
        "unit_text": layout("workbook")["units"].get(unit, unit),
        "factor": _factor(cell, units),
        "role": cell.role or None,
        "is_required": cell.is_required,
        "only_for": cell.line.only_for or None,
        "kind": cell.kind or None,
        "budget_year_offset": years if isinstance(years, int) else None,
        "budget_year": years if isinstance(years, str) else None,
        "rate_cell_no": _rate_cell(form, cell),
    } | {name: figure.get(name) for name in _NAMED}


def _factor(cell: FormCell, units: Mapping[str, str]) -> float:
    """Return what turns the value into đồng (funds), or into the indicator's own unit of money; else 1."""
    own = MONEY_UNITS.get(cell.column.unit, 1)
    if cell.kind == "fund":
        return float(own)
    wanted = MONEY_UNITS.get(units.get(str(cell.figure.get("indicator")), ""))
    return own / wanted if wanted and cell.column.unit in MONEY_UNITS else 1.0


def _rate_cell(form: Form, cell: FormCell) -> int | None:
    """Return the number of the first cell of the same row whose percentage this cell is the numerator of."""
    for column in cell.sheet.columns:
        if column.rate_of and column.rate_of[0] == cell.column.column:
            stated = form.by_place.get((cell.sheet.sheet, cell.line.row, column.column))
            if stated:
                return stated.cell_no
    return None
