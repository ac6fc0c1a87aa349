"""Filled workbooks of localities, as the template and a person's typing would give them."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

from ingestion import Reference
from ingestion.forms import Form, load_forms
from ingestion.workbooks import applies, write_template
from tests.round.faults import EDIT_FAULTS, REFUSING, VALUE_FAULTS, Expected, Values
from tests.round.workbook_edits import Edited
from tools.filling import fill

FORM = "monitoring"


def the_form(name: str = FORM, version: int = 1) -> Form:
    return load_forms().by_key[f"{name}@{version}"]


def workbook(
    path: Path,
    reference: Reference,
    *,
    level: str,
    code: str,
    return_type: str,
    period: str,
    form: Form | None = None,
    seed: int = 1,
    fault: str = "",
    cover: dict[str, str | date] | None = None,
    change: Callable[[Values], None] | None = None,
) -> Expected | None:
    """Write the filled workbook of a locality, with one fault or none; say what must be told of it."""
    form, span = form or the_form(), reference.periods[period]
    reporter = reference.locality(level, code, span.ends_on)
    assert reporter is not None, code
    values: Values = dict(
        fill(form, level, seed=seed, applies=lambda group: applies(group, reporter, span.ends_on, reference.seeds))
    )
    draw, expected = random.Random(f"{fault}/{code}/{seed}"), None
    if fault in VALUE_FAULTS:
        expected = VALUE_FAULTS[fault](form, level, values, draw)
    if change:
        change(values)
    stated = {"document_no": f"{int(code) + 100}/BC-UBND", "document_on": date(2024, 5, 20)} | (cover or {})
    write_template(
        form, path, reporter=reporter, return_type=return_type, period=span, values=values, cover=stated,
        seeds=reference.seeds,
    )  # fmt: skip
    edit = EDIT_FAULTS.get(fault) or REFUSING.get(fault)
    if edit:
        edited = Edited(path.read_bytes())
        expected = edit(form, level, edited, draw)
        path.write_bytes(edited.content())
    return expected
