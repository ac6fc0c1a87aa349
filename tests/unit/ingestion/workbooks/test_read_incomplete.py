"""What is not known stays not known: totals over it, limits on it, and names of places that are there no more."""

from __future__ import annotations

from datetime import date

from tests.unit.ingestion.workbooks.reading_forms import FUNDS, book, edit, held, read, told

#: One addend of E10 = C10 + D10 and of C9 = C10 + C11 + C12 is not known.
ONE_UNKNOWN = {("funds", "DA1", "1"): "..."}


def test_a_total_over_a_cell_not_known_is_marked_and_limits_nothing() -> None:
    reading = read(book(ONE_UNKNOWN | {("funds", "DA1", "4"): 90}))
    assert told(reading) == [] and reading.state == "accepted"
    cells = held(reading)
    assert cells["Biểu A!C10"] == (None, "...", "not_available")
    assert cells["Biểu A!E10"] == (50.0, None, "incomplete")
    assert cells["Biểu A!C9"] == (210.5, None, "incomplete")
    assert cells["Biểu A!E9"] == (265.5, None, "incomplete")
    assert cells["Biểu A!E11"] == (200.5, None, None)


def test_a_typed_total_is_what_its_sender_says() -> None:
    cells = held(read(book(ONE_UNKNOWN | {("funds", "CT", "1"): 400})))
    assert cells["Biểu A!C9"] == (400.0, None, None)


def test_a_total_over_nothing_that_is_known_is_no_figure() -> None:
    unknown = dict.fromkeys((place for place in FUNDS if place[2] in ("1", "2")), "...")
    reading = read(book(unknown))
    assert told(reading) == []
    cells = held(reading)
    assert not {"Biểu A!C9", "Biểu A!D9", "Biểu A!E9", "Biểu A!E10"} & set(cells)
    assert cells["Biểu A!F9"] == (178.25, None, None)


def test_names_are_those_of_the_end_of_the_period() -> None:
    """A correction sent after the province was merged, without number and day, is still that province's."""
    content = edit(book(cover={"document_no": None, "document_on": None})).content()
    late = read(content, on=date(2026, 3, 2))
    assert [rule for rule, _, _ in told(late)] == ["IN10"]
    assert (late.state, late.period, late.locality_code) == ("accepted_with_findings", "2024-H1", "20")


def test_a_form_may_be_for_a_period_before_the_calendar_begins() -> None:
    reading = read(book(period="2023-H1"))
    assert (told(reading), reading.state, reading.period) == ([], "accepted", "2023-H1")
