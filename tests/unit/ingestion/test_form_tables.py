"""The definitions of forms as bronze tables."""

from __future__ import annotations

from pathlib import Path

from intake_fakes import SEEDS

from ingestion.bronze_store import read_table
from ingestion.forms import load_forms
from ingestion.forms.bronze_tables import form_cells, form_terms, write_forms

FORM = """
form: small
version: 1
name: {vi: "Biểu nhỏ", en: "Small form"}
origin: own
basis: a test
valid_from: 2024-01-01
returns: [monitoring_6m]
levels: [province]
sheets:
  - sheet: s
    title: S
    name: {vi: "Trang", en: "Sheet"}
    unit: billion_vnd
    rows:
      - {row: CT, label: {vi: "Tổng", en: "All"}, figure: {component: CT}, sum_of: [DA1]}
      - {row: DA1, label: {vi: "Dự án 1", en: "Project 1"}, figure: {component: DA1}, only_for: poor_district,
         closed: ["3"]}
    columns:
      - {column: "1", heading: [{vi: "Giao", en: "Given"}], type: money, figure: {measure: allocated, budget_year: 0}}
      - {column: "2", heading: [{vi: "Chi", en: "Spent"}, {vi: "Nay", en: "Now"}], type: money, required: false,
         figure: {measure: disbursed, source: central, nature: capital, budget_year: "2021-2025"}}
      - {column: "3", heading: [{vi: "Tỷ lệ", en: "Rate"}], type: percent, rate_of: ["2", "1"]}
      - {column: "4", heading: [{vi: "Vay", en: "Credit"}], type: money,
         figure: {indicator: policy_credit_outstanding, population: poor, value_kind: actual, time: year}}
      - {column: "5", heading: [{vi: "Ghi chú", en: "Note"}], type: text, required: false}
"""


def _write(tmp_path: Path) -> Path:
    folder = tmp_path / "forms"
    folder.mkdir()
    (folder / "small.v1.yml").write_text(FORM, encoding="utf-8")
    return folder


def test_a_cell_carries_place_coordinates_and_the_factor_to_dong(tmp_path: Path) -> None:
    forms = load_forms(_write(tmp_path))
    rows = {
        row["cell_no"]: row
        for row in form_cells(forms, {"policy_credit_outstanding": "million_vnd"})
        if row["form"] == "small"
    }
    assert len(rows) == 9
    assert rows[1] == {
        "form": "small", "form_version": 1, "cell_no": 1, "sheet": "s", "sheet_title": "S", "cell": "C9",
        "row_code": "CT", "column_code": "1", "label_vi": "Tổng", "label_en": "All", "heading_vi": "Giao",
        "heading_en": "Given", "type": "money", "unit": "billion_vnd", "unit_text": "tỷ đồng",
        "factor": 1e9, "role": "total",
        "is_required": True, "only_for": None, "kind": "fund", "component": "CT", "measure": "allocated",
        "source": None, "nature": None, "budget_year_offset": 0, "budget_year": None, "indicator": None,
        "population": None, "value_kind": None, "time": None, "rate_cell_no": None,
    }  # fmt: skip
    assert (rows[2]["heading_vi"], rows[2]["budget_year_offset"], rows[2]["budget_year"], rows[2]["rate_cell_no"]) == (
        "Chi / Nay", None, "2021-2025", 3,
    )  # fmt: skip
    # The rate is closed for the project: nothing states it.
    assert (rows[7]["cell"], rows[7]["rate_cell_no"], rows[7]["only_for"], rows[7]["role"]) == (
        "D10", None, "poor_district", "part",
    )  # fmt: skip
    assert (rows[4]["kind"], rows[4]["factor"], rows[4]["time"], rows[4]["component"]) == (
        "indicator", 1000.0, "year", "CT",
    )  # fmt: skip
    assert (rows[5]["kind"], rows[5]["type"], rows[5]["is_required"]) == (None, "text", False)


def test_the_totals_of_a_form_are_its_terms(tmp_path: Path) -> None:
    terms = [row for row in form_terms(load_forms(_write(tmp_path))) if row["form"] == "small"]
    assert [(row["equation"], row["term_no"], row["cell_no"], row["coefficient"]) for row in terms] == [
        ("s:R:CT.1", 1, 1, 1.0), ("s:R:CT.1", 2, 6, -1.0), ("s:R:CT.2", 1, 2, 1.0), ("s:R:CT.2", 2, 7, -1.0),
        ("s:R:CT.4", 1, 4, 1.0), ("s:R:CT.4", 2, 8, -1.0),
    ]  # fmt: skip


def test_the_tables_are_written_whole_and_only_when_they_differ(tmp_path: Path) -> None:
    bronze = tmp_path / "bronze"
    assert write_forms(bronze, SEEDS)
    assert not write_forms(bronze, SEEDS)
    cells = read_table(bronze, "form_cell", ["_forms"]).to_pylist()
    assert {row["batch_id"] for row in cells} == {"_forms"}
    # A money column counts in million đồng; the rate stands in the same row as what was disbursed in all.
    of_row = {
        row["column_code"]: row
        for row in cells
        if (row["form"], row["sheet"], row["row_code"]) == ("monitoring", "funds", "CT")
    }
    assert (of_row["24"]["measure"], of_row["24"]["factor"]) == ("disbursed", 1_000_000.0)
    assert of_row["24"]["rate_cell_no"] == of_row["25"]["cell_no"]
