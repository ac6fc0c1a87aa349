"""The cover record reader: what one return's own record says, and every way it can be wrong."""

from __future__ import annotations

import io
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ingestion.model import Reading, SourceEntry
from ingestion.readers import read_file
from ingestion.reference import Reference

SEEDS = Path(__file__).resolve().parents[3] / "dbt_project" / "seeds"
REFERENCE = Reference.load(SEEDS)
LANG_SON = SourceEntry("20-lang-son", "Lạng Sơn", "province", "20", "x")
BAC_SON = SourceEntry("185-bac-son", "Bắc Sơn", "district", "185", "x")
MINISTRY = SourceEntry("bo-ldtbxh", "Bộ LĐTBXH", "country", "VN", "x")
RECORD = {
    "Loại báo cáo": "Báo cáo 6 tháng thực hiện Chương trình phối hợp",
    "Kỳ báo cáo": "6 tháng đầu năm 2023",
    "Đơn vị báo cáo": "tỉnh Lạng Sơn",
    "Số hiệu văn bản": "304/BC-SLĐTBXH",
    "Ngày ban hành": "22/08/2023",
}


def record(**changes: Any) -> dict[str, Any]:
    """Return the good record with labels changed by position-free names; None takes a label out."""
    names = dict(zip(("kind", "period", "who", "no", "day"), RECORD, strict=True))
    changed = RECORD | {names.get(name, name): value for name, value in changes.items()}
    return {label: value for label, value in changed.items() if value is not None}


def as_text(labels: dict[str, Any], delimiter: str = "\t") -> bytes:
    return "".join(f"{label}{delimiter}{value}\n" for label, value in labels.items()).encode()


def as_workbook(labels: dict[str, Any]) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "Phiếu"
    book.active.append(["PHIẾU GỬI BÁO CÁO"])
    for label, value in labels.items():
        book.active.append([label, value])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def read(content: bytes, name: str = "a.txt", entry: SourceEntry = LANG_SON, on: date = date(2023, 8, 25)) -> Reading:
    return read_file(content, name, entry=entry, reference=REFERENCE, on=on)


def verdict(reading: Reading) -> tuple[str, str | None]:
    return reading.state, reading.reason_code


def test_a_workbook_record() -> None:
    labels = record(day=date(2023, 8, 22)) | {"Người ký": "x", "Báo cáo không phát sinh": "Không"}
    reading = read(as_workbook(labels), "a.xlsx")
    assert (reading.state, reading.file_kind, reading.findings) == ("accepted", "cover", [])
    assert (reading.return_type, reading.period) == ("coordination_6m", "2023-H1")
    assert (reading.level, reading.locality_code) == ("province", "20")
    assert (reading.document_no, reading.document_no_raw) == ("304/BC-SLĐTBXH", "304/BC-SLĐTBXH")
    assert (reading.document_on, reading.document_on_raw) == (date(2023, 8, 22), "2023-08-22")
    assert (reading.signer, reading.is_nil) == ("x", False)
    assert (reading.sheet, reading.cell, reading.line) == ("Phiếu", "B5", None)


@pytest.mark.parametrize(("delimiter", "name"), [("\t", "a.txt"), (",", "a.csv"), (";", "a.csv"), ("\t", "a.tsv")])
def test_a_text_record(delimiter: str, name: str) -> None:
    reading = read(as_text(record(), delimiter), name)
    assert (reading.state, reading.document_on) == ("accepted", date(2023, 8, 22))
    assert (reading.sheet, reading.cell, reading.line) == (None, "B4", 4)


@pytest.mark.parametrize(
    ("kind", "period"),
    [
        ("coordination_6m", "2023-H1"),
        ("COORDINATION_6M", "2023-h1"),
        ("Báo cáo 06 tháng thực hiện chương trình phối hợp", "06 tháng đầu năm 2023"),
        ("Báo cáo 6 tháng Chương trình phối hợp", "Kỳ 6 tháng đầu năm 2023"),
    ],
)
def test_codes_and_names_of_return_types_and_periods(kind: str, period: str) -> None:
    reading = read(as_text(record(kind=kind, period=period)))
    assert (reading.state, reading.return_type, reading.period) == ("accepted", "coordination_6m", "2023-H1")


def test_a_programme_of_the_whole_phase() -> None:
    labels = record(kind="Chương trình phối hợp của địa phương", period="Giai đoạn 2021 – 2025")
    assert read(as_text(labels)).period == "2021-2025"


def test_the_national_body() -> None:
    labels = record(kind="coordination_9m", period="9 tháng đầu năm 2023", who="Bộ LĐTBXH", day="27/10/2023")
    reading = read(as_text(labels), entry=MINISTRY)
    assert (reading.state, reading.locality_code, reading.period) == ("accepted", "VN", "2023-9M")


def district_reference(tmp_path: Path) -> Reference:
    seeds = Path(shutil.copytree(SEEDS, tmp_path / "seeds"))
    with (seeds / "policy" / "reporting_calendar.csv").open("a", encoding="utf-8") as file:
        file.write("monitoring_6m,district,20,2024-H1,2024-01-01,2024-05-10,before,none,,,14,,,plan,,\n")
    return Reference.load(seeds)


def test_a_district_reports_to_its_province(tmp_path: Path) -> None:
    reference = district_reference(tmp_path)
    labels = record(kind="Báo cáo giám sát 6 tháng", period="6 tháng đầu năm 2024", who="UBND huyện Bắc Sơn")
    labels |= {"Số hiệu văn bản": "120/BC-UBND", "Ngày ban hành": "07/05/2024"}
    reading = read_file(as_text(labels), "a.txt", entry=BAC_SON, reference=reference, on=date(2024, 5, 8))
    assert (reading.state, reading.level, reading.locality_code) == ("accepted", "district", "185")
    assert (reading.return_type, reading.period) == ("monitoring_6m", "2024-H1")
    labels["Đơn vị báo cáo"] = "huyện Chi Lăng"
    wrong = read_file(as_text(labels), "a.txt", entry=BAC_SON, reference=reference, on=date(2024, 5, 8))
    assert verdict(wrong) == ("rejected", "IN08")


def test_the_wrong_period_is_rejected_and_says_which_are_right() -> None:
    reading = read(as_text(record(period="2023-9M")))
    assert verdict(reading) == ("rejected", "IN02")
    assert (reading.return_type, reading.period) == ("coordination_6m", "2023-9M")
    assert reading.findings[0].expected == "2023-H1 (6 tháng đầu năm 2023)"
    assert (reading.findings[0].found, reading.findings[0].line, reading.findings[0].cell) == ("2023-9M", 2, "B2")


def test_a_return_the_level_does_not_owe_is_a_wrong_period() -> None:
    reading = read(as_text(record(kind="coordination_9m", period="2023-9M")))
    assert verdict(reading) == ("rejected", "IN02")
    assert reading.findings[0].expected == "không kỳ nào: cấp này không nộp loại báo cáo này"


def test_a_period_nobody_knows_is_put_aside() -> None:
    assert verdict(read(as_text(record(period="2031-H1")))) == ("quarantined", "IN02")


@pytest.mark.parametrize("who", ["tỉnh Cao Bằng", "huyện Bắc Sơn", "Việt Nam"])
def test_another_locality_than_the_sender(who: str) -> None:
    reading = read(as_text(record(who=who)))
    assert verdict(reading) == ("rejected", "IN08")
    assert reading.locality_code == "20"
    assert (reading.findings[0].expected, reading.findings[0].found) == ("tỉnh Lạng Sơn", who)


def test_an_unknown_locality_is_put_aside_with_the_nearest_names() -> None:
    reading = read(as_text(record(who="tỉnh Lạng Sơm")))
    assert verdict(reading) == ("quarantined", "IN01")
    assert reading.reason is not None
    assert "tên gần nhất: “tỉnh Lạng Sơn”" in reading.reason


def test_names_are_those_of_the_documents_date() -> None:
    ha_giang = SourceEntry("02", "Hà Giang", "province", "02", "x")
    late = read(as_text(record(who="Hà Giang")), entry=ha_giang, on=date(2026, 11, 20))
    assert (late.state, late.locality_code) == ("accepted", "02")


def test_an_unknown_return_type_is_put_aside() -> None:
    reading = read(as_text(record(kind="Báo cáo nhanh")))
    assert verdict(reading) == ("quarantined", "IN09")
    assert "coordination_6m (Báo cáo 6 tháng" in (reading.findings[0].expected or "")


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"no": None}, "rejected"),
        ({"day": None}, "rejected"),
        ({"who": None}, "rejected"),
        ({"who": ""}, "rejected"),
        ({"kind": None}, "quarantined"),
        ({"period": None}, "quarantined"),
        ({"period": ""}, "quarantined"),
    ],
)
def test_a_missing_label(changes: dict[str, Any], state: str) -> None:
    assert verdict(read(as_text(record(**changes)))) == (state, "IN05")


@pytest.mark.parametrize(
    ("changes", "number", "day", "cell"),
    [
        ({"no": "Số: /BC-SLĐTBXH"}, None, date(2023, 8, 22), "B4"),
        ({"no": ""}, None, date(2023, 8, 22), "A4"),
        ({"no": "không số"}, None, date(2023, 8, 22), "B4"),
        ({"day": "ngày tháng 8 năm 2023"}, "304/BC-SLĐTBXH", None, "B5"),
        ({"day": ""}, "304/BC-SLĐTBXH", None, "A5"),
        ({"day": "31/02/2023"}, "304/BC-SLĐTBXH", None, "B5"),
    ],
)
def test_blank_or_unreadable_number_or_date(
    changes: dict[str, Any], number: str | None, day: date | None, cell: str
) -> None:
    reading = read(as_text(record(**changes)))
    assert verdict(reading) == ("accepted_with_findings", "IN10")
    assert (reading.document_no, reading.document_on) == (number, day)
    assert [one.cell for one in reading.findings] == [cell]


def test_two_documents_in_one_record_are_refused() -> None:
    assert verdict(read(as_text(record(no="12/BC-X 13/BC-Y")))) == ("rejected", "IN10")
    twice = as_text(record()) + "Số hiệu văn bản\t305/BC-SLĐTBXH\n".encode()
    assert verdict(read(twice)) == ("rejected", "IN06")


def test_unknown_labels_and_second_values_are_told() -> None:
    text = as_text(record()) + "Điện báo\t0\n".encode()
    reading = read(text.replace(b"22/08/2023", "22/08/2023\tnháp".encode()))
    assert reading.state == "accepted_with_findings"
    assert sorted((one.rule_id, one.line, one.found) for one in reading.findings) == [
        ("IN06", 5, "nháp"),
        ("IN06", 6, "Điện báo"),
    ]


@pytest.mark.parametrize(
    ("word", "is_nil", "state"),
    [
        ("Có", True, "accepted"),
        ("x", True, "accepted"),
        ("", False, "accepted"),
        ("có thể", False, "accepted_with_findings"),
    ],
)
def test_a_nil_return_is_declared(word: str, is_nil: bool, state: str) -> None:
    reading = read(as_text(record() | {"Báo cáo không phát sinh": word}))
    assert (reading.is_nil, reading.state) == (is_nil, state)


def test_an_unreadable_sending_date_is_told() -> None:
    reading = read(as_text(record() | {"Ngày gửi": "hôm qua"}))
    assert [(one.rule_id, one.cell) for one in reading.findings] == [("IN10", "B6")]
    reading = read(as_text(record() | {"Ngày gửi": "23/08/2023"}))
    assert (reading.state, reading.sent_on) == ("accepted", date(2023, 8, 23))
