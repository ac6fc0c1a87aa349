"""The map page: which outlines, which values, whose steps; a code alone never colours a province."""

from __future__ import annotations

from typing import Any

import pytest
from returns_release import returns_release

from delivery.site.pages import map as page
from delivery.site.pages.map_values import step


def _themes(as_of: str = "2023-10-27") -> dict[str, Any]:
    with returns_release(as_of) as release:
        return {one["key"]: one for one in page.content(release)["themes"]}


def test_a_round_colours_the_provinces_that_owed_it_with_their_status() -> None:
    theme = _themes()["coordination_6m:2023-H1"]
    assert {code: one["class"] for code, one in theme["shown"].items()} == {
        "01": "on_time", "08": "exempt", "12": "late", "46": "overdue",
    }  # fmt: skip
    assert theme["shown"]["12"]["text"] == {
        "vi": "gửi muộn 46 ngày · 1317/BC-SLĐTBXH ngày 10/08/2023",
        "en": "46 days late · 1317/BC-SLĐTBXH of 10 Aug 2023",
    }
    assert theme["shown"]["12"]["href"] == "board.html#coordination_6m-2023-H1-12"
    assert theme["told"]["vi"] == "Đã gửi 2/3 báo cáo, tính đến hết ngày 27/10/2023."


def test_rounds_that_are_not_opened_are_no_theme() -> None:
    assert list(_themes()) == ["coordination_6m:2023-H1", "poverty", "disbursed"]


def test_after_the_merger_a_round_is_drawn_on_its_own_outlines() -> None:
    with returns_release("2026-02-01") as release:
        release.connection.execute(
            "insert into marts.rpt_reporting_rate values "
            "('monitoring_6m', '2026-H1', 'province', 'ALL', 1, 0, 0, 0, 0, 0, 0, 1)"
        )
        content = page.content(release)
    themes = {one["key"]: one for one in content["themes"]}
    assert themes["coordination_6m:2023-H1"]["era"] == "before"
    assert themes["monitoring_6m:2026-H1"]["era"] == "after"
    assert [one["name_vi"] for one in themes["monitoring_6m:2026-H1"]["places"]] == ["Tuyên Quang mới"]
    assert {era: len(places) for era, places in content["outlines"].items()} == {"before": 63, "after": 34}


def test_figures_of_provinces_that_are_gone_do_not_colour_those_that_bear_their_codes() -> None:
    themes = _themes()
    assert (themes["poverty"]["known"], themes["poverty"]["of"]) == (1, 4)
    with returns_release("2026-02-01") as release:
        release.connection.execute("delete from marts.fct_return_status where return_type = 'monitoring_6m'")
        release.connection.execute("update marts.rpt_poverty_trend set locality_id = '08-1' where locality_id = '12-1'")
        after = {one["key"]: one for one in page.content(release)["themes"]}
    assert (after["poverty"]["era"], after["poverty"]["known"], after["poverty"]["of"]) == ("after", 0, 1)


def test_a_poverty_rate_is_that_of_the_latest_year_of_all_households_and_leads_to_its_line() -> None:
    value = _themes()["poverty"]["shown"]["12"]
    assert value["text"] == {"vi": "19,96% (ước) · năm 2023", "en": "19.96% (estimate) · 2023"}
    assert (value["class"], value["href"]) == ("poverty step3", "sources/s12.html#d60")


def test_a_share_disbursed_is_that_of_the_newest_money_and_leads_to_the_funds_of_the_place() -> None:
    theme = _themes()["disbursed"]
    assert list(theme["shown"]) == ["01"]
    value = theme["shown"]["01"]
    assert value["text"]["vi"] == "80,00% · vốn năm 2023, đến 30/06/2023"
    assert (value["class"], value["href"]) == ("disbursed step4", "funds/01-1.html")


def test_the_map_opens_on_the_round_that_fell_due_last_and_gives_the_browser_every_theme() -> None:
    with returns_release() as release:
        content = page.content(release)
    assert content["themes"][content["first"]]["key"] == "coordination_6m:2023-H1"
    assert [one["key"] for one in content["data"]["en"]] == ["coordination_6m:2023-H1", "poverty", "disbursed"]
    assert content["data"]["en"][0]["values"]["01"] == [
        "on_time",
        "on time · 90/BC of 24 Jun 2023",
        "board.html#coordination_6m-2023-H1-01",
        "✓",
    ]


def test_hoang_sa_and_truong_sa_are_on_every_map() -> None:
    with returns_release() as release:
        insets = page.content(release)["insets"]
    assert [one["name_vi"] for one in insets] == ["Quần đảo Hoàng Sa", "Quần đảo Trường Sa"]


@pytest.mark.parametrize(("value", "expected"), [(0.0, 0), (2.99, 0), (3.0, 1), (9.99, 2), (20.0, 4), (61.3, 4)])
def test_a_value_that_is_a_break_belongs_to_the_step_that_begins_there(value: float, expected: int) -> None:
    assert step(value, (3, 5, 10, 20)) == expected
