"""The suite files: what they may say, and that the shipped ones say it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from expectations import SuiteError
from expectations.model import Expectation, SeedValues, load_suite

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
    with pytest.raises(SuiteError, match="no such suite; there are completeness, door, findings, marts"):
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


RULES = """rule_id,name,severity,message_vi,valid_from,valid_to
T1,first of two,warn,Ghi {found} ({place}).,2021-01-01,
T1,second of two,stop,Ghi {found}.,2023-10-27,
T2,ended,info,Hết.,2021-01-01,2023-10-27
T3,to come,info,Chưa.,2023-10-28,
T4,on,warn,Có.,2021-01-01,
T4,switched off,warn,Tắt.,2023-10-20,2023-10-20
A9,other,info,Khác.,2021-01-01,
"""
EACH = """
suite: own
title_en: Own
title_vi: Riêng
frames:
  - frame: rows
    query: select 1 as name
    for_each:
      seed: policy/rules
      key: rule_id
      replace: {severity: {stop: warn}}
      expectation:
        id: "rule_{rule_id}"
        type: expect_column_values_to_not_be_in_set
        kwargs: {column: open_rule, value_set: ["{rule_id}"], mostly: 1}
        severity: "{severity}"
        meaning_en: "{rule_id}: {name}"
        meaning_vi: "{rule_id}: “{message_vi}”"
"""


def each(tmp_path: Path, suite: str = EACH, rules: str = RULES, on: date = date(2023, 10, 27)) -> list[Expectation]:
    (tmp_path / "own.yml").write_text(suite, encoding="utf-8")
    (tmp_path / "policy").mkdir(exist_ok=True)
    (tmp_path / "policy" / "rules.csv").write_text(rules, encoding="utf-8")
    (frame,) = load_suite("own", tmp_path).frames
    return list(frame.whole(tmp_path, on).expectations)


def test_a_seed_gives_one_expectation_for_each_of_its_rows_in_force(tmp_path: Path) -> None:
    other, second = each(tmp_path)
    assert (other.id, other.severity, other.meaning_en) == ("rule_a9", "info", "A9: other")
    assert (second.id, second.severity, second.meaning_en) == ("rule_t1", "warn", "T1: second of two")
    assert second.kwargs == {"column": "open_rule", "value_set": ["T1"], "mostly": 1}
    assert second.meaning_vi == "T1: “Ghi ….”"
    before = each(tmp_path, on=date(2023, 10, 26))
    assert [(one.id, one.meaning_vi) for one in before] == [
        ("rule_a9", "A9: “Khác.”"), ("rule_t1", "T1: “Ghi … (…).”"), ("rule_t2", "T2: “Hết.”"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("suite", "rules", "said"),
    [
        (EACH.replace("{name}", "{title}"), RULES, "gives the expectations, but has no column 'title'"),
        (EACH.replace("key: rule_id", "key: code"), RULES, "has no column 'code'"),
        (EACH.replace("{stop: warn}", "{stop: grave}"), RULES, "severity .*grave"),
        (EACH.replace("policy/rules", "policy/absent"), RULES, "absent.csv: this seed is read by a suite"),
        (EACH[: EACH.index("    for_each")], RULES, "frame rows expects nothing: give it expectations, or for_each"),
    ],
)
def test_a_template_that_cannot_be_filled_is_refused_in_one_line(
    tmp_path: Path, suite: str, rules: str, said: str
) -> None:
    with pytest.raises(SuiteError, match=said) as caught:
        each(tmp_path, suite, rules)
    assert "\n" not in str(caught.value)


def test_every_rule_in_force_has_its_expectation_and_none_stops_a_build() -> None:
    (frame,) = load_suite("findings").frames
    told = {one.id: one.severity for one in frame.whole(SEEDS, date(2026, 11, 21)).expectations}
    assert {"finding_in17", "finding_ob01", "finding_rg01", "finding_fg01", "finding_xs02"} <= set(told)
    assert (told["finding_in17"], told["finding_ob01"], told["finding_ob02"]) == ("warn", "warn", "info")
    assert set(told.values()) == {"warn", "info"}
    assert [one.id for one in frame.whole(SEEDS, date(2026, 11, 21)).expectations if "{" in one.meaning_vi] == []
