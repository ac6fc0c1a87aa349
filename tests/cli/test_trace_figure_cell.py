"""`gnbv trace` of a form's figure: the cell, the row around it, its equations, what other versions say there."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from delivery.form_trace import holds_cell
from gnbv.commands.trace_cell import typed
from gnbv.settings import Workspace

if TYPE_CHECKING:
    from tests.cli.conftest import Ran, Run

_MARTS = Path(__file__).parents[1] / "unit" / "delivery" / "figure_marts.sql"

#: A form of Lạng Sơn in two versions. Row CT is the sum of DA2 and DA5; column 3 the sum of 1 and 2.
_FORM = """
insert into marts.fct_submission by name
select
    key as submission_key, 'monitoring_6m:2024-H1:20' as obligation_key, 'monitoring_6m' as return_type,
    '2024-H1' as period, '20' as locality_code, 'form' as file_kind, version, sha as sha256, '20-lang-son' as source_id,
    path, 'landing/sha256/' || left(sha, 2) as landing_path, '30/BC-UBND' as document_no, known_from as arrived_at,
    'recorded' as arrival_basis, known_from, state, reason, 'accepted' as evidence
from (values
    ('d4d4d4d4d4d4d4d4d4d4', 1, repeat('0123456789abcdef', 4), 'bieu.xlsx', 'accepted', null,
        timestamptz '2024-06-20 08:00+07'),
    ('e5e5e5e5e5e5e5e5e5e5', 2, repeat('fedcba9876543210', 4), 'bieu-2.xlsx', 'rejected', 'sai mẫu',
        timestamptz '2024-06-25 08:00+07')
) as t (key, version, sha, path, state, reason, known_from);

create table marts.dim_form_cell as
select
    'monitoring' as form, 1::bigint as form_version, no::int as cell_no, 'funds' as sheet_code, 'Vốn' as sheet, cell,
    row_code, col as column_code, label as label_vi, label as label_en, 'Giao / Cột ' || col as heading_vi,
    'Given / Column ' || col as heading_en, 'money' as type, 'million_vnd' as unit, 1e6::double as factor, role,
    true as is_required, only_for, 'fund' as kind, row_code as component_code, 'allocated' as measure,
    'central' as source, null::varchar as nature, 0::bigint as budget_year_offset, null::varchar as budget_year,
    null::varchar as indicator_code, null::varchar as population, null::varchar as value_kind, null::varchar as time
from (values
    (1, 'C8', 'CT', '1', 'Tổng cộng', 'total', null), (2, 'D8', 'CT', '2', 'Tổng cộng', 'total', null),
    (3, 'E8', 'CT', '3', 'Tổng cộng', 'total', null), (4, 'C9', 'DA2', '1', 'Dự án 2', 'part', null),
    (5, 'D9', 'DA2', '2', 'Dự án 2', 'part', null), (6, 'E9', 'DA2', '3', 'Dự án 2', 'part', null),
    (7, 'C10', 'DA5', '1', 'Dự án 5', 'part', 'poor_district')
) as t (no, cell, row_code, col, label, role, only_for);

create table marts.fct_form_value as
select
    'd4d4d4d4d4d4d4d4d4d4' as submission_key, 'monitoring' as form, 1::bigint as form_version, no::int as cell_no,
    '20' as locality_code, 'monitoring_6m' as return_type, '2024-H1' as period, value::double as value, text, absence,
    timestamptz '2024-06-20 08:00+07' as known_from, timestamptz '9999-12-31 00:00+00' as known_to, true as is_current
from (values
    (1, 1500.5, null, null), (2, 20, null, null), (3, 1520.5, null, null), (4, 1200.5, '1.200,5', null),
    (5, 20, null, null), (6, 1220.5, null, null), (7, null, 'x', 'not_applicable')
) as t (no, value, text, absence);

insert into marts.fct_fund by name
select
    'd4d4d4d4d4d4d4d4d4d4/0123456789abcdefc00004' as figure_key, 'd4d4d4d4d4d4d4d4d4d4' as submission_key,
    '20' as locality_code, 'tỉnh Lạng Sơn' as locality, '2024-H1' as period, date '2024-06-30' as as_of_on,
    'DA2' as component_code, 'allocated' as measure, 'central' as source, 'total' as nature, '2024' as budget_year,
    1200500000 as amount_vnd, '1.200,5' as value_text, 'million_vnd' as unit_text, false as is_estimate,
    'actual' as value_kind, 'part' as role, true as is_counted, 1.0 as confidence, 'form' as rule_id, 'Vốn' as sheet,
    'C9' as cell, timestamptz '2024-06-20 08:00+07' as known_from, timestamptz '9999-12-31 00:00+00' as known_to;

insert into marts.fct_finding values
    ('f9', 'IN22', 'warn', null, 'd4d4d4d4d4d4d4d4d4d4', '1500,5', '1200,5', 'Vốn', 'C8', null, null, 'Lệch', 'Apart'),
    ('f8', 'IN21', 'info', null, 'd4d4d4d4d4d4d4d4d4d4', '1.200,5', null, 'Vốn', 'C9', null, null, 'Số dạng chữ',
        'Text'),
    ('f7', 'IN25', 'warn', null, 'd4d4d4d4d4d4d4d4d4d4', 'C9:D10', null, 'Vốn', 'C9:D10', null, null, 'Ô gộp',
        'Merged'),
    ('f6', 'IN26', 'info', null, 'd4d4d4d4d4d4d4d4d4d4', 'ẩn', null, 'Vốn', 'D9:AA9', null, null, 'Ẩn', 'Hidden');
"""
_TERMS = [
    ("funds:R:CT.1", 1, 1.0), ("funds:R:CT.1", 4, -1.0), ("funds:R:CT.1", 7, -1.0),
    ("funds:C:DA2.3", 6, 1.0), ("funds:C:DA2.3", 4, -1.0), ("funds:C:DA2.3", 5, -1.0),
]  # fmt: skip


@pytest.fixture
def traced(run_in: Run, new_workspace: Callable[..., Workspace]) -> Callable[..., Ran]:
    """`traced("0123456789abcdefc00004", "--format", "json")`."""
    workspace = new_workspace()
    current = workspace.published / "current"
    current.mkdir(parents=True)
    with duckdb.connect(current / "gnbv.duckdb") as connection:
        connection.execute(_MARTS.read_text(encoding="utf-8"))
        connection.execute(_FORM)
    terms = workspace.bronze / "form_term"
    terms.mkdir(parents=True)
    rows = [
        {"batch_id": "_forms", "form": "monitoring", "form_version": 1, "equation": equation, "relation": "="}
        | {"cell_no": cell_no, "coefficient": coefficient, "tolerance": 0.5}
        for equation, cell_no, coefficient in _TERMS
    ]
    pq.write_table(pa.Table.from_pylist(rows, _schema()), terms / "_forms.parquet")
    return lambda *arguments: run_in(workspace, "trace", *arguments)


def _schema() -> pa.Schema:
    from ingestion import TABLES

    return TABLES["form_term"]


def test_a_figure_leads_to_its_cell_with_row_equations_and_versions(traced: Callable[..., Ran]) -> None:
    ran = traced("0123456789abcdefc00004")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0] == (
        "d4d4d4d4d4d4d4d4d4d4/0123456789abcdefc00004 is the key of a figure, an amount of money: "
        "allocated × DA2 × central × total × 2024"
    )
    for line in (
        "  value           1.200,5 million_vnd (as printed), 1.200.500.000 đồng",
        "  file            bieu.xlsx (source 20-lang-son)",
        "  place           sheet Vốn, cell C9",
        "  form            monitoring, version 1",
        "  cell            C9 (number 4)",
        "  row             Dự án 2 / Dự án 2 (DA2)",
        "  column          Giao / Cột 1 (1)",
        "  asks for        money in million_vnd, required",
        "  is              a part of a total",
        "  holds           1.200,5, “1.200,5”",
        "THE ROW AROUND IT (3 of 3 cells)",
        "> C9     1.200,5, “1.200,5”     Giao / Cột 1 (1)",
        "  D9     20                     Giao / Cột 2 (2)",
        "EQUATIONS (2)",
        "- funds:C:DA2.3: 1.220,5 = 1.220,5: holds",
        "- funds:R:CT.1: 1.500,5 = 1.200,5: does not hold",
        "    left   C8 1.500,5",
        "    right  C9 1.200,5, C10 does not apply",
        "IN THE FORMS SENT FOR THIS RETURN (2)",
        "* 20/06/2024 08:00 bieu.xlsx: 1.200,5, “1.200,5” (accepted)",
        "- 25/06/2024 08:00 bieu-2.xlsx: not taken (rejected)",
        "FINDINGS AT THIS CELL (2)",
        "- IN21 info: Số dạng chữ",
        "- IN25 warn: Ô gộp",
    ):
        assert line in lines
    assert "the marts hold no text of this line" not in ran.out


def test_a_cell_without_a_number_is_found_though_it_is_no_figure(traced: Callable[..., Ran]) -> None:
    lines = traced("d4d4d4d4d4d4d4d4d4d4/0123456789abcdefc00007").out.splitlines()
    assert lines[0] == (
        "d4d4d4d4d4d4d4d4d4d4/0123456789abcdefc00007 is the key of a cell of a form: Vốn!C10, “x”, does not apply"
    )
    for line in (
        "  it is           no figure: it holds no number",
        "  measure         Vốn được giao / Allocated (allocated)",
        "  only for        poor_district",
        "  holds           “x”, does not apply",
        "  number          30/BC-UBND of no date",
    ):
        assert line in lines
    assert "IN SUMS" not in lines


def test_json_has_the_cell_its_row_and_both_sides_of_its_equations(traced: Callable[..., Ran]) -> None:
    form = json.loads(traced("0123456789abcdefc00004", "--format", "json").out)["form"]
    assert (form["sheet"], form["cell"], form["row_code"], form["value"], form["text"]) == (
        "Vốn", "C9", "DA2", 1200.5, "1.200,5",
    )  # fmt: skip
    assert [row["cell"] for row in form["row"]] == ["C9", "D9", "E9"]
    assert [(one["equation"], one["left"], one["right"], one["holds"]) for one in form["equations"]] == [
        ("funds:C:DA2.3", 1220.5, 1220.5, True), ("funds:R:CT.1", 1500.5, 1200.5, False),
    ]  # fmt: skip
    assert [(one["version"], one["state"], one["value"]) for one in form["versions"]] == [
        (1, "accepted", 1200.5), (2, "rejected", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("area", "cell", "is_held"),
    [
        ("C9", "C9", True), ("C9", "C10", False), ("B9:AA9", "Z9", True), ("C9:D10", "E10", False),
        ("9:12", "C9", False), ("C", "C9", False), ("C9:D10:E11", "C9", False),
    ],
)  # fmt: skip
def test_an_area_holds_its_cells(area: str, cell: str, is_held: bool) -> None:
    assert holds_cell(area, cell) is is_held


def test_a_cell_that_nobody_filled_in_names_the_nearest_keys(traced: Callable[..., Ran]) -> None:
    ran = traced("0123456789abcdefc09999")
    assert (ran.code, ran.out) == (1, "")
    assert "nearest keys: " in ran.err


def test_a_total_over_unknown_cells_shows_its_number_and_that_it_is_a_least() -> None:
    row = {"value": 24669.0, "text": None, "absence": "incomplete"}
    assert typed(row) == "24.669, at least: not every part holds a number"
    assert typed({"value": 0.0, "text": "-", "absence": "none"}) == "“-”, nothing to report"
