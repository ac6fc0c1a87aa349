"""Filled forms of the samples: figures of received reports, put into the project's own forms. Facts: `facts/forms/`."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingestion.forms import load_forms
from ingestion.reference import Reference
from ingestion.workbooks import render_template

HERE = Path(__file__).resolve().parent
SEEDS = HERE.parent / "dbt_project" / "seeds"
#: What is not told by the report whose figures these are: it exists, the sender has no number for it.
NOT_TOLD = "..."


@dataclass(frozen=True)
class FilledForm:
    """One workbook: who sends it, as which file, when it is set to have arrived, and its bytes."""

    source_id: str
    file: str
    arrived_on: date
    content: bytes


def filled_forms() -> Iterator[FilledForm]:
    """Make every workbook of `facts/forms/forms.csv`."""
    reference, forms = Reference.load(SEEDS), load_forms()
    for one in _rows("forms"):
        form = forms.by_key[f"{one['form']}@{one['version']}"]
        period = reference.periods[one["period"]]
        reporter = reference.locality(one["level"], one["locality_code"], period.ends_on)
        if reporter is None:
            raise ValueError(f"facts/forms/forms.csv: no {one['level']} {one['locality_code']} on {period.ends_on}")
        known = {(row["sheet"], row["row"], row["column"]): float(row["value"]) for row in _rows(one["source_id"])}
        asked = [
            (cell.sheet.sheet, cell.line.row, cell.column.column)
            for cell in form.cells
            if cell.sheet in form.sheets_for(one["level"]) and cell.is_required and not cell.is_formula
        ]
        values = dict.fromkeys(asked, NOT_TOLD) | known
        content = render_template(
            form, reporter=reporter, return_type=one["return_type"], period=period, seeds=SEEDS, values=values
        )
        yield FilledForm(one["source_id"], one["file"], date.fromisoformat(one["arrived_on"]), content)


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / "facts" / "forms" / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))
