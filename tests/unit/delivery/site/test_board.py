"""The status board: what stands in it as of the release's day, and what the browser is given to move it."""

from __future__ import annotations

from datetime import date

from returns_release import returns_release

from delivery.site.pages import board
from delivery.site.pages.board_data import day_number

DUE = (date(2023, 6, 25) - date(1970, 1, 1)).days


def test_a_row_is_a_body_politic_and_stands_only_under_the_map_of_its_day() -> None:
    with returns_release() as release:
        sections = board.content(release)["sections"]
    names = [[place["locality"] for region in one["regions"] for place in region["places"]] for one in sections]
    assert [one["era"] for one in sections] == [None, date(2025, 7, 1)]
    assert names == [["Tuyên Quang", "Lai Châu", "Hà Nội", "Thừa Thiên Huế"], ["Tuyên Quang mới"]]
    assert [[one["key"] for one in section["columns"]] for section in sections] == [
        ["coordination_6m:2023-H1"],
        ["monitoring_6m:2026-H1"],
    ]


def test_a_cell_says_status_days_and_document_as_of_the_day_of_the_release() -> None:
    with returns_release() as release:
        section = board.content(release)["sections"][0]
    cells = {
        place["locality_id"]: place["cells"]["coordination_6m:2023-H1"]
        for region in section["regions"]
        for place in region["places"]
    }
    shown = {key: (one["status"], one["days_late"], one["document_no"]) for key, one in cells.items()}
    assert shown == {
        "01-1": ("on_time", None, "90/BC"),
        "08-1": ("exempt", None, None),
        "12-1": ("late", 46, "1317/BC-SLĐTBXH"),
        "46-1": ("overdue", 124, None),
    }
    assert cells["12-1"]["anchor"] == "coordination_6m-2023-H1-12"


def test_what_was_learnt_later_is_not_in_a_release_built_from_earlier_knowledge() -> None:
    with returns_release(known="2023-10-26") as release:
        content = board.content(release)
    midlands = content["sections"][0]["regions"][0]
    cell = next(one for one in midlands["places"] if one["locality_id"] == "12-1")["cells"]["coordination_6m:2023-H1"]
    assert (cell["status"], cell["days_late"]) == ("overdue", 124)
    assert content["data"]["known"] == day_number(date(2023, 10, 26))


def test_counts_of_columns_and_regions_are_those_of_the_reporting_rate() -> None:
    with returns_release() as release:
        section = board.content(release)["sections"][0]
    rate = section["columns"][0]["rate"]
    assert {name: rate[name] for name in ("expected", "received", *board.COUNTS)} == {
        "expected": 3, "received": 2, "on_time": 1, "late": 1, "overdue": 1, "rejected": 0, "not_due": 0, "exempt": 1,
    }  # fmt: skip
    by_region = {one["code"]: one["rates"]["coordination_6m:2023-H1"] for one in section["regions"]}
    assert {code: (one["received"], one["expected"]) for code, one in by_region.items()} == {
        "I": (1, 1), "II": (1, 1), "III": (0, 1),
    }  # fmt: skip


def test_a_round_that_is_not_opened_has_cells_without_a_status_and_no_rate() -> None:
    with returns_release() as release:
        section = board.content(release)["sections"][1]
    place = section["regions"][0]["places"][0]
    assert place["cells"]["monitoring_6m:2026-H1"]["status"] is None
    assert section["columns"][0]["rate"] is None


def test_the_days_worth_a_button_are_the_due_dates_and_the_day_of_the_release() -> None:
    with returns_release() as release:
        notable = board.content(release)["notable"]
    assert {day: [one["key"] for one in due] for day, due in notable.items()} == {
        date(2023, 6, 25): ["coordination_6m:2023-H1"],
        date(2023, 10, 27): [],
        date(2026, 6, 1): ["monitoring_6m:2026-H1"],
    }


def test_the_browser_gets_every_knowledge_and_in_it_every_status_from_its_first_day_on() -> None:
    with returns_release() as release:
        data = board.content(release)["data"]
    states = data["states"]
    _, before, after = data["returns"]["coordination_6m:2023-H1:12"]
    assert before[0] == before[1] == data["first"] == DUE - 11
    assert [states[number][0] for number in before[2::2]] == ["due_soon", "overdue"]
    assert after[0] == data["asOf"] == DUE + 124
    assert after[1::2] == [DUE - 11, DUE, DUE + 46]
    assert states[after[-1]][0] == "late"
    assert data["documents"][states[after[-1]][2]] == (
        "1317/BC-SLĐTBXH",
        DUE + 46,
        "sources/r1.html#o-Phu-luc-II-D19",
        "register",
        "assumed",
    )
    assert data["last"] == day_number(date(2026, 6, 1))


def test_what_came_within_the_last_second_of_a_day_is_seen_from_the_next_day_on() -> None:
    with returns_release() as release:
        data = board.content(release)["data"]
    _, block = data["returns"]["coordination_6m:2023-H1:01"]
    assert block[3] == DUE
    state = data["states"][block[4]]
    assert (state[0], state[5]) == ("on_time", 1)


def test_received_says_whether_it_came_in_time() -> None:
    with returns_release() as release:
        data = board.content(release)["data"]
    assert {(one[0], one[5]) for one in data["states"]} == {
        ("due_soon", 0), ("on_time", 1), ("exempt", 0), ("overdue", 0), ("late", 2), ("not_due", 0),
    }  # fmt: skip


def test_other_levels_are_counted_by_the_place_above_with_the_names_of_the_missing() -> None:
    with returns_release() as release:
        communes, ministry = board.content(release)["lower"]
    assert (communes["reporter_level"], communes["received"], communes["expected"]) == ("commune", 1, 2)
    assert [(one["parent"], one["on_time"], one["overdue"], one["names"]) for one in communes["places"]] == [
        ("huyện Bắc Sơn", 1, 1, ["Bắc Quỳnh"])
    ]
    assert (ministry["reporter_level"], ministry["expected"], ministry["owed"]) == ("country", 0, 1)


def test_a_country_of_communes_is_cut_short_and_says_so() -> None:
    with returns_release() as release:
        release.connection.execute(
            """
            insert into marts.dim_locality
            select 'd' || i || '@', 'd' || i, 'd' || i, 'district', 'Huyện ' || i, 'huyện', '20', 'I', 'x', 'x', null,
                date '2008-08-01', date '2025-07-01' from range(120) as t (i);
            insert into marts.dim_locality
            select 'c' || i || '@', 'c' || i, 'c' || i, 'commune', 'Xã ' || i, 'xã', 'd' || (i % 120), 'I', 'x', 'x',
                null, date '2020-01-01', date '2025-07-01' from range(960) as t (i);
            insert into marts.fct_obligation
            select o.* replace (
                'c' || i as obligation_key, 'c' || i || '@' as locality_key, 'c' || i as locality_id,
                'c' || i as locality_code
            )
            from marts.fct_obligation as o, range(960) as t (i) where o.obligation_key = 'monitoring_6m:2023-H1:06325';
            insert into marts.fct_return_status
            select s.* replace ('c' || i as obligation_key, 'c' || i || '@' as locality_key, 'c' || i as locality_code)
            from marts.fct_return_status as s, range(960) as t (i)
            where s.obligation_key = 'monitoring_6m:2023-H1:06325';
            """
        )
        communes = board.content(release)["lower"][0]
    assert (communes["overdue"], communes["expected"]) == (961, 962)
    assert (len(communes["places"]), communes["left_out"]) == (100, 21)
    assert all(one["overdue"] == 8 and len(one["names"]) == 5 for one in communes["places"])
