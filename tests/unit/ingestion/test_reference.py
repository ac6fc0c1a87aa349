"""The seeds as look-ups: codes with dates, the calendar, and errors that say what is wrong."""

from __future__ import annotations

import os
import shutil
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from ingestion.names import Match, match_locality
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


@pytest.mark.parametrize(
    ("on", "kinds"),
    [
        (date(2025, 6, 30), {"xã": 7692, "phường": 1726, "thị trấn": 617}),
        (date(2025, 7, 1), {"xã": 2621, "phường": 687, "đặc khu": 13}),
        (date(2026, 4, 30), {"xã": 2611, "phường": 697, "đặc khu": 13}),
    ],
)
def test_communes_on_a_date(on: date, kinds: dict[str, int]) -> None:
    assert Counter(one.unit_type for one in Reference.load(SEEDS).localities_on("commune", on)) == kinds


def test_a_commune_code_names_another_commune_after_the_merger() -> None:
    reference = Reference.load(SEEDS)
    old = reference.locality("commune", "06325", date(2025, 6, 30))
    new = reference.locality("commune", "06325", date(2025, 7, 1))
    assert old is not None
    assert new is not None
    assert (old.locality_id, old.label, old.parent_code) == ("06325-1", "thị trấn Bắc Sơn", "185")
    assert old.province_code == "20"
    assert (new.locality_id, new.label, new.parent_code, new.province_code) == ("06325-2", "xã Bắc Sơn", "20", "20")
    assert reference.versions("06325") == (old, new)
    assert reference.locality("commune", "185", date(2024, 5, 1)) is None


def test_a_commune_that_went_on_unchanged_is_the_same_body() -> None:
    reference = Reference.load(SEEDS)
    found = [(one.locality_id, one.name_vi, one.parent_code) for one in reference.versions("04603")]
    assert found == [("04603-1", "Tà Si Láng", "139"), ("04603-1", "Tà Xi Láng", "15")]


def test_every_commune_lies_in_a_district_or_province_of_its_time() -> None:
    reference = Reference.load(SEEDS)
    for on, level in (
        (date(2023, 10, 27), "district"),
        (date(2025, 6, 30), "district"),
        (date(2025, 7, 1), "province"),
    ):
        parents = {one.code for one in reference.localities_on(level, on)}
        assert {one.parent_code for one in reference.localities_on("commune", on)} - parents == set()
    assert len(reference.localities_on("commune", date(2024, 5, 1), within="185")) == 18
    assert len(reference.localities_on("commune", date(2025, 7, 1), within="20")) == 65


def test_every_name_of_a_commune_is_composed_and_trimmed() -> None:
    names = {one.name_vi for one in Reference.load(SEEDS).localities_on("commune", date(2025, 6, 30))}
    assert [one for one in names if one != " ".join(unicodedata.normalize("NFC", one).split())] == []
    assert {"Đồng Ý", "Pa Ủ", "Nông trường Việt Lâm", "1"} <= names


def test_versions_of_a_code_are_those_of_every_level() -> None:
    reference = Reference.load(SEEDS)
    assert [one.locality_id for one in reference.versions("185")] == ["185-1"]
    assert [one.locality_id for one in reference.versions("15")] == ["15-1", "15-2"]
    assert reference.versions("99999") == ()


def test_who_asks_for_a_province_reads_no_communes(seeds: Path) -> None:
    communes = seeds / "geography" / "communes.csv"
    communes.unlink()
    reference = Reference.load(seeds)
    lang_son = reference.locality("province", "20", date(2024, 5, 1))
    bac_son = reference.locality("district", "185", date(2024, 5, 1))
    assert lang_son is not None
    assert bac_son is not None
    assert reference.entries("monitoring_6m", lang_son) != ()
    assert isinstance(match_locality("huyện Bắc Sơn", "district", date(2024, 5, 1), reference, "20"), Match)
    with pytest.raises(SeedError, match=r"seed missing: .*geography/communes\.csv; restore it"):
        reference.locality("commune", "06340", date(2024, 5, 1))


def test_a_bad_date_of_a_commune_is_named_with_its_line(seeds: Path) -> None:
    path = seeds / "geography" / "communes.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2021-01-01", "1/1/2021", 1), encoding="utf-8")
    with pytest.raises(SeedError, match=r"communes\.csv, line 2, column valid_from: .* found '1/1/2021'"):
        Reference.load(seeds).locality("commune", "06340", date(2024, 5, 1))


@pytest.mark.parametrize(
    ("code", "periods"),
    [
        ("06340", [("06340", date(2024, 5, 9)), ("185", date(2024, 5, 10)), ("20", date(2024, 5, 11))]),
        ("06325", [("185", date(2024, 5, 10)), ("20", date(2024, 5, 11))]),
        ("06400", [("20", date(2024, 5, 11))]),
        ("00001", []),
    ],
)
def test_a_scope_covers_what_lies_in_its_place(seeds: Path, code: str, periods: list[tuple[str, date]]) -> None:
    with (seeds / "policy" / "reporting_calendar.csv").open("a", encoding="utf-8") as file:
        for scope, day in (("06340", "09"), ("20", "11")):
            file.write(f"monitoring_6m,commune,{scope},2024-H1,2024-01-01,2024-05-{day},before,none,,,14,,,plan,,\n")
    reference = Reference.load(seeds)
    commune = reference.locality("commune", code, date(2024, 5, 1))
    assert commune is not None
    entries = reference.entries("monitoring_6m", commune)
    assert sorted((one.scope, one.due_on) for one in entries) == periods


def test_the_district_of_bac_son_owes_the_treasurys_report_each_quarter() -> None:
    reference = Reference.load(SEEDS)
    bac_son = reference.locality("district", "185", date(2024, 5, 1))
    other = reference.locality("district", "182", date(2024, 5, 1))
    assert bac_son is not None
    assert other is not None
    entries = reference.entries("treasury_quarterly", bac_son)
    assert [(one.period, one.opens_on, one.due_on) for one in entries] == [
        ("2024-Q1", date(2024, 3, 31), None),
        ("2024-Q2", date(2024, 6, 30), None),
        ("2024-Q3", date(2024, 9, 30), None),
        ("2024-Q4", date(2024, 12, 31), None),
    ]
    assert reference.entries("treasury_quarterly", other) == ()
    assert reference.periods["2024-Q3"].starts_on == date(2024, 1, 1)
    assert reference.periods["2024-Q3"].name_vi == "lũy kế 9 tháng năm 2024"


def test_no_two_periods_go_by_one_name() -> None:
    names = [one.name_vi for one in Reference.load(SEEDS).periods.values()]
    assert len(names) == len(set(names)) == 32
