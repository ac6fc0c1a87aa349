"""The seeds as look-ups: codes with dates, the calendar, and errors that say what is wrong."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from ingestion.reference import Reference, SeedError

SEEDS = Path(__file__).resolve().parents[3] / "dbt_project" / "seeds"


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SEEDS, tmp_path / "seeds"))


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("15", "Yên Bái", "Lào Cai"),
        ("24", "Bắc Giang", "Bắc Ninh"),
        ("44", "Quảng Bình", "Quảng Trị"),
        ("52", "Bình Định", "Gia Lai"),
        ("80", "Long An", "Tây Ninh"),
        ("82", "Tiền Giang", "Đồng Tháp"),
        ("91", "Kiên Giang", "An Giang"),
    ],
)
def test_a_code_names_a_province_only_with_a_date(code: str, before: str, after: str) -> None:
    reference = Reference.load(SEEDS)
    old = reference.locality("province", code, date(2025, 6, 30))
    new = reference.locality("province", code, date(2025, 7, 1))
    assert old is not None
    assert new is not None
    assert (old.name_vi, new.name_vi) == (before, after)


def test_localities_on_a_date() -> None:
    reference = Reference.load(SEEDS)
    assert len(reference.localities_on("province", date(2023, 10, 27))) == 63
    assert len(reference.localities_on("province", date(2026, 11, 20))) == 34
    assert len(reference.localities_on("district", date(2023, 10, 27))) == 705
    assert reference.localities_on("district", date(2025, 7, 1)) == ()
    bac_son = reference.locality("district", "185", date(2023, 10, 27))
    assert bac_son is not None
    assert (bac_son.label, bac_son.parent_code) == ("huyện Bắc Sơn", "20")
    ha_giang = reference.locality("province", "02", date(2023, 10, 27))
    assert ha_giang is not None
    assert ha_giang.parent_code == "VN"
    assert reference.locality("province", "02", date(2025, 7, 1)) is None


def test_latest_period_is_the_one_that_opened_last() -> None:
    reference = Reference.load(SEEDS)
    assert reference.latest_period("coordination_9m", "country", date(2023, 10, 27)) == "2023-9M"
    assert reference.latest_period("coordination_6m", "province", date(2023, 10, 27)) == "2023-H1"
    assert reference.latest_period("coordination_programme", "province", date(2023, 10, 27)) == "2021-2025"
    assert reference.latest_period("coordination_6m", "province", date(2023, 6, 13)) is None
    assert reference.latest_period("coordination_6m", "province", date(2023, 6, 14)) == "2023-H1"
    assert reference.latest_period("coordination_9m", "province", date(2023, 10, 27)) is None


def test_a_scope_of_one_province_covers_it_and_its_districts(seeds: Path) -> None:
    with (seeds / "policy" / "reporting_calendar.csv").open("a", encoding="utf-8") as file:
        file.write("monitoring_6m,district,20,2024-H1,2024-01-01,2024-05-10,before,none,,,14,,,plan,,\n")
    reference = Reference.load(seeds)
    inside = reference.locality("district", "185", date(2024, 5, 1))
    outside = reference.locality("district", "109", date(2024, 5, 1))
    assert inside is not None
    assert outside is not None
    entries = reference.entries("monitoring_6m", inside)
    assert [(one.scope, one.period, one.due_on) for one in entries if one.scope == "20"] == [
        ("20", "2024-H1", date(2024, 5, 10))
    ]
    assert [one for one in reference.entries("monitoring_6m", outside) if one.scope == "20"] == []


def test_document_types_and_accepted_documents() -> None:
    reference = Reference.load(SEEDS)
    assert reference.document_types["BC"].kind == "report"
    judged = {(one.return_type, one.kind): one.judgement for one in reference.accepted_documents}
    assert judged["coordination_6m", "report"] == "expected"


def test_a_missing_seed_is_named(seeds: Path) -> None:
    (seeds / "geography" / "locality_aliases.csv").unlink()
    with pytest.raises(SeedError, match=r"seed missing: .*geography/locality_aliases\.csv; restore it"):
        Reference.load(seeds)


def test_a_missing_column_is_named(seeds: Path) -> None:
    path = seeds / "policy" / "periods.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("starts_on", "begins_on", 1), encoding="utf-8")
    with pytest.raises(SeedError, match=r"periods\.csv: missing column starts_on; expected at least period"):
        Reference.load(seeds)


def test_a_bad_date_is_named_with_its_line(seeds: Path) -> None:
    path = seeds / "policy" / "periods.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2021-01-01", "01/01/2021", 1), encoding="utf-8")
    with pytest.raises(SeedError, match=r"periods\.csv, line 2, column starts_on: .* found '01/01/2021'"):
        Reference.load(seeds)


def test_kept_until_a_file_changes(seeds: Path) -> None:
    first = Reference.load(seeds)
    assert Reference.load(seeds) is first
    path = seeds / "geography" / "locality_aliases.csv"
    path.write_text(path.read_text(encoding="utf-8") + "Đất Tổ,province,Phú Thọ,test\n", encoding="utf-8")
    os.utime(path, ns=(1, 1))
    second = Reference.load(seeds)
    assert second is not first
    assert second.aliases[-1].alias == "Đất Tổ"
