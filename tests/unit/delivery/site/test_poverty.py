"""The page of poverty: what changed, what does not compare, targets beside, poor households beside near-poor ones."""

from __future__ import annotations

from typing import Any

import pytest
from told_release import told_release

from delivery.site.pages import poverty


@pytest.fixture(scope="module")
def content() -> dict[str, Any]:
    with told_release() as release:
        return dict(poverty.content(release))


@pytest.fixture(scope="module")
def leaves() -> dict[str, Any]:
    with told_release() as release:
        return {leaf.name: leaf.content for leaf in poverty.leaves(release)}


def test_rates_stand_by_year_with_their_change_in_points(content: dict[str, Any]) -> None:
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
        ("Quảng Nam", 2023): (5.57, None, False),
    }
    assert content["years"] == [2021, 2022, 2023]


def test_provinces_are_counted_apart_from_other_localities(content: dict[str, Any]) -> None:
    assert (content["covered"], content["others"], content["of"]) == (1, 1, 3)


def test_a_year_of_another_standard_is_no_tick_in_the_chart(content: dict[str, Any]) -> None:
    drawn = content["chart"]("vi")
    assert "11,61 → 8,26" in drawn
    assert "Quảng Nam, 2023" in drawn
    assert "7,59" not in drawn


def test_targets_that_are_open_stand_apart(content: dict[str, Any]) -> None:
    assert [(one["year"], one["is_attained"], one["figure"]["submission_key"]) for one in content["targets"]] == [
        (2023, True, "form")
    ]
    assert [(one["year"], one["target"]["line"]) for one in content["open_targets"]] == [(2024, 4)]


def test_deprivations_of_poor_households_stand_before_those_of_near_poor_ones(leaves: dict[str, Any]) -> None:
    [group] = leaves["49-1"]["deprivations"]
    assert (group["unit"], group["populations"], group["years"], group["known"]) == (
        "household",
        ["poor", "near_poor"],
        [2021, 2023],
        2,
    )
    assert [row["first"]["deprivation_no"] for row in group["rows"]] == [1, 10]
    assert group["rows"][0]["by_population"]["near_poor"]["latest"]["value"] == 3000
    drawn = group["chart"]("vi")
    assert "14.285 → 6.498" in drawn and "12.062" in drawn and "Hộ cận nghèo" in drawn
    assert "14,285 → 6,498" in group["chart"]("en")


def test_a_target_stands_in_the_chart_of_its_locality(leaves: dict[str, Any]) -> None:
    drawn = leaves["185-1"]["chart"]("vi")
    assert "4,97 (mục tiêu)" in drawn
    assert "8,26" in drawn
    assert "(target)" in leaves["185-1"]["chart"]("en")


def test_a_locality_without_rates_has_no_chart(leaves: dict[str, Any]) -> None:
    assert leaves["20-1"]["chart"] is None
    assert [row["indicator_code"] for row in leaves["20-1"]["rest"]] == ["panels"]
    assert (leaves["20-1"]["poverty"], leaves["20-1"]["deprivations"]) == ([], [])


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Số hộ thiếu hụt việc làm", "Số hộ thiếu hụt nhà ở"], ["Việc làm", "Nhà ở"]),
        (["Số hộ thiếu hụt việc làm"], ["Số hộ thiếu hụt việc làm"]),
        (["Số hộ", "Số hộ nghèo"], ["Hộ", "Hộ nghèo"]),
    ],
)
def test_labels_leave_out_what_all_names_begin_with(names: list[str], expected: list[str]) -> None:
    assert poverty.short_names(names) == expected
