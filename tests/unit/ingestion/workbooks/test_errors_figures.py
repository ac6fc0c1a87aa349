"""The figures of a filled form: coordinates, place, units, absences."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gnbv.settings import PROJECT
from ingestion.forms.catalogue import read_form_file
from ingestion.model import FormValues
from ingestion.reference import Reference
from ingestion.reports import FIGURE_COLUMNS
from ingestion.workbooks.figures import Reported, figure_id, form_figures

FORM = """
form: try_form
version: 2
name: {vi: Biểu thử, en: Trial form}
origin: own
basis: thử
valid_from: 2022-01-01
returns: [monitoring_6m]
levels: [province]
sheets:
  - sheet: funds
    title: Vốn
    name: {vi: Vốn, en: Funds}
    unit: million_vnd
    rows:
      - {row: CT, label: {vi: Tổng, en: Total}, figure: {component: CT}, sum_of: [DA2, DA5]}
      - {row: DA2, label: {vi: Dự án 2, en: Project 2}, figure: {component: DA2}}
      - {row: DA5, label: {vi: Dự án 5, en: Project 5}, figure: {component: DA5}}
    columns:
      - {column: "1", heading: [{vi: Giao, en: Given}], type: money,
         figure: {measure: allocated, source: central, nature: capital, budget_year: -1}}
      - {column: "2", heading: [{vi: Giải ngân, en: Spent}], type: money,
         figure: {measure: disbursed, budget_year: 2021-2025}}
      - {column: "3", heading: [{vi: Tỷ lệ, en: Rate}], type: percent, rate_of: ["2", "1"]}
      - {column: "4", heading: [{vi: Ghi chú, en: Note}], type: text}
  - sheet: people
    title: Hộ
    name: {vi: Hộ, en: Households}
    rows:
      - {row: poor, label: {vi: Hộ nghèo, en: Poor}, figure: {indicator: poor_households, population: all_households}}
      - {row: income, label: {vi: Thu nhập, en: Income}, figure: {indicator: income_per_capita}}
    columns:
      - {column: "1", heading: [{vi: Kỳ này, en: Now}], type: number, figure: {time: period}}
      - {column: "2", heading: [{vi: Năm trước, en: Last year}], type: number, figure: {time: previous_year}}
      - {column: "3", heading: [{vi: Đến 2025, en: By 2025}], type: number, figure: {time: "2025", value_kind: target}}
"""
SHA = "ab" * 32


@pytest.fixture
def rows(tmp_path: Path) -> dict[str, dict[str, Any]]:
    """The figures of a form, by sheet and cell: column 1 of the funds is 10,5; `-`; `x`; others as set."""
    place = tmp_path / "try_form.v2.yml"
    place.write_text(FORM, encoding="utf-8")
    form = read_form_file(place)
    numbers = {
        1: 1234567.891,
        2: 0.1,
        3: 77.25,
        5: 0.0,
        6: np.nan,
        8: np.nan,
        9: np.nan,
        13: 1200.0,
        14: 1300.0,
        15: 2.0,
        16: 50.5,
    }
    values = FormValues(
        "try_form", 2, np.array(list(numbers), np.int32), np.array(list(numbers.values())),
        texts={3: "-", 4: "chưa rõ", 5: "một ghi chú", 6: "x", 7: "1.200"},
        absences={3: "none", 4: "illegible", 6: "not_applicable"},
        missing_count=0,
    )  # fmt: skip
    seeds = Reference.load(PROJECT / "dbt_project" / "seeds")
    found = form_figures(values, form, Reported(SHA, "tỉnh Lạng Sơn", "20", "2024-H1"), seeds)
    return {f"{row['sheet']}!{row['cell']}": row for row in found}


def test_a_figure_has_the_columns_of_every_figure_and_stands_at_a_cell(rows: dict[str, dict[str, Any]]) -> None:
    assert list(rows["Vốn!C8"]) == list(FIGURE_COLUMNS)
    assert rows["Vốn!C8"] == {
        "figure_id": "ababababababababc00001", "kind": "fund", "locality": "tỉnh Lạng Sơn", "locality_code": "20",
        "period": "2024-H1", "as_of": "2024-06-30", "component": "CT", "measure": "allocated", "source": "central",
        "nature": "capital", "budget_year": "2023", "exec_year": "", "indicator": "", "population": "",
        "value_text": "1234567.891", "unit_text": "triệu đồng", "value": Decimal("1234567.891"),
        "value_vnd": Decimal(1234567891000), "is_estimate": False, "stated_pct": None, "line": None,
        "char_start": None, "char_end": None, "sheet": "Vốn", "cell": "C8", "confidence": 1.0, "note": "",
        "value_kind": "actual", "bound": "", "role": "total", "rule": "form", "unit": "vnd",
    }  # fmt: skip


def test_what_the_form_leaves_open_is_a_total_and_the_stated_rate_goes_with_the_numerator(
    rows: dict[str, dict[str, Any]],
) -> None:
    spent = rows["Vốn!D8"]
    assert (spent["source"], spent["nature"], spent["budget_year"]) == ("total", "total", "2021-2025")
    assert (spent["stated_pct"], spent["value"], spent["value_vnd"]) == (Decimal("77.25"), Decimal("0.1"), 100_000)


def test_an_absence_has_a_note_and_no_number(rows: dict[str, dict[str, Any]]) -> None:
    kept = ("value_text", "value", "value_vnd", "note", "role")
    assert [rows["Vốn!C9"][name] for name in kept] == ["-", 0, 0, "absence: none", "part"]
    assert [rows["Vốn!D9"][name] for name in kept] == ["chưa rõ", None, None, "absence: illegible", "part"]
    assert [rows["Vốn!C10"][name] for name in kept] == ["x", None, None, "absence: not_applicable", "part"]


def test_texts_and_rates_are_no_figures(rows: dict[str, dict[str, Any]]) -> None:
    assert list(rows) == ["Vốn!C8", "Vốn!D8", "Vốn!C9", "Vốn!D9", "Vốn!C10", "Hộ!C8", "Hộ!D8", "Hộ!E8", "Hộ!C9"]


def test_an_indicator_speaks_of_the_period_of_another_year_or_of_a_fixed_one(rows: dict[str, dict[str, Any]]) -> None:
    assert [rows[f"Hộ!{cell}"]["period"] for cell in ("C8", "D8", "E8")] == ["2024-H1", "2023", "2025"]
    poor = rows["Hộ!C8"]
    assert (poor["indicator"], poor["population"], poor["unit"], poor["unit_text"]) == (
        "poor_households", "all_households", "household", "hộ",
    )  # fmt: skip
    assert (poor["value_text"], poor["value"], poor["value_vnd"]) == ("1.200", 1200, None)
    assert (rows["Hộ!E8"]["value_kind"], rows["Hộ!C9"]["unit"]) == ("target", "million_vnd")


def test_the_key_of_a_figure_is_of_the_file_and_the_cell() -> None:
    assert figure_id("0123456789abcdef" * 4, 12345) == "0123456789abcdefc12345"
