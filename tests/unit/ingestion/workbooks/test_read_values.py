"""What is typed in a cell is kept as typed, understood where it is certain, and told by cell where it is not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.ingestion.workbooks.reading_forms import A, B, C, book, edit, held, only, read, told

Change = dict[tuple[str, str, str], Any]
K3 = ("costs", "K3", "1")
H1 = ("homes", "H1", "1")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("3.000.000", 3_000_000.0),
        ("3000000", 3_000_000.0),
        (" 3 000 000\u00a0", 3_000_000.0),
        ("3.000.000,5", 3_000_000.5),
        ("3,000,000.5", 3_000_000.5),
        ("3,000,000", 3_000_000.0),
        ("3.000.000 đồng", 3_000_000.0),
        ("1.234", 1234.0),
    ],
)
def test_numbers_typed_as_text_are_read_the_vietnamese_way(typed: str, value: float) -> None:
    reading = read(book({K3: typed}))
    assert told(reading)[0] == ("IN21", C, "C10")
    assert (reading.state, held(reading)["Biểu C!C10"]) == ("accepted_with_findings", (value, typed.strip(), None))
    assert reading.findings[0].found == typed.replace("\u00a0", " ").strip()


def test_a_number_typed_as_text_says_how_it_was_read() -> None:
    finding = only(read(book({H1: "1.234"})))
    assert (finding.rule_id, finding.cell, finding.found, finding.expected) == ("IN21", "C8", "1.234", "1.234")
    assert held(read(book({H1: "1.234"})))["Biểu B!C8"] == (1234.0, "1.234", None)


@pytest.mark.parametrize(
    "typed",
    ["chưa tổng hợp", "12 34", "1E5", "khoảng 50", "1.2.3", "12/5", "=1+cmd|' /C calc'!A0", "@SUM(1)", "+5-", "1,234"],
)
def test_what_is_no_number_is_illegible_and_never_run(typed: str) -> None:
    reading = read(book({H1: typed}))
    finding = only(reading)
    assert (reading.state, finding.rule_id, finding.sheet, finding.cell) == ("accepted_with_findings", "IN19", B, "C8")
    assert (finding.found, held(reading)["Biểu B!C8"]) == (typed, (None, typed, "illegible"))
    assert reading.form is not None and reading.form.missing_count == 1


@pytest.mark.parametrize(
    ("typed", "value", "absence"),
    [
        ("-", 0.0, "none"),
        ("–", 0.0, "none"),
        ("không", 0.0, "none"),
        ("Không có", 0.0, "none"),
        ("x", None, "not_applicable"),
        ("X", None, "not_applicable"),
        ("...", None, "not_available"),
        ("…", None, "not_available"),
    ],
)
def test_words_of_absence_have_their_type(typed: str, value: float | None, absence: str) -> None:
    reading = read(book({H1: typed}))
    assert (reading.state, told(reading)) == ("accepted", [])
    assert held(reading)["Biểu B!C8"] == (value, typed, absence)
    assert reading.form is not None and reading.form.missing_count == 0


@pytest.mark.parametrize("typed", [None, " ", "\u00a0", "\u200b"])
def test_an_empty_required_cell_is_told_at_its_place(typed: str | None) -> None:
    reading = read(book({H1: typed}))
    finding = only(reading)
    assert (finding.rule_id, finding.sheet, finding.cell) == ("IN20", B, "C8")
    assert finding.expected == "Hộ nghèo / Số hộ"
    assert reading.form is not None and reading.form.missing_count == 1
    assert "Biểu B!C8" not in held(reading)


def test_a_whole_row_and_a_whole_column_are_told_once() -> None:
    row = read(book({("homes", "H1", column): None for column in "1234"}))
    assert (told(row), only(row).expected) == ([("IN20", B, "C8:G8")], "Hộ nghèo")
    assert row.form is not None and row.form.missing_count == 4
    column = read(book({("homes", row_code, "4"): None for row_code in ("H1", "H2")}))
    assert (told(column), only(column).expected) == ([("IN20", B, "F8:F9")], "Ngày chốt")


def test_totals_of_nothing_are_no_figures() -> None:
    reading = read(book({("funds", row, "4"): None for row in ("DA1", "DA2", "DA5")}))
    assert told(reading) == [("IN20", A, "F9:F12")]
    assert not {"Biểu A!F9", "Biểu A!G9", "Biểu A!H9"} & set(held(reading))


@pytest.mark.parametrize(
    ("change", "rule", "sheet", "cell", "found", "expected"),
    [
        ({H1: 120.5}, "IN24", B, "C8", "120,5", "số nguyên (hộ)"),
        ({H1: -3}, "IN24", B, "C8", "-3", "không nhỏ hơn 0"),
        ({("homes", "H2", "2"): 101}, "IN24", B, "D9", "101", "không lớn hơn 100"),
        ({("homes", "H1", "3"): "Tốt"}, "IN24", B, "E8", "Tốt", "Đạt; Chưa đạt"),
        ({("homes", "H1", "4"): "hôm qua"}, "IN19", B, "F8", "hôm qua", "ngày/tháng/năm, ví dụ 29/06/2024"),
        ({("funds", "DA1", "6"): "gì đó"}, "IN19", A, "H10", "gì đó", None),
        ({("funds", "DA2", "4"): 202}, "IN22", A, "F11", "202", "không quá 200,5"),
        ({("funds", "CT", "1"): 311.5}, "IN22", A, "C9", "311,5", "310,5"),
        ({("funds", "DA1", "5"): 51}, "IN22", A, "G10", "51", "50"),
        ({("funds", "DA1", "5"): 0.5}, "IN23", A, "G10", "0,5", "50"),
        ({K3: 3}, "IN23", C, "C10", "3", "đồng"),
        ({K3: 3_000_000_000_000_000}, "IN23", C, "C10", "3.000.000.000.000.000", "đồng"),
        ({K3: 3_000_000_000}, "IN23", C, "C10", "3.000.000.000", "đồng"),
    ],
)  # fmt: skip
def test_one_wrong_value_is_told_at_its_cell_alone(
    change: Change, rule: str, sheet: str, cell: str, found: str, expected: str | None
) -> None:
    reading = read(book(change))
    first = reading.findings[0]
    assert reading.state == "accepted_with_findings"
    assert (first.rule_id, first.sheet, first.cell, first.found) == (rule, sheet, cell, found)
    assert expected is None or first.expected == expected
    # A total that was typed over is a part of further ones, and a rate follows from its own row.
    linked = {("Biểu A", "C9"): {("Biểu A", "E9"), ("Biểu A", "G9")}}.get((sheet, cell), set())
    assert {(one.sheet, one.cell) for one in reading.findings[1:]} <= linked


@pytest.mark.parametrize("typed", [51.0, 49.8, 50.3])
def test_a_rate_is_compared_as_exactly_as_it_is_written(typed: float) -> None:
    assert told(read(book({("funds", "DA1", "5"): typed}))) == [("IN22", A, "G10")]


@pytest.mark.parametrize(("typed", "disbursed"), [(33.3, 50), (33.33, 50), (33.0, 50), (66.7, 100)])
def test_a_rounded_rate_holds(typed: float, disbursed: float) -> None:
    assert told(read(book({("funds", "DA1", "4"): disbursed, ("funds", "DA1", "5"): typed}))) == []


def test_a_unit_slip_is_told_where_a_sum_betrays_it() -> None:
    good = edit().number(A, "C10", 100_000)  # a thousand times the 100 the totals were reckoned with
    assert ("IN23", A, "C10") in told(read(good.content()))


def test_a_whole_sheet_in_another_unit_is_told_a_few_times_and_counted() -> None:
    reading = read(book({("costs", f"K{n}", "1"): n for n in range(1, 10)}))
    assert told(reading) == [("IN23", C, f"C{row}") for row in range(8, 13)] + [("IN23", C, None)]
    assert "còn 4 ô khác" in reading.findings[-1].message_vi


def test_a_share_shown_as_a_percentage_is_a_fraction() -> None:
    content = edit().number(B, "D8", 0.975).content()
    assert told(read(content)) == []  # less than one per cent is possible
    styled = edit(content)
    styled._tree("xl/styles.xml")
    styles = styled._trees["xl/styles.xml"]
    formats = next(one for one in styles if one.tag.endswith("}cellXfs"))
    number = int(styled._cell(B, "D8").get("s"))
    formats[number].set("numFmtId", "10")
    finding = only(read(styled.content()))
    assert (finding.rule_id, finding.cell, finding.found, finding.expected) == ("IN23", "D8", "0,975", "97,5")


def test_errors_and_formulas_behind_blank_cells() -> None:
    broken = read(edit().error(A, "E10").content())
    assert told(broken) == [("IN19", A, "E10")]
    assert (broken.findings[0].found, held(broken)["Biểu A!E10"]) == ("#REF!", (None, "#REF!", "illegible"))
    optional = read(edit().error(A, "H10", "#DIV/0!").content())
    assert (told(optional), optional.form.missing_count if optional.form else None) == ([("IN19", A, "H10")], 0)


def test_totals_without_a_stored_value_are_reckoned_in_order() -> None:
    dropped = edit()
    for cell in ("C9", "D9", "E9", "E10"):
        dropped.drop_cached(A, cell)
    reading = read(dropped.content())
    assert sorted(told(reading)) == [("IN29", A, cell) for cell in ("C9", "D9", "E10", "E9")]
    values = held(reading)
    assert [values[f"Biểu A!{cell}"][0] for cell in ("C9", "D9", "E9", "E10")] == [310.5, 55.0, 365.5, 150.0]
    assert (reading.state, reading.form.missing_count if reading.form else None) == ("accepted_with_findings", 0)


def test_a_rate_without_a_stored_value_is_reckoned() -> None:
    reading = read(edit().drop_cached(A, "G10").content())
    assert (told(reading), held(reading)["Biểu A!G10"][0]) == ([("IN29", A, "G10")], 50.0)


def test_a_rate_of_nothing_may_be_empty() -> None:
    zero = {("funds", "DA5", column): 0 for column in ("1", "2", "4")}
    assert told(read(book(zero))) == []


def test_a_deleted_total_is_missing_and_not_reckoned() -> None:
    reading = read(edit().clear(A, "E10").content())
    assert told(reading) == [("IN20", A, "E10")]


def test_booleans_and_dates_are_no_numbers() -> None:
    cell = edit()
    cell.number(B, "C8", 1)
    cell._cell(B, "C8").set("t", "b")
    finding = only(read(cell.content()))
    assert (finding.rule_id, finding.cell, finding.found) == ("IN19", "C8", "TRUE")


def test_a_value_in_a_closed_cell_is_not_read() -> None:
    reading = read(edit().text(B, "E9", "Đạt").content())
    assert (told(reading), only(reading).found) == ([("IN06", B, "E9")], "Đạt")


def test_many_findings_of_a_kind_in_a_column_are_counted() -> None:
    reading = read(book({("costs", f"K{n}", "1"): f"{n}.000.000" for n in range(1, 10)}))
    assert told(reading) == [("IN21", C, f"C{row}") for row in range(8, 13)] + [("IN21", C, None)]
    assert held(reading)["Biểu C!C16"][0] == 9_000_000.0


def test_a_long_text_is_told_in_part_and_kept_whole() -> None:
    typed = "dài " * 100
    reading = read(book({H1: typed}))
    assert only(reading).found == f"{typed[:200]}…"
    assert held(reading)["Biểu B!C8"] == (None, typed.strip(), "illegible")
    assert told(read(book({H1: " " * 80}))) == [("IN20", B, "C8")]
