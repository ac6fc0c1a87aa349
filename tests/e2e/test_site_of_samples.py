"""Money, poverty and findings of the samples as the site tells them, and how heavy their charts are."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from delivery.reading import open_marts, published_marts
from delivery.site.model import Release
from delivery.site.pages import findings, funds, poverty, sources
from gnbv.settings import Workspace


@pytest.fixture(scope="module")
def release(sample_workspace: Workspace) -> Iterator[Release]:
    db = published_marts(sample_workspace.published)
    with open_marts(db) as connection:
        yield Release(connection, json.loads((db.parent / "manifest.json").read_text(encoding="utf-8")))


def test_money_of_the_provinces(release: Release) -> None:
    content = funds.content(release)
    told = {
        (one["place"].name, row["budget_year"]): (row["given"], row["disbursed"], row["is_estimate"], row["rate"])
        for one in content["localities"]
        for row in one["rows"]
        if one["place"].level == "province" and row["rate"]
    }
    assert {key: (*row[:3], round(row[3], 1)) for key, row in told.items()} == {
        ("Lạng Sơn", "2023"): (344_961_000_000, 84_422_000_000, True, 24.5),
        ("Quảng Nam", "2022+2023"): (528_809_000_000, 102_171_000_000, False, 19.3),
        ("Quảng Nam", "2024"): (726_204_000_000, 46_523_000_000, False, 6.4),
    }
    assert (content["covered"], content["of"]) == (2, 63)


def test_rates_of_poverty_over_the_years(release: Release) -> None:
    content = poverty.content(release)
    told = {
        (one["place"].name, year): (value["value"], value["change"], value["is_comparable"])
        for one in content["rates"]
        for row in one["rows"]
        for year, value in row["years"].items()
    }
    assert told == {
        ("huyện Bắc Sơn (Lạng Sơn)", 2022): (11.61, None, None),
        ("huyện Bắc Sơn (Lạng Sơn)", 2023): (8.26, -3.35, True),
        ("Quảng Nam", 2021): (7.59, None, None),
        ("Quảng Nam", 2023): (5.57, -2.02, True),
    }
    assert (content["covered"], content["of"]) == (1, 63)


def test_the_twelve_deprivations_of_a_province(release: Release) -> None:
    leaf = next(one for one in poverty.leaves(release) if one.name == "49-1")
    [group] = leaf.content["deprivations"]
    assert [row["first"]["deprivation_no"] for row in group["rows"]] == list(range(1, 13))
    assert (group["known"], group["years"]) == (12, [2021, 2023])
    for language in ("vi", "en"):
        assert len(group["chart"](language).encode()) <= 15_000


def test_every_finding_and_submission_of_the_release_is_told(release: Release) -> None:
    found = findings.content(release)
    listed = sum(len(part["findings"]) for one in found["localities"] for part in one["returns"])
    marts = release.manifest["marts"]
    assert found["total"] == listed == marts["fct_finding"]
    assert sources.content(release)["submissions"] == len(sources.leaves(release)) == marts["fct_submission"]
