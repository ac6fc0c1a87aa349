"""Equations of forms are reckoned twice, at the door in numbers and in the warehouse in SQL: both say the same."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from gnbv import jobs
from gnbv.policy import SEEDS
from gnbv.settings import Workspace
from ingestion import Reference, read_table
from ingestion.forms import Form, terms_of
from ingestion.workbooks import folder_name
from tests.round.faults import EDIT_FAULTS, VALUE_FAULTS
from tests.round.making import the_form, workbook
from tests.round.workbook_edits import Edited

pytestmark = pytest.mark.slow

NOW = datetime(2025, 1, 10, 1, 0, tzinfo=UTC)
#: Form, return and period of every other province.
RETURNS = (("monitoring", "monitoring_6m", "2024-H1"), ("poverty_review", "poverty_review_official", "2024-Y"))
WORDS = ("-", "x", "...", "chưa tổng hợp")


def vandalise(path: Path, form: Form, level: str, draw: random.Random) -> None:
    """Change cells of equations at random: numbers, words, nothing."""
    edited = Edited(path.read_bytes())
    named = {one.cell_no for one in terms_of(form)}
    sheets = form.sheets_for(level)
    cells = [one for one in form.cells if one.cell_no in named and one.sheet in sheets]
    for cell in draw.sample(cells, 8):
        kind = draw.randrange(4)
        if kind == 0:
            edited.clear(cell.sheet.title, cell.address)
        elif kind == 1:
            edited.text(cell.sheet.title, cell.address, draw.choice(WORDS))
        else:
            edited.number(cell.sheet.title, cell.address, draw.choice([0.0, 3.0, 1234.5, 98765.0, 0.4]))
    path.write_bytes(edited.content())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Thirty provinces: a form with one fault of each kind, or several cells changed at random."""
    folder = tmp_path_factory.mktemp("equations")
    workspace, reference = Workspace(folder / "var", folder / "returns"), Reference.load(SEEDS)
    faults: Iterator[str] = iter([*VALUE_FAULTS, *EDIT_FAULTS])
    provinces = reference.localities_on("province", date(2024, 6, 30))[:30]
    for number, province in enumerate(provinces):
        path = workspace.sources / folder_name(province) / "bieu.xlsx"
        path.parent.mkdir(parents=True)
        fault = next(faults, "")
        name, return_type, period = RETURNS[number % 2 if not fault else 0]
        form = the_form(name)
        workbook(
            path, reference, level="province", code=province.code, return_type=return_type, period=period, seed=number,
            fault=fault, form=form,
        )  # fmt: skip
        if not fault:
            vandalise(path, form, "province", random.Random(number))
    jobs.collect_all(workspace, "r1", now=NOW)
    jobs.build(workspace, date(2025, 1, 31))
    return workspace


def test_the_warehouse_tells_what_the_door_told(built: Workspace) -> None:
    door = Counter(
        (row["submission_key"], row["sheet"], row["cell"], row["found"], row["expected"])
        for row in read_table(built.bronze, "door_finding").to_pylist()
        if row["rule_id"] == "IN22"
    )
    with duckdb.connect(built.warehouse, read_only=True) as marts:
        rows = marts.execute(
            "select submission_key, sheet, cell, found, expected, equation_key from findings.int_findings__raised "
            "where rule_id = 'IN22'"
        ).fetchall()
        accepted = {
            row[0]
            for row in marts.execute(
                "select submission_key from staging.stg_bronze__submission where is_accepted"
            ).fetchall()
        }
    assert Counter(row[:5] for row in rows) == door
    # The warehouse tells the sums of what was accepted; rates, and what was sent back, stay as the door told them.
    reckoned = [row for row in rows if row[5]]
    assert len(reckoned) >= 120 and {row[0] for row in reckoned} <= accepted
