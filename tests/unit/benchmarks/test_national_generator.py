"""The made-up national round: who there is, what is owed, the order of arrival, the same bytes, one more day."""

from __future__ import annotations

import csv
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest

from gnbv.policy import effective_seeds
from gnbv.settings import PROJECT, Workspace
from ingestion import Reference

sys.path.append(str(PROJECT / "benchmarks"))  # at the end: `national` is the room of the tests

from scale.places_national import bodies, synthetic
from scale.round_calendar import rounds
from scale.round_days import add_day
from scale.round_make import generate
from scale.round_plan import Plan, RoundError, batch_id, day_of, taking_part
from scale.round_sizes import plan_for
from scale.round_workbooks import write_workbooks

PROVINCE = ("12",)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round of Lai Châu with a day more."""
    folder = tmp_path_factory.mktemp("national")
    generate(folder, 60_000, codes=PROVINCE)
    add_day(folder, 0.03)
    return folder


def rows(home: Path, query: str) -> list[tuple[Any, ...]]:
    """Ask bronze: `{table}` stands for its files."""
    tables = {
        name: f"read_parquet('{home}/bronze/{name}/*.parquet')" for name in ("submission", "form_value", "attempt")
    }
    return duckdb.sql(query.format(**tables)).fetchall()


def test_the_country_has_the_bodies_of_2023_and_those_of_today() -> None:
    before, after = bodies(False), bodies(True)
    assert (len(before), sum(len(one.district_codes) for one in before)) == (63, 705)
    assert sum(len(one.commune_codes) for one in before) == 10_599
    assert (len(after), sum(len(one.commune_codes) for one in after)) == (34, 3_321)


def test_made_up_communes_say_so_and_have_codes_of_their_own() -> None:
    made_up = synthetic()
    assert len(made_up) == 587
    assert {row["confidence"] for row in made_up} == {"synthetic"}
    assert (made_up[0]["commune_code"], made_up[-1]["commune_code"]) == ("90001", "90587")
    assert made_up[0]["valid_to"] == "2025-07-01"


def test_rounds_of_each_stage() -> None:
    assert [len(rounds(stage)) for stage in range(3)] == [15, 44, 49]
    assert [(one.return_type, one.period, one.is_after) for one in rounds(0)[-3:]] == [
        ("monitoring_6m", "2025-H1", False),
        ("monitoring_annual", "2025-Y", True),
        ("poverty_review_official", "2025-Y", True),
    ]
    assert rounds(0)[-1].reporters() == ("province", "commune")


def test_no_two_batches_of_a_stage_share_a_day() -> None:
    days = [day_of(one, group, is_again=again) for one in rounds(2) for group in range(8) for again in (False, True)]
    assert len(days) == len(set(days)) == 784


def test_batches_are_named_by_the_day_they_arrive() -> None:
    assert batch_id(rounds(0)[0], 0, is_again=False) == "20210525-monitoring_6m-2021-H1-first"
    assert batch_id(rounds(0)[0], 7, is_again=True) == "20210609-monitoring_6m-2021-H1-again"


def test_of_a_tenth_every_province_and_every_tenth_commune_take_part() -> None:
    chosen = taking_part(False, 0.1)
    counts = {
        level: sum(len(some) for (_, at), some in chosen.items() if at == level) for level in ("province", "commune")
    }
    assert counts == {"province": 63, "commune": 1_059}


def test_more_figures_take_more_kinds_of_returns() -> None:
    kinds = {(one.return_type, one.period[5:]) for one in rounds(2)}
    places = [f"{when}/{level}" for when in ("before", "after") for level in ("province", "district", "commune")]
    sizes = {f"{kind}/{part}/{place}": 500.0 for kind, part in kinds for place in places}
    stages = [plan_for(figures, Plan(0, 1.0, 1, 0.05), sizes).stage for figures in (1_000_000, 85_000_000, 120_000_000)]
    assert stages == [0, 1, 2]
    with pytest.raises(RoundError, match="1,000 figures are fewer than the provinces alone have"):
        plan_for(1_000, Plan(0, 1.0, 1, 0.05), sizes)


def test_every_return_made_is_owed(home: Path) -> None:
    reference = Reference.load(effective_seeds(Workspace(home, home, (home / "own-policy",))))
    made = rows(home, "select distinct return_type, period, reporter_level, locality_code from {submission}")
    assert len(made) > 100
    for return_type, period, level, code in made:
        ends = reference.periods[period].ends_on
        due = next(one.due_on for one in rounds(0) if (one.return_type, one.period) == (return_type, period))
        reporter = reference.locality(level, code, min(ends, due))
        assert reporter is not None
        assert any(one.period == period for one in reference.entries(return_type, reporter))


def test_all_others_are_exempt(home: Path) -> None:
    with (home / "own-policy" / "locality_groups.csv").open(encoding="utf-8") as stream:
        members = {(row["locality_code"], row["valid_to"]) for row in csv.DictReader(stream)}
    sent = rows(home, "select distinct locality_code from {submission} where reporter_level <> 'province'")
    assert {code for code, _ in members} == {code for (code,) in sent}
    assert {to for code, to in members if len(code) == 3} == {"2025-07-01"}


def test_rows_stand_in_the_order_in_which_files_became_known(home: Path) -> None:
    known = rows(
        home, "select batch_id, min(known_from), max(known_from) from {submission} group by all order by batch_id"
    )
    assert all(one[2] < other[1] for one, other in pairwise(known))
    changes = rows(
        home,
        """select count(*) from (
        select submission_key <> lag(submission_key) over (partition by batch_id order by file_row_number) as is_next
        from read_parquet('"""
        + f"{home}/bronze/form_value/*.parquet"
        + """', file_row_number = true)) where is_next""",
    )
    files = rows(home, "select count(distinct submission_key) - count(distinct batch_id) from {form_value}")
    assert changes == files


def test_a_day_brings_returns_that_were_missing_and_others_again(home: Path) -> None:
    counts = rows(home, """
        with day as (select * from {submission} where batch_id like '20251229-day-%')
        select count(*), count(*) filter (where exists (
            select * from {submission} as held where held.batch_id not like '20251229-day-%'
            and (held.return_type, held.period, held.locality_code) = (day.return_type, day.period, day.locality_code)))
        from day""")  # fmt: skip
    assert counts == [(4, 2)]


def test_the_same_arguments_give_the_same_bytes(home: Path, tmp_path: Path) -> None:
    generate(tmp_path, 60_000, codes=PROVINCE)
    add_day(tmp_path, 0.03)
    made = sorted(path.relative_to(home) for path in home.rglob("*") if path.is_file() and "policy/" not in str(path))
    assert len(made) > 60
    for path in made:
        assert (tmp_path / path).read_bytes() == (home / path).read_bytes()


def test_a_round_is_not_made_twice(home: Path) -> None:
    with pytest.raises(RoundError, match=r"round\.json is there already"):
        generate(home, 60_000, codes=PROVINCE)
    with pytest.raises(RoundError, match="make one with --figures"):
        add_day(home / "nowhere", 0.01)


def test_workbooks_hold_the_figures_of_bronze(home: Path) -> None:
    from gnbv.jobs import collect_all

    assert write_workbooks(home, 4)["communes"] == 4
    other = Workspace(home / "other", home / "sources", (home / "own-policy",))
    assert [one.failure for one in collect_all(other, "test")] == [None] * 4
    asked = """select locality_code, cell_no, value, absence
        from {form_value} join {submission} using (submission_key)
        where return_type = 'monitoring_6m' and period = '2024-H1' and reporter_level = 'commune'"""
    read = set(rows(other.home, asked))
    assert len(read) > 2_000
    assert read <= set(rows(home, asked + " and path = 'monitoring_6m-2024-H1-1.xlsx'"))
    assert rows(other.home, "select min(arrived_at)::date >= date '2024-05-24' from {submission}") == [(True,)]
