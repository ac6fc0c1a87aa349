"""The late list over the samples, as the command gives it, against what was counted by hand in the ministry's annex."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Run

COORDINATION = ("--return-type", "coordination_6m", "--format", "csv")

#: Footnote 3 of the report of 27/10/2023, name by name, in its order.
NOT_SENT = [
    "Lào Cai", "Yên Bái", "Thái Nguyên", "Bắc Giang", "Sơn La", "Điện Biên", "Hải Phòng", "Quảng Ninh", "Hải Dương",
    "Vĩnh Phúc", "Bắc Ninh", "Thanh Hóa", "Nghệ An", "Hà Tĩnh", "Quảng Trị", "Bình Định", "Phú Yên", "Khánh Hòa",
    "Bình Thuận", "Gia Lai", "Bình Dương", "Long An", "Tiền Giang", "Bến Tre", "Trà Vinh", "Vĩnh Long", "Cần Thơ",
    "Sóc Trăng",
]  # fmt: skip


@pytest.mark.parametrize(
    ("as_of", "late", "overdue"),
    [
        ("2023-06-24", 0, 0),
        ("2023-06-25", 0, 52),
        ("2023-06-26", 2, 50),
        ("2023-07-15", 14, 38),
        ("2023-08-31", 24, 28),
        ("2023-10-27", 24, 28),
    ],
)
def test_late_and_overdue_on_each_date(run: Run, as_of: str, late: int, overdue: int) -> None:
    ran = run("late", "--as-of", as_of, *COORDINATION)
    assert ran.code == 0
    statuses = [row["status"] for row in ran.rows()]
    assert (statuses.count("late"), statuses.count("overdue"), len(statuses)) == (late, overdue, late + overdue)


def test_the_missing_on_27_10_2023_are_the_28_names_of_the_footnote(run: Run) -> None:
    rows = run("late", "--as-of", "2023-10-27", *COORDINATION).rows()
    assert [row["locality"] for row in rows if row["status"] == "overdue"] == NOT_SENT
    assert [row["status"] for row in rows] == ["overdue"] * 28 + ["late"] * 24


def test_lang_son_is_58_days_late_and_hai_phong_is_missing_for_124(run: Run) -> None:
    rows = {row["locality"]: row for row in run("late", "--as-of", "2023-10-27", *COORDINATION).rows()}
    assert rows["Lạng Sơn"] == {
        "return_type": "coordination_6m",
        "period": "2023-H1",
        "locality_code": "20",
        "locality": "Lạng Sơn",
        "region": "Trung du và miền núi phía Bắc",
        "due_at": "2023-06-25T00:00+07:00",
        "status": "late",
        "evidence": "document_number_known",
        "document_no": "304/BC-SLĐTBXH",
        "document_date": "2023-08-22",
        "days_late": "58",
        "reasons": "document_after_due (văn bản đề ngày sau hạn)",
    }
    missing = rows["Hải Phòng"]
    assert (missing["status"], missing["days_late"]) == ("overdue", "124")
    assert (missing["evidence"], missing["document_no"], missing["document_date"]) == ("", "", "")
    assert missing["reasons"] == (
        "no_document (chưa có văn bản nào); no_programme (chưa ban hành chương trình phối hợp)"
    )


def test_lai_chau_is_late_on_the_word_of_a_register_that_forgot_its_mark(run: Run) -> None:
    rows = {row["locality"]: row for row in run("late", "--as-of", "2023-10-27", *COORDINATION).rows()}
    lai_chau = rows["Lai Châu"]
    assert (lai_chau["status"], lai_chau["evidence"]) == ("late", "document_number_known")
    assert (lai_chau["document_no"], lai_chau["document_date"], lai_chau["days_late"]) == (
        "1317/BC-SLĐTBXH",
        "2023-08-10",
        "46",
    )
    assert "mark_missing (phụ lục ghi số văn bản nhưng thiếu dấu X)" in lai_chau["reasons"]


def test_on_31_08_2023_nobody_knew_of_lai_chau(run: Run) -> None:
    rows = run("late", "--as-of", "2023-08-31", "--known", "2023-08-31", *COORDINATION).rows()
    statuses = {row["locality"]: row["status"] for row in rows}
    assert list(statuses.values()).count("late") == 23
    assert list(statuses.values()).count("overdue") == 29
    assert statuses["Lai Châu"] == "overdue"


def test_csv_is_utf_8_in_nfc_without_a_mark_and_the_columns_are_in_their_order(run: Run) -> None:
    out = run("late", "--as-of", "2023-10-27", *COORDINATION).out
    assert out.splitlines()[0] == (
        "return_type,period,locality_code,locality,region,due_at,status,evidence,document_no,document_date,days_late,"
        "reasons"
    )
    assert out.endswith("\n")
    assert unicodedata.is_normalized("NFC", out)


def test_assumed_arrival_dates_are_said_where_they_do_not_mix_with_data(run: Run) -> None:
    ran = run("late", "--as-of", "2023-10-27", *COORDINATION)
    assert ran.err == (
        "note: 24 of 52 rows have an assumed arrival date (taken to be the document's date, not recorded on arrival)\n"
    )
    rows = json.loads(run("late", "--as-of", "2023-10-27", "-t", "coordination_6m", "--format", "json").out)
    assert [row["arrival_basis"] for row in rows].count("assumed") == 24
    table = run("late", "--as-of", "2023-10-27", "-t", "coordination_6m")
    assert "28 overdue, 24 late; due before 25/06/2023 00:00" in table.out
    assert "arrival dates of 24 are assumed to be the document's date" in table.out
    assert table.err == ""


def test_the_workbook_goes_to_a_file(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "late.xlsx"
    ran = run("late", "--as-of", "2023-10-27", "-t", "coordination_6m", "--format", "xlsx", "-o", str(target))
    assert (ran.code, ran.out) == (0, "")
    sheet = openpyxl.load_workbook(target)["Danh sách"]
    assert sheet.max_row == 53
    assert [sheet["D2"].value, sheet["G2"].value] == ["Lào Cai", "quá hạn, chưa gửi"]


def test_three_years_later_nobody_dissolved_is_chased(run: Run) -> None:
    ran = run("late", "--as-of", "2026-11-20", "--format", "csv")
    assert ran.code == 0
    assert ran.rows() == []
    assert ran.err == ("note: 403 returns are left out because their chase is over; --include-closed lists them\n")
    rows = run("late", "--as-of", "2026-11-20", "--format", "csv", "--include-closed").rows()
    coordination = [row["status"] for row in rows if row["return_type"] == "coordination_6m"]
    assert (coordination.count("overdue"), coordination.count("late")) == (28, 24)
    assert len(rows) == 403
