"""A filled form is read as it was typed, and known for what it is: form, version, reporter, period."""

from __future__ import annotations

from datetime import date

import pytest

from ingestion.model import SourceEntry
from ingestion.readers.outcome import Notes
from ingestion.workbooks import read_form
from tests.round.workbook_edits import Edited
from tests.unit.ingestion.workbooks.reading_forms import (
    BAC_NINH,
    COSTS,
    LANG_SON,
    ON,
    A,
    B,
    C,
    book,
    edit,
    held,
    only,
    read,
    reference,
    told,
)

TOTALS = {"C9": 310.5, "D9": 55.0, "E9": 365.5, "F9": 178.25, "E10": 150.0, "E11": 200.5, "E12": 15.0}


def test_a_good_workbook_is_accepted_with_every_value() -> None:
    reading = read(book())
    assert (reading.state, told(reading)) == ("accepted", [])
    assert (reading.file_kind, reading.return_type, reading.period) == ("form", "monitoring_6m", "2024-H1")
    assert (reading.level, reading.locality_code, reading.document_no) == ("province", "20", "120/BC-UBND")
    assert (reading.document_on, reading.is_nil, reading.sheet, reading.cell) == (
        date(2024, 5, 27), False, "Thông tin", "B8",
    )  # fmt: skip
    assert reading.form is not None
    assert (reading.form.form, reading.form.version, reading.form.missing_count) == ("thu", 1, 0)
    cells = held(reading)
    assert {place: cells[f"Biểu A!{place}"][0] for place in TOTALS} == TOTALS
    assert cells["Biểu A!G10"] == (50.0, None, None)
    assert cells["Biểu A!D11"] == (0.0, None, None)
    assert "Biểu A!H10" not in cells
    assert cells["Biểu B!D8"] == (97.5, None, None)
    assert (cells["Biểu B!E8"], cells["Biểu B!F8"], cells["Biểu B!F9"]) == (
        (None, "Đạt", None), (None, "2024-05-20", None), (None, "2024-05-21", None),
    )  # fmt: skip
    assert cells["Biểu C!C16"] == (9_000_000.0, None, None)
    assert len(cells) == 20 + 7 + 9


def test_rows_for_a_group_do_not_apply_elsewhere() -> None:
    reading = read(book(code="27"), entry=BAC_NINH)
    assert (reading.state, told(reading)) == ("accepted", [])
    marked = book({("funds", "DA5", column): None for column in ("1", "2", "4")}, code="27")
    assert told(read(marked, entry=BAC_NINH)) == []
    assert held(reading)["Biểu A!C12"] == (None, "x", "not_applicable")


def test_values_of_the_previous_period_beside_the_table_are_not_read() -> None:
    previous = {("funds", "DA1", "1"): 7.0, ("funds", "DA2", "1"): 8.0, ("costs", "K1", "1"): 9.0}
    reading = read(book(previous=previous, previous_name="6 tháng đầu năm 2023"))
    assert (reading.state, told(reading)) == ("accepted", [])
    assert held(reading)["Biểu A!C10"] == (100.0, None, None)


def test_the_door_reads_bytes_and_leaves_other_workbooks_alone() -> None:
    notes = Notes("a.xlsx")
    reading = read_form(book(), "a.xlsx", entry=LANG_SON, reference=reference(), on=ON, notes=notes)
    assert reading is not None and notes.close(reading).state == "accepted"
    cover = Edited(book())
    for title in (A, B, C, "_gnbv"):
        cover.rename_sheet(title, f"Khác {title}")
    notes = Notes("a.xlsx")
    again = read_form(cover.content(), "a.xlsx", entry=LANG_SON, reference=reference(), on=ON, notes=notes)
    assert again is not None and again.form is not None  # known by its headings, under other titles
    notes = Notes("a.xlsx")
    assert read_form(b"PK", "a.xlsx", entry=LANG_SON, reference=reference(), on=ON, notes=notes) is not None
    assert [one.rule_id for one in notes.findings] == ["IN04"]


def test_without_the_hidden_sheet_the_headings_tell_the_form() -> None:
    reading = read(edit().without_identity().content())
    assert (reading.state, told(reading)) == ("accepted", [])
    assert reading.form is not None and (reading.form.form, reading.form.version) == ("thu", 1)


def test_a_damaged_identity_is_mended_by_the_headings() -> None:
    reading = read(edit().text("_gnbv", "B1", "???").content())
    assert (reading.state, reading.form.form if reading.form else "") == ("accepted", "thu")


def test_a_version_that_does_not_serve_the_period_is_refused() -> None:
    reading = read(book(version=2))
    assert (reading.state, told(reading)) == ("rejected", [("IN18", None, None)])
    assert (only(reading).found, only(reading).expected) == ("thu@2", "Biểu thử (thu@1)")
    assert (reading.return_type, reading.period) == ("monitoring_6m", "2024-H1")
    unknown = read(edit().number("_gnbv", "B2", 9).content())
    assert (unknown.state, only(unknown).rule_id, only(unknown).found) == ("rejected", "IN18", "thu@9")


def test_another_locality_is_refused() -> None:
    reading = read(book(code="27"))
    assert reading.state == "rejected"
    assert [one[0] for one in told(reading)][:2] == ["IN08", "IN08"]
    sheet = edit(book(code="27")).text("Thông tin", "B6", "tỉnh Lạng Sơn").text("Thông tin", "B7", "20")
    hidden = read(sheet.content())
    assert (hidden.state, only(hidden).rule_id) == ("rejected", "IN08")
    assert only(hidden).found == "mẫu của đơn vị có mã 27"
    assert hidden.form is not None and len(hidden.form.cell_nos) == 0


def test_visible_and_hidden_period_must_agree() -> None:
    reading = read(edit().text("Thông tin", "B5", "6 tháng đầu năm 2025").content(), on=date(2025, 6, 3))
    assert (reading.state, reading.reason_code) == ("rejected", "IN02")
    assert "2024-H1 (6 tháng đầu năm 2024)" in [one.expected for one in reading.findings]


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("2024-H1/bieu.xlsx", "accepted"),
        ("bieu_20_2024-H1.xlsx", "accepted"),
        ("2021-2025/2024-H1/a.xlsx", "accepted"),
        ("2024-H1x.xlsx", "accepted"),
        ("2023-H1/bieu.xlsx", "rejected"),
        ("bieu_2025-H1.xlsx", "rejected"),
        ("nam 2024-Y.xlsx", "rejected"),
    ],
)
def test_a_period_in_the_path_must_be_the_one_inside(name: str, state: str) -> None:
    reading = read(book(), name)
    assert reading.state == state
    assert [one[0] for one in told(reading)] == (["IN02"] if state == "rejected" else [])


def test_a_period_without_a_date_in_the_calendar_is_taken() -> None:
    span = reference().periods["2022-H1"]
    assert span.ends_on == date(2022, 6, 30)
    district = SourceEntry("185-bac-son", "Bắc Sơn", "district", "185", "x")
    notes = Notes("a.xlsx")
    reading = read_form(_district(), "a.xlsx", entry=district, reference=reference(), on=ON, notes=notes)
    assert reading is not None
    assert (reading.return_type, reading.period, told(notes.close(reading))) == ("monitoring_6m", "2024-H1", [])


def _district() -> bytes:
    from ingestion.workbooks import render_template
    from tests.unit.ingestion.workbooks.reading_forms import COVER, GOOD, the_form

    span = reference().periods["2024-H1"]
    reporter = reference().locality("district", "185", span.ends_on)
    assert reporter is not None
    values = {place: "x" if place[1] == "DA5" else value for place, value in GOOD.items()}
    return render_template(
        the_form(), reporter=reporter, return_type=reference().return_types["monitoring_6m"], period=span,
        seeds=reference().seeds, values=values, cover=COVER,
    )  # fmt: skip


def test_nil_is_declared_and_never_inferred() -> None:
    nil = read(book(values={}, cover={"nil": "Có"}))
    assert (nil.state, nil.is_nil, told(nil)) == ("accepted", True, [])
    assert nil.form is not None and nil.form.missing_count == 0
    empty = read(book(values={}))
    assert (empty.state, only(empty).rule_id, empty.is_nil) == ("rejected", "IN28", False)
    both = read(book(cover={"nil": "Có"}))
    assert (both.state, told(both)) == ("rejected", [("IN28", A, "C9")])
    assert only(both).found is not None and only(both).found.startswith("310,5 và ")
    zeros = dict.fromkeys(COSTS, 0)
    assert read(book(values=zeros, cover={"nil": "Có"})).state == "accepted"


def test_the_cover_of_a_form_is_read_as_strictly_as_any() -> None:
    reading = read(book(cover={"document_no": "", "document_on": ""}))
    assert reading.state == "accepted_with_findings"
    assert [one[0] for one in told(reading)] == ["IN10"]
    unknown = read(edit().text("Thông tin", "A15", "Nhãn lạ").text("Thông tin", "B15", "gì đó").content())
    assert "IN06" in [one[0] for one in told(unknown)]
    kind = read(edit().text("Thông tin", "B4", "Báo cáo lạ").content())
    assert (kind.state, kind.reason_code, kind.return_type) == ("quarantined", "IN09", None)
