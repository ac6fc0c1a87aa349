"""The samples hold the facts they are made from, and are made again byte for byte."""

from __future__ import annotations

import csv
import importlib.util
import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
import yaml
from python_calamine import CalamineWorkbook

PROJECT = Path(__file__).resolve().parents[2]
SAMPLES = PROJECT / "samples"
SOURCES = SAMPLES / "sources"
GOLD = PROJECT.parent / "shared" / "gold" / "coordination_register.csv"


@pytest.fixture(scope="module")
def maker() -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("make_samples", SAMPLES / "make_samples.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_samples"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["make_samples"]


@pytest.fixture(scope="module")
def made(maker: ModuleType) -> dict[str, bytes]:
    files: dict[str, bytes] = maker.samples()
    return files


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_committed_files_are_what_the_facts_give(made: dict[str, bytes]) -> None:
    committed = {
        path.relative_to(SAMPLES).as_posix(): path.read_bytes() for path in SOURCES.rglob("*") if path.is_file()
    }
    committed["sources.yml"] = (SAMPLES / "sources.yml").read_bytes()
    assert sorted(committed) == sorted(made)
    assert [path for path, content in committed.items() if content != made[path]] == []


def test_every_province_and_the_ministry_is_a_source() -> None:
    entries = yaml.safe_load((SAMPLES / "sources.yml").read_text(encoding="utf-8"))["sources"]
    assert len(entries) == 64
    assert entries[3] == {
        "id": "20-lang-son",
        "name": "Lạng Sơn",
        "level": "province",
        "locality_code": "20",
        "url": "sources/20-lang-son",
    }
    assert (entries[1]["locality_code"], entries[-1]["locality_code"], entries[-1]["level"]) == ("08", "VN", "country")
    assert sorted(path.name for path in SOURCES.iterdir()) == sorted(entry["id"] for entry in entries)


def test_a_province_sends_what_it_issued_and_nothing_else() -> None:
    sent = {folder.name: sorted(one.name for one in folder.iterdir()) for folder in SOURCES.iterdir()}
    assert sent["44-quang-binh"] == [
        "142-CTPH-UBND-MTTQ.xlsx",
        "245-KHPH-UBMT-SLDTBXH.xlsx",
        "365-BC-SLDTBXH.xlsx",
        "arrivals.csv",
    ]
    assert sent["79-tp-ho-chi-minh"] == ["14237-SLDTBXH-VPB.xlsx", "arrivals.csv"]
    assert sorted(name for name, files in sent.items() if files == ["arrivals.csv"]) == [
        "11-dien-bien",
        "12-lai-chau",
        "14-son-la",
        "15-yen-bai",
        "22-quang-ninh",
        "27-bac-ninh",
        "31-hai-phong",
        "40-nghe-an",
        "45-quang-tri",
        "92-can-tho",
    ]
    # 34 returns, 52 programme documents (one province has two), one register, one arrival log a source
    assert sum(len(files) for files in sent.values()) == 34 + 52 + 1 + 64


def test_a_cover_record_says_what_its_document_is() -> None:
    assert CalamineWorkbook.from_path(SOURCES / "20-lang-son" / "304-BC-SLDTBXH.xlsx").get_sheet_by_index(
        0
    ).to_python() == [
        ["Loại báo cáo", "Báo cáo 6 tháng thực hiện Chương trình phối hợp"],
        ["Kỳ báo cáo", "6 tháng đầu năm 2023"],
        ["Đơn vị báo cáo", "Tỉnh Lạng Sơn"],
        ["Số hiệu văn bản", "304/BC-SLĐTBXH"],
        ["Ngày ban hành", date(2023, 8, 22)],
        ["Người ký", ""],
    ]


def test_every_arrival_day_is_marked_as_assumed() -> None:
    logged = [row for path in SOURCES.rglob("arrivals.csv") for row in rows_of(path)]
    assert len(logged) == 34 + 52 + 1
    assert {(row["arrival_basis"], row["sent_on"]) for row in logged} == {("assumed", "")}
    assert {
        "file": "150-BC-LDTBXH.xlsx",
        "arrived_at": "2023-10-27",
        "arrival_basis": "assumed",
        "sent_on": "",
    } in logged


def test_the_register_keeps_the_printed_texts() -> None:
    book = CalamineWorkbook.from_path(SOURCES / "bo-ldtbxh" / "150-BC-LDTBXH.xlsx")
    assert book.sheet_names == ["Phụ lục I", "Phụ lục II", "Số liệu nêu"]
    programmes, returns, stated = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
    assert ["", "Tổng cộng", 53, "", "", 182] in programmes
    assert [3, "Cao Bằng", "X", "437/CTPH-LĐT BXH-MTTQ", "30/03/2023", 186] in programmes
    assert [5, "Lào Cai", "X", "20/CTr-MTTQ-SLĐTBXH", "28/9/2023", 188] in programmes
    two = "142/CTPH-UBND-MTTQ 245/KHPH-UBMT-SLĐTBXH"
    assert [29, "Quảng Bình", "X", two, "22/07/2022 28/4/2023", 216] in programmes
    assert [45, "TP Hồ Chí Minh", "X", "", "", 234] in programmes
    assert ["", "Tổng cộng", 34, "", "", 264] in returns
    assert [13, "Lai Châu", "", "1317/BC-SLĐTBXH", "10/08/2023", 278] in returns
    assert [len([row for row in sheet if isinstance(row[0], float)]) for sheet in (programmes, returns)] == [63, 63]
    assert [row[:4] for row in stated[1:8]] == [
        [23, "số lượng", "Đã ban hành chương trình phối hợp", 51],
        [23, "số lượng", "Tổng số tỉnh, thành phố", 63],
        [23, "số lượng", "Chương trình phối hợp khác", 2],
        [25, "số lượng", "Chưa ban hành chương trình phối hợp", 10],
        [27, "số lượng", "Đã gửi báo cáo 6 tháng", 34],
        [27, "số lượng", "Tổng số tỉnh, thành phố", 63],
        [27, "số lượng", "Chưa gửi báo cáo 6 tháng", 29],
    ]
    names = [(row[0], row[4]) for row in stated[1:] if row[1] == "tên"]
    assert [sum(line == wanted for line, _ in names) for wanted in (41, 43, 45)] == [2, 10, 28]
    assert stated[9] == [
        41, "tên", "Chương trình phối hợp khác", "", "Thành phố Hồ Chí Minh", "6120/MTTQ-BTT", "07/6/2023",
    ]  # fmt: skip


@pytest.mark.shared
def test_the_facts_equal_the_register_read_by_hand() -> None:
    if not GOLD.exists():
        pytest.skip("the register read by hand is not beside the project (../shared/gold)")
    gold = [
        (
            row["tt"], row["region"], row["province"], row["issued_mark"], row["issued_doc_no"],
            row["issued_date_text"], row["reported_mark"], row["reported_doc_no"], row["reported_date_text"],
            *re.findall(r"lines (\d+) .*?, (\d+) ", row["notes"])[0],
        )
        for row in rows_of(GOLD)
    ]  # fmt: skip
    facts = [
        (
            row["row_no"], f"{row['region_no']}. {row['region_heading']}", row["locality"], row["programme_mark"],
            row["programme_numbers"], row["programme_dates"], row["return_mark"], row["return_number"],
            row["return_date"], row["programme_source_line"], row["return_source_line"],
        )
        for row in rows_of(SAMPLES / "facts" / "coordination_register.csv")
    ]  # fmt: skip
    assert facts == gold
