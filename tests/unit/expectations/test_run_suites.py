"""Running suites with the real Great Expectations on small hand-made warehouses."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import duckdb
import pytest

from expectations import GateResult, SuiteError, run_suites

AS_OF = date(2023, 10, 27)

OWN = """
suite: own
title_en: Own
title_vi: Riêng
frames:
  - frame: returns
    query: select locality as name, status, amount, due_at, valid_to from marts.returns where due_at <= $as_of_at
    expectations:
      - id: submitted
        type: expect_column_values_to_be_in_set
        kwargs: {column: status}
        value_set: {seed: policy/statuses, column: status, where: {is_received: "true"}}
        severity: warn
        flag_each: true
        meaning_en: the return was received
        meaning_vi: đã nhận báo cáo
      - id: amount_in_range
        type: expect_column_values_to_be_between
        kwargs: {column: amount, min_value: 0, max_value: 1}
        severity: stop
        meaning_en: the amount lies between 0 and 1
        meaning_vi: số nằm trong khoảng 0 đến 1
  - frame: nobody
    query: select locality as name from marts.returns where locality = 'nowhere'
    EMPTY
    expectations:
      - id: nobody_twice
        type: expect_column_values_to_be_unique
        kwargs: {column: name}
        severity: info
        meaning_en: each once
        meaning_vi: mỗi địa phương một lần
"""
EMPTY = "may_be_empty: nobody lives nowhere"


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute(
            """create schema marts;
            create table marts.returns as
            select locality, status, cast(amount as decimal(18, 2)) as amount,
              cast(due_at as timestamptz) as due_at, timestamptz '9999-12-31 00:00:00+00' as valid_to
            from (values
              ('Lạng Sơn', 'late', 0.50, '2023-06-25 00:00:00+07'),
              ('Sơn La', 'overdue', 1.00, '2023-06-25 00:00:00+07'),
              ('Cần Thơ', 'overdue', 0.00, '2023-10-27 23:59:59+07'),
              ('Hà Nội', 'not_due', 7.00, '2023-10-28 00:00:00+07')
            ) as v (locality, status, amount, due_at)"""
        )
    return path


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    (tmp_path / "seeds" / "policy").mkdir(parents=True)
    (tmp_path / "seeds" / "policy" / "statuses.csv").write_text(
        "status,is_received\non_time,true\nlate,true\noverdue,false\n", encoding="utf-8"
    )
    return tmp_path / "seeds"


def run(tmp_path: Path, warehouse: Path, seeds: Path, suite: str) -> GateResult:
    (tmp_path / "suites").mkdir(exist_ok=True)
    (tmp_path / "suites" / "own.yml").write_text(suite, encoding="utf-8")
    return run_suites(
        warehouse, as_of=AS_OF, docs=tmp_path / "docs", suites=["own"], seeds=seeds, folder=tmp_path / "suites"
    )


def test_rows_that_do_not_hold_are_flagged_by_name_and_stand_in_the_data_docs(
    tmp_path: Path, warehouse: Path, seeds: Path
) -> None:
    result = run(tmp_path, warehouse, seeds, OWN.replace("EMPTY", EMPTY))
    assert [(flag.name, flag.severity) for flag in result.warnings] == [("Sơn La", "warn"), ("Cần Thơ", "warn")]
    assert result.warnings[0].message == "own.submitted: Sơn La (the return was received)"
    assert result.warnings[0].message_vi == "đã nhận báo cáo: Sơn La"
    assert (result.stops, result.passed) == ((), True)
    assert result.evaluated == {"own.submitted": 3, "own.amount_in_range": 3, "own.nobody_twice": 0}
    assert result.data_docs == tmp_path / "docs" / "index.html"
    pages = [page.read_text(encoding="utf-8") for page in (tmp_path / "docs" / "validations").rglob("*.html")]
    shown = [page for page in pages if "Sơn La" in page]
    assert len(shown) == 1
    assert "Cần Thơ" in shown[0]
    assert "đã nhận báo cáo" in shown[0]
    assert "Hà Nội" not in shown[0]
    assert "df.filter" not in shown[0]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_an_expectation_that_evaluated_nothing_stops_whatever_its_severity(
    tmp_path: Path, warehouse: Path, seeds: Path
) -> None:
    result = run(tmp_path, warehouse, seeds, OWN.replace("    EMPTY\n", ""))
    assert [flag.message for flag in result.stops] == ["own.nobody_twice: evaluated nothing (each once)"]


def test_values_that_are_all_null_are_nothing(tmp_path: Path, warehouse: Path, seeds: Path) -> None:
    suite = OWN.replace("EMPTY", EMPTY).replace(
        "locality as name, status, amount", "locality as name, status, null::int as amount"
    )
    result = run(tmp_path, warehouse, seeds, suite)
    assert [flag.message for flag in result.stops] == [
        "own.amount_in_range: evaluated nothing (the amount lies between 0 and 1)"
    ]


def test_a_stop_names_the_rows(tmp_path: Path, warehouse: Path, seeds: Path) -> None:
    suite = OWN.replace("EMPTY", EMPTY).replace("max_value: 1", "max_value: 0.4")
    result = run(tmp_path, warehouse, seeds, suite)
    assert not result.passed
    assert [flag.message for flag in result.stops] == [
        "own.amount_in_range: does not hold for Lạng Sơn, Sơn La (the amount lies between 0 and 1)"
    ]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("from marts.returns where due_at", "from marts.absent where due_at", "could not be evaluated .*absent"),
        ("{column: amount,", "{column: absent,", 'could not be evaluated .*column "absent"'),
        ("locality as name, status", "locality, status", "the query has no column `name`"),
    ],
)
def test_what_cannot_be_evaluated_stops(
    tmp_path: Path, warehouse: Path, seeds: Path, before: str, after: str, said: str
) -> None:
    result = run(tmp_path, warehouse, seeds, OWN.replace("EMPTY", EMPTY).replace(before, after))
    assert not result.passed
    assert all(re.search(said, flag.message) for flag in result.stops), result.stops


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("expect_column_values_to_be_unique", "expect_column_values_to_be_lovely", "has no expect_column_values_to_be"),
        ("{column: amount, min_value: 0, max_value: 1}", "{min_value: 0}", "own.returns.amount_in_range: .*column"),
    ],
)
def test_an_expectation_great_expectations_does_not_know_is_an_error_of_the_suite(
    tmp_path: Path, warehouse: Path, seeds: Path, before: str, after: str, said: str
) -> None:
    with pytest.raises(SuiteError, match=said):
        run(tmp_path, warehouse, seeds, OWN.replace("EMPTY", EMPTY).replace(before, after))


def test_the_page_of_an_earlier_run_is_replaced_as_a_whole(tmp_path: Path, warehouse: Path, seeds: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "left.html").write_text("old", encoding="utf-8")
    run(tmp_path, warehouse, seeds, OWN.replace("EMPTY", EMPTY))
    assert not (tmp_path / "docs" / "left.html").exists()
    assert (tmp_path / "docs" / "index.html").is_file()
