"""The page of money: nothing is added up twice, what does not fit is not divided, every amount leads to its figure."""

from __future__ import annotations

from typing import Any

import pytest
from told_release import told_release

from delivery.site.pages import funds
from delivery.site.progress import Progress, bar, read_progress, widest

Content = dict[str, Any]


def _coordinates(one: Progress) -> tuple[str, ...]:
    return one.row["locality"], one.row["component_code"], one.row["source"]


@pytest.fixture(scope="module")
def content() -> Content:
    with told_release() as release:
        return dict(funds.content(release))


@pytest.fixture(scope="module")
def leaves() -> dict[str, Any]:
    with told_release() as release:
        return {leaf.name: leaf.content for leaf in funds.leaves(release)}


def test_provinces_add_up_by_component_with_how_many_they_are(content: Content) -> None:
    told = [
        (group["period"], group["budget_year"], row["component"], row["given"], row["disbursed"], len(row["provinces"]))
        for group in content["components"]
        for row in group["rows"]
    ]
    assert told == [
        ("2024-Y", "2022+2023", "CT", 528_809_000_000, 102_171_000_000, 1),
        ("2023-H1", "2023", "CT", 500_000_000_000, 100_000_000_000, 2),
        ("2023-H1", "2023", "DA4.TDA1", 48_480_000_000, 3_261_000_000, 1),
    ]
    assert (content["of"], content["covered"]) == (3, 2)
    assert content["components"][1]["rows"][0]["rate"] == 20.0
    assert content["components"][1]["rows"][0]["is_estimate"] is True


def test_a_locality_has_its_total_once_by_budget_year(content: Content) -> None:
    told = {
        (one["place"].name, row["budget_year"]): (row["given"], row["disbursed"], row["rate"] and round(row["rate"], 1))
        for one in content["localities"]
        for row in one["rows"]
    }
    assert told == {
        ("Lạng Sơn", "2023"): (344_961_000_000, 84_422_000_000, 24.5),
        ("huyện Bắc Sơn (Lạng Sơn)", "2023"): (1_924_000_000, 6_913_000_000, None),
        ("Quảng Nam", "2022+2023"): (528_809_000_000, 102_171_000_000, 19.3),
        ("Quảng Nam", "2023"): (155_039_000_000, 15_578_000_000, 10.0),
    }
    assert [one["place"].leaf for one in content["localities"]] == ["20-1", "185-1", "49-1"]


def test_what_is_not_of_one_scope_is_said_to_be_apart(content: Content) -> None:
    apart = content["localities"][1]["rows"][0]
    assert (apart["is_apart"], apart["bar"], apart["components"]) == (True, None, ["CT", "DA4"])
    assert [row["is_apart"] for row in content["localities"][2]["rows"]] == [False, False]


def test_an_amount_leads_to_the_figure_printed_with_it_and_names_the_others() -> None:
    with told_release() as release:
        named = next(one for one in read_progress(release) if _coordinates(one) == ("Lạng Sơn", "CT", "total"))
    disbursed = named.amounts["disbursed"]
    assert disbursed is not None and disbursed.figure is not None
    assert (disbursed.figure["figure_key"], disbursed.figure["line"]) == ("report/f2", 3)
    assert [figure["figure_key"] for figure in disbursed.several] == ["report/f2", "report/f3"]
    assert [finding["finding_key"] for finding in disbursed.findings] == ["k1"]
    assert named.stated_otherwise == 26.22


def test_a_flag_stands_at_what_was_found_wanting_and_at_what_would_repair_it() -> None:
    with told_release() as release:
        flagged = {
            figure["figure_key"]
            for row in read_progress(release)
            for amount in row.amounts.values()
            if amount and amount.findings
            for figure in amount.figures
        }
    assert flagged == {"report/f1", "report/f2"}


def test_sources_stand_below_what_contains_them(leaves: dict[str, Any]) -> None:
    [group] = leaves["20-1"]["groups"]
    assert [one["component"] for one in group["components"]] == ["CT", "DA4", "DA4.TDA1"]
    programme, project, sub_project = group["components"]
    assert [row.row["source"] for row in programme["heads"]] == ["total"]
    assert [row.row["source"] for row in programme["parts"]] == ["central"]
    assert (project["heads"], project["parts"]) == ([], [])
    assert sub_project["heads"][0].stated_otherwise is None


def test_rows_none_of_which_contains_the_other_stand_side_by_side() -> None:
    with told_release() as release:
        rows = [one for one in read_progress(release) if _coordinates(one)[:2] == ("Lạng Sơn", "CT")]
        rows[0].row["source"], rows[0].row["nature"] = "local", "capital"
        rows[1].row["source"], rows[1].row["nature"] = "district", "total"
        within = {("source", "district"): "local", ("nature", "capital"): "total"}
        heads, parts = widest(rows, within)
        assert (len(heads), len(parts)) == (2, 0)
        rows[1].row["nature"] = "capital"
        heads, parts = widest(rows, within)
    assert [row.row["source"] for row in heads] == ["local"]
    assert [row.row["source"] for row in parts] == ["district"]


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ((100, 25, 110), {"given": 90.9, "disbursed": 22.7, "planned": 100.0}),
        ((100, 150, None), {"given": 66.7, "disbursed": 100.0, "planned": None}),
        ((None, 50, None), None),
        ((0, 0, None), None),
    ],
)
def test_a_bar_is_as_long_as_the_longest_of_its_amounts(
    amounts: tuple[int | None, int | None, int | None], expected: dict[str, float] | None
) -> None:
    assert bar(*amounts) == expected
