"""The lexicon of indicators against the seeds: codes, units, populations, and the vocabulary that finds them."""

from __future__ import annotations

import csv
import time

import pytest
import yaml
from indicator_reading import PROJECT, read

from ingestion.reports.indicators.phrases import Finder
from ingestion.reports.indicators.wordings import vocabulary, wording_files
from ingestion.text import key

SEEDS = PROJECT / "dbt_project" / "seeds" / "programme"


def seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def specs() -> dict[str, dict[str, object]]:
    told: dict[str, dict[str, object]] = {}
    for path in wording_files():
        told |= yaml.safe_load(path.read_text(encoding="utf-8"))
    return told


def test_every_worded_indicator_is_in_the_catalogue_with_its_unit() -> None:
    units = {row["indicator_code"]: row["unit"] for row in seed("indicators.csv")}
    assert {code: spec["unit"] for code, spec in specs().items()} == {code: units.get(code) for code in specs()}


def test_all_of_the_catalogue_is_worded_but_what_is_told_by_others() -> None:
    codes = {row["indicator_code"] for row in seed("indicators.csv")}
    assert codes - specs().keys() == {
        "provinces_total",
        "public_information_service_points_total",
        "poor_households_children",
        # asked for by forms alone
        "conference_participants",
        "households_near_poor_to_poor",
        "information_access_rate",
        "inspection_recommendations",
        "inspection_recommendations_resolved",
        "near_poor_households_moved_in",
        "near_poor_households_moved_out",
        "poor_households_female_headed",
        "poor_households_moved_out",
        "poverty_models_approved",
        "poverty_models_completed",
        "poverty_officers_trained_rate",
        "sustainable_job_household_rate",
        "workers_counselled_rate",
    }


def test_codes_that_rules_speak_of_are_in_the_catalogue() -> None:
    codes = {row["indicator_code"] for row in seed("indicators.csv")}
    spoken = set(vocabulary().rules["as_target"]) | set(vocabulary().rules["as_target"].values())
    spoken |= {code for family in vocabulary().rules["families"] for code in family}
    for spec in specs().values():
        spoken.add(str(spec.get("denominator", "none")))
        for said in spec["said"]:  # type: ignore[attr-defined]
            spoken |= set(said.get("follows", ()))
    assert spoken - {"none"} <= codes


def test_populations_are_those_of_the_seed() -> None:
    known = {row["population_code"] for row in seed("populations.csv")}
    spoken: set[str] = set()
    for spec in specs().values():
        for part in (spec, *spec["said"]):  # type: ignore[misc]
            spoken |= {part.get("population", "all"), *part.get("populations", ())}
    assert spoken - known == set()


def test_a_plan_is_of_an_indicator_of_the_catalogue() -> None:
    codes = {row["indicator_code"] for row in seed("indicators.csv")}
    assert {row["target_of"] for row in seed("indicators.csv")} - {""} <= codes


def test_the_twelve_deprivations_have_their_numbers() -> None:
    counted = [row for row in seed("indicators.csv") if row["is_deprivation"] == "true" and row["deprivation_no"]]
    assert sorted(int(row["deprivation_no"]) for row in counted if row["unit"] == "household") == list(range(1, 13))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("các hộ nghèo, hộ cận nghèo", ["hộ nghèo", "hộ nghèo, hộ cận nghèo"]),
        ("HỘ NGHÈO", ["HỘ NGHÈO"]),
        ("Xoá nhà tạm", ["Xoá nhà tạm"]),
        ("hộ nghèo⁶", ["hộ nghèo"]),
        ("hộ; nghèo", []),
        ("32 nhà, sửa nhà", []),
    ],
)
def test_phrases_in_a_text(text: str, found: list[str]) -> None:
    words = ["hộ nghèo", "hộ nghèo hộ cận nghèo", "xóa nhà tạm", "nhà sửa nhà"]
    finder = Finder({key(one) for one in words}, frozenset({key("sửa")}))
    assert [text[one.start : one.end] for one in finder.find(text).all] == found


@pytest.mark.parametrize(
    "text",
    [
        "5 hộ nghèo, " * 3000,
        "12 lớp tập huấn cho 30 người " * 2000,
        "tỷ lệ hộ nghèo " * 4000 + "5%",
        "(" * 20000 + "3%",
        "năm 2021 - 2022 " * 3000,
        "Hộ nghèo\t" * 2000 + "\n" + "7\t" * 4000,
    ],
    ids=["counts", "pairs", "phrases", "brackets", "years", "table"],
)
def test_no_text_takes_long(text: str) -> None:
    started = time.monotonic()
    read(text)
    assert time.monotonic() - started < 10
