"""A version of a form that was sent out stays as it is: its cells, headings and equations have a fingerprint.

`forms_fingerprints.csv` holds one row a version. A new version is a new row. The row of a version changes only while
nobody was sent it: the test then says the line to put.
"""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from ingestion.forms import Form, load_forms, terms_of

PRINTS = Path(__file__).with_name("forms_fingerprints.csv")
FORMS = load_forms().forms


def fingerprint(form: Form) -> str:
    """Return the first 16 hex of sha256 over all that a sent workbook, its reader and the warehouse rely on."""
    sheets = [(one.sheet, one.title, one.unit, one.levels, one.head, one.stub) for one in form.sheets]
    cells = [
        (
            cell.cell_no, cell.sheet.sheet, cell.address, cell.column.type, cell.column.unit, cell.role,
            cell.is_required, cell.line.only_for, cell.column.choices, cell.column.at_least, cell.column.at_most,
            sorted(cell.figure.items()),
        )
        for cell in form.cells
    ]  # fmt: skip
    terms = [(one.equation, one.relation, one.cell_no, one.coefficient, one.tolerance) for one in terms_of(form)]
    content = json.dumps([form.key, form.returns, form.levels, sheets, cells, terms], ensure_ascii=False, default=str)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def recorded() -> dict[str, tuple[str, str]]:
    with PRINTS.open(encoding="utf-8", newline="") as lines:
        return {f"{row['form']}@{row['version']}": (row["cells"], row["fingerprint"]) for row in csv.DictReader(lines)}


def test_every_version_has_its_fingerprint_and_no_version_is_gone() -> None:
    assert sorted(recorded()) == sorted(one.key for one in FORMS)


@pytest.mark.parametrize("form", FORMS, ids=[one.key for one in FORMS])
def test_a_version_is_as_it_was_recorded(form: Form) -> None:
    line = f"{form.form},{form.version},{len(form.cells)},{fingerprint(form)}"
    assert recorded().get(form.key) == (str(len(form.cells)), fingerprint(form)), (
        f"{form.key} changed. If it was sent out, undo that and write {form.form}.v{form.version + 1}.yml; "
        f"if not, put this line in {PRINTS.name}: {line}"
    )


def test_a_changed_label_or_limit_changes_the_fingerprint() -> None:
    form = FORMS[0]
    sheet = form.sheets[0]
    renamed = replace(sheet, lines=(replace(sheet.lines[0], row="other"), *sheet.lines[1:]), equations=())
    bounded = replace(sheet, columns=(replace(sheet.columns[0], at_most=9.0), *sheet.columns[1:]))
    prints = {fingerprint(replace(form, sheets=(one, *form.sheets[1:]))) for one in (sheet, renamed, bounded)}
    assert len(prints) == 3
