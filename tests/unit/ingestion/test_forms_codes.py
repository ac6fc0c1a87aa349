"""Every code a form uses is in the seeds, in the unit the catalogue keeps; no two cells of a return say the same."""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache

import pytest

from gnbv.settings import PROJECT
from ingestion.forms import MONEY_UNITS, Form, FormCell, load_forms, terms_of
from tools.filling import fill, totals

SEEDS = PROJECT / "dbt_project" / "seeds"
FORMS = load_forms().forms
BY_FORM = pytest.mark.parametrize("form", FORMS, ids=[one.key for one in FORMS])
BY_LEVEL = pytest.mark.parametrize(
    ("form", "level"), [(one, level) for one in FORMS for level in one.levels], ids=lambda one: getattr(one, "key", one)
)
#: What a column of a type may hold, by the kind of value of the catalogue.
KINDS = {
    "count": {"count", "quantity"},
    "number": {"count", "quantity", "rate"},
    "percent": {"rate"},
    "money": {"money"},
}


@cache
def seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def codes(name: str, column: str, **where: str) -> set[str]:
    return {row[column] for row in seed(name) if all(row[key] == value for key, value in where.items())}


def indicators() -> dict[str, dict[str, str]]:
    return {row["indicator_code"]: row for row in seed("programme/indicators.csv")}


def test_the_first_set_is_there() -> None:
    assert [one.key for one in FORMS] == [
        "coordination@1",
        "monitoring@1",
        "poverty_review@1",
        "targets@1",
        "treasury@1",
    ]
    assert {one.origin for one in FORMS} == {"own"}


@BY_FORM
def test_every_code_is_in_the_seeds(form: Form) -> None:
    known = {
        "component": codes("programme/components.csv", "component_code"),
        "measure": codes("programme/fund_codes.csv", "code", coordinate="measure"),
        "source": codes("programme/fund_codes.csv", "code", coordinate="source"),
        "nature": codes("programme/fund_codes.csv", "code", coordinate="nature"),
        "indicator": set(indicators()),
        "population": codes("programme/populations.csv", "population_code"),
    }
    used = {name: {cell.figure[name] for cell in form.cells if name in cell.figure} for name in known}
    assert {name: values - known[name] for name, values in used.items() if values - known[name]} == {}
    assert set(form.returns) - codes("policy/return_types.csv", "return_type") == set()
    groups = {line.only_for for sheet in form.sheets for line in sheet.lines} - {""}
    assert groups - codes("geography/locality_groups.csv", "group_code") == set()


@BY_FORM
def test_a_column_has_the_unit_and_type_of_its_indicators(form: Form) -> None:
    catalogue = indicators()
    wrong = [
        (cell.sheet.sheet, cell.line.row, cell.column.column, cell.figure["indicator"])
        for cell in form.cells
        if cell.kind == "indicator" and not _fits(cell, catalogue[str(cell.figure["indicator"])])
    ]
    assert wrong == []


def _fits(cell: FormCell, indicator: dict[str, str]) -> bool:
    is_kind = indicator["kind_of_value"] in KINDS[cell.column.type]
    return is_kind and cell.column.unit in ("", indicator["unit"])


@BY_FORM
def test_money_of_a_fund_is_in_a_unit_of_money_and_has_a_component(form: Form) -> None:
    funds = [cell for cell in form.cells if cell.kind == "fund"]
    assert {cell.column.unit for cell in funds} <= set(MONEY_UNITS)
    assert [cell.address for cell in funds if "component" not in cell.figure] == []


@BY_FORM
def test_an_indicator_says_of_whom_it_speaks(form: Form) -> None:
    cells = [cell for cell in form.cells if cell.kind == "indicator"]
    assert [cell.address for cell in cells if "population" not in cell.figure] == []


@BY_LEVEL
def test_no_two_cells_of_a_return_say_the_same(form: Form, level: str) -> None:
    sheets = form.sheets_for(level)
    said = Counter(_coordinates(cell) for cell in form.cells if cell.kind and cell.sheet in sheets)
    assert [one for one, times in said.items() if times > 1] == []


def _coordinates(cell: FormCell) -> tuple[object, ...]:
    figure = {"value_kind": "actual", "time": "period"} | dict(cell.figure)
    names = ("component", "measure", "source", "nature", "budget_year")
    if cell.kind == "indicator":
        names = ("indicator", "population", "time", "value_kind", "")
    return tuple(figure.get(name, "") for name in names)


@BY_FORM
def test_projects_of_poor_districts_are_asked_of_them_alone(form: Form) -> None:
    lines = [line for sheet in form.sheets for line in sheet.lines]
    bound = [line for line in lines if str(line.figure.get("component", ""))[:3] in ("DA1", "DA5")]
    assert [line.row for line in bound if line.only_for != "poor_district"] == []


@BY_FORM
def test_a_form_is_one_people_can_fill_in(form: Form) -> None:
    for level in form.levels:
        assert 1 <= len(form.sheets_for(level)) <= 8
    assert max(len(sheet.lines) for sheet in form.sheets) <= 35
    assert max(len(sheet.columns) for sheet in form.sheets) <= 29
    assert [line.row for sheet in form.sheets for line in sheet.lines if not line.label.vi[0].isupper()] == []


@BY_FORM
def test_components_have_their_names_of_the_seed(form: Form) -> None:
    names = {row["component_code"]: row["name_vi"] for row in seed("programme/components.csv")}
    lines = [line for sheet in form.sheets for line in sheet.lines if line.row in names and line.row != "CT"]
    funds = [line for line in lines if not line.figures and dict(line.figure) == {"component": line.row}]
    told = [line for line in funds if line.label.vi.endswith(f": {names[line.row]}")]
    if form.form in ("monitoring", "treasury"):
        assert len(told) >= 18
    else:
        assert funds == []


@BY_LEVEL
def test_figures_are_found_under_which_all_equations_hold(form: Form, level: str) -> None:
    filled = fill(form, level, seed=3)
    values = {place: value for place, value in filled.items() if isinstance(value, int | float)}
    values |= totals(form, level, filled)
    places = {cell.cell_no: (cell.sheet.sheet, cell.line.row, cell.column.column) for cell in form.cells}
    sheets = {sheet.sheet for sheet in form.sheets_for(level)}
    sums: dict[str, float] = {}
    bounds: dict[str, tuple[str, float]] = {}
    for term in terms_of(form):
        if places[term.cell_no][0] in sheets:
            found = values.get(places[term.cell_no], 0.0)
            sums[term.equation] = sums.get(term.equation, 0.0) + term.coefficient * found
            bounds[term.equation] = term.relation, term.tolerance
    broken = {
        name: round(gap, 3)
        for name, gap in sums.items()
        if gap > bounds[name][1] + 1e-6 or (bounds[name][0] == "=" and -gap > bounds[name][1] + 1e-6)
    }
    assert broken == {}
    assert len(bounds) > 0
