"""The suite files: what they may say, and that the shipped ones say it."""

from __future__ import annotations

from pathlib import Path

import pytest

from expectations import SuiteError
from expectations.model import SeedValues, load_suite

SEEDS = Path(__file__).parents[3] / "dbt_project" / "seeds"

SUITE = """
suite: own
title_en: Own
title_vi: Riêng
frames:
  - frame: rows
    query: select 1 as name
    expectations:
      - id: one
        type: expect_column_values_to_be_unique
        kwargs: {column: name}
        severity: stop
        meaning_en: each once
        meaning_vi: mỗi dòng một lần
"""


@pytest.mark.parametrize("name", ["door", "completeness", "marts"])
def test_every_shipped_suite_is_well_formed_and_its_seeds_give_values(name: str) -> None:
    suite = load_suite(name)
    sets = [each.value_set for frame in suite.frames for each in frame.expectations if each.value_set]
    assert sets
    assert all(values.read(SEEDS) for values in sets)


def test_what_counts_as_received_comes_from_the_statuses() -> None:
    received = SeedValues(seed="policy/statuses", column="status", where={"is_received": "true"})
    assert received.read(SEEDS) == ["late", "nil", "on_time"]


def test_missing_and_late_returns_never_stop_a_build() -> None:
    severities = {each.id: each.severity for frame in load_suite("completeness").frames for each in frame.expectations}
    assert severities == {
        "coordination_status_known": "stop",
        "coordination_status_present": "stop",
        "coordination_submitted": "warn",
        "coordination_on_time": "warn",
        "coordination_already_sent": "info",
        "round_complete": "info",
    }


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("severity: stop", "severity: fatal", "severity"),
        ("meaning_vi: mỗi dòng một lần", "", "meaning_vi"),
        ("type: expect_column_values_to_be_unique", "type: unique", "type"),
        ("suite: own", "suite: other", "the suite is called other; name the file and the suite alike"),
        ("kwargs: {column: name}", "columns: name", "columns"),
        ("frames:", "frames: [", "own.yml"),
    ],
)
def test_a_wrong_suite_file_is_refused_in_one_line(tmp_path: Path, before: str, after: str, said: str) -> None:
    assert before in SUITE
    (tmp_path / "own.yml").write_text(SUITE.replace(before, after), encoding="utf-8")
    with pytest.raises(SuiteError, match=said) as caught:
        load_suite("own", tmp_path)
    assert "\n" not in str(caught.value)


def test_an_id_declared_twice_is_refused(tmp_path: Path) -> None:
    lines = SUITE[SUITE.index("      - id: one") :]
    (tmp_path / "own.yml").write_text(SUITE + lines, encoding="utf-8")
    with pytest.raises(SuiteError, match="expectation one is declared twice"):
        load_suite("own", tmp_path)


def test_an_unknown_suite_is_named_with_those_there_are() -> None:
    with pytest.raises(SuiteError, match="no such suite; there are completeness, door, marts"):
        load_suite("doors")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (SeedValues(seed="policy/absent", column="status"), "cannot be read"),
        (SeedValues(seed="policy/statuses", column="absent"), "has no column 'absent'"),
        (SeedValues(seed="policy/statuses", column="status", where={"is_received": "maybe"}), "no value in column"),
    ],
)
def test_a_seed_that_gives_no_values_is_refused(values: SeedValues, said: str) -> None:
    with pytest.raises(SuiteError, match=said):
        values.read(SEEDS)
