"""Any single fault in a good workbook is told at its cell; no other cell is named but those of equations it is in."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingestion.forms import FormCell
from tests.unit.ingestion.workbooks.reading_forms import GOOD, book, edit, read, the_form

CONTENT = book()
#: Cells whose values follow from a cell, worked out by hand: its row and column totals, the rates over them.
FOLLOWING = {
    "C": {"C9", "E9", "G9"}, "D": {"D9", "E9", "G9"}, "F": {"F9", "G9"},
}  # fmt: skip


def entered(kinds: set[str]) -> list[FormCell]:
    return [
        one
        for one in the_form().cells
        if not one.is_formula and one.column.type in kinds and one.is_required and one.line.row != "DA5"
    ]


def allowed(cell: FormCell) -> set[str]:
    """The addresses that may be named beside a cell of the sheet `Biểu A`; none elsewhere."""
    if cell.sheet.title != "Biểu A":
        return {cell.address}
    letter, row = cell.address[0], cell.address[1:]
    return {cell.address, f"E{row}", f"F{row}", f"G{row}", "F9", *FOLLOWING[letter]}


def check(content: bytes, cell: FormCell, rules: set[str]) -> None:
    reading = read(content)
    assert reading.state == "accepted_with_findings"
    said = [(one.rule_id, one.sheet, one.cell) for one in reading.findings]
    assert any(rule in rules and (sheet, at) == (cell.sheet.title, cell.address) for rule, sheet, at in said), said
    assert {sheet for _, sheet, _ in said} == {cell.sheet.title}
    assert {at for _, _, at in said} <= allowed(cell), said


SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NUMBERS = {"money", "count", "percent"}


@SETTINGS
@given(st.sampled_from(entered(NUMBERS)), st.text(alphabet="abcdeghxz=+@' ", min_size=2, max_size=12).filter(str.strip))
def test_a_text(cell: FormCell, text: str) -> None:
    if text.strip().casefold() not in {"x", "k"}:
        check(edit(CONTENT).text(cell.sheet.title, cell.address, text).content(), cell, {"IN19"})


@SETTINGS
@given(st.sampled_from(entered(NUMBERS)), st.integers(1, 10**12))
def test_a_negative_number(cell: FormCell, number: int) -> None:
    check(edit(CONTENT).number(cell.sheet.title, cell.address, -float(number)).content(), cell, {"IN24"})


@SETTINGS
@given(st.sampled_from(entered({"money", "count", "percent", "choice", "date"})))
def test_an_emptied_cell(cell: FormCell) -> None:
    check(edit(CONTENT).clear(cell.sheet.title, cell.address).content(), cell, {"IN20"})


@SETTINGS
@given(st.sampled_from(entered(NUMBERS)), st.sampled_from(["#REF!", "#DIV/0!", "#N/A", "#NAME?"]))
def test_an_error(cell: FormCell, error: str) -> None:
    check(edit(CONTENT).error(cell.sheet.title, cell.address, error).content(), cell, {"IN19"})


@SETTINGS
@given(st.sampled_from([one for one in the_form().cells if one.is_formula]), st.integers(1, 10**6))
def test_a_total_typed_over(cell: FormCell, more: int) -> None:
    place = cell.sheet.sheet, cell.line.row, cell.column.column
    values: dict[tuple[str, str, str], Any] = {**GOOD, place: 400.0 + more}
    reading = read(book(values=values))
    said = [(one.sheet, one.cell) for one in reading.findings if one.rule_id in ("IN22", "IN23")]
    assert (cell.sheet.title, cell.address) in said
    row = cell.address[1:]
    assert {at for _, at in said} <= {cell.address, f"E{row}", f"F{row}", f"G{row}", "C9", "D9", "E9", "F9", "G9"}
    assert {one.rule_id for one in reading.findings} <= {"IN22", "IN23"}


@SETTINGS
@given(st.sampled_from(entered({"money"})), st.sampled_from([1e6, 1e9]))
def test_an_amount_in_another_unit(cell: FormCell, factor: float) -> None:
    place = cell.sheet.sheet, cell.line.row, cell.column.column
    if GOOD[place]:
        check(book({place: float(GOOD[place]) * factor}), cell, {"IN23"})
