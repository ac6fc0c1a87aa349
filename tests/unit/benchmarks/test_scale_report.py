"""The report of scale over results made up here: medians, ratios, verdicts, what did not run."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from gnbv.settings import PROJECT

sys.path.insert(0, str(PROJECT / "benchmarks"))  # the benchmarks are no part of what is installed

from scale.limits import Medians, judged, line_of
from scale.measured import Book, StepFailedError, figures_of, last_line, run
from scale.report import write


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """10M and 50M, three turns each; at 50M the day is too slow and the memory too much, findings failed."""
    made = Book(tmp_path / "results.jsonl")
    for size, factor in (("1M", 0.1), ("10M", 1.0), ("50M", 5.0)):
        made.add(size, "make", 1, seconds=30.0, peak_mb=300.0, figures=figures_of(size))
        for turn, noise in enumerate((0.0, 9.0, 0.5), start=1):
            made.add(size, "parse", turn, seconds=2.0, peak_mb=200.0)
            made.add(size, "script", turn, seconds=10 * factor + 0.5, own_seconds=10 * factor, peak_mb=900.0)
            made.add(size, "run", turn, seconds=11 * factor + noise, peak_mb=2500.0 if factor == 5 else 800.0)
            made.add(size, "tested", turn, seconds=12 * factor, peak_mb=800.0)
            made.add(size, "whole", turn, seconds=40 * factor, peak_mb=900.0)
            made.add(size, "day", turn, seconds=10.0 * factor, peak_mb=900.0, grew=1.02)
    made.add("50M", "findings", 1, failed="dbt-run ended with 1: out of memory")
    made.add("50M", "agree", 1, seconds=3.0, peak_mb=100.0, compared=14, rows=9, different={"fct_fund": 4})
    questions = {"late list, whole country": {"p50_ms": 60.0, "p95_ms": 190.0, "asked": 30, "rows": 5}}
    made.add("50M", "queries", 1, seconds=9.0, peak_mb=400.0, questions=questions)
    return made


def test_medians_leave_out_the_turn_that_other_work_disturbed(book: Book) -> None:
    assert Medians(book, "10M").of("run") == 11.5
    assert Medians(book, "10M").net("run") == 9.5


def test_each_limit_is_judged_by_its_own_size(book: Book) -> None:
    found = {(one.what, one.size): (one.found, one.verdict) for one in judged(book)}
    assert found["`dbt run` less a warm parse, of the script", "10M"] == (0.95, "ok")
    assert found["`dbt run` less a warm parse, of the script", "50M"] == (1.07, "MISSED")
    assert found["a day's build, of the full build", "10M"] == (0.25, "ok")
    assert found["a day's build, of the full build", "50M"] == (0.25, "MISSED")
    assert found["`dbt run`, peak memory", "50M"] == (2500.0, "MISSED")
    assert found["late list, whole country, p95", "50M"] == (190.0, "ok")
    assert found["trace of a figure, p95", "50M"] == (None, "not run")
    assert found["script and marts: rows that differ", "50M"] == (4.0, "MISSED")
    assert ("a day's build, of the full build", "1M") not in found


def test_growth_is_a_line_through_all_sizes(book: Book) -> None:
    fitted = line_of(book, "script")
    assert fitted is not None
    assert [round(part, 6) for part in fitted] == [0.5, 1.0, 0.0]


def test_the_report_tells_verdicts_and_what_did_not_run(book: Book, tmp_path: Path) -> None:
    write(book, tmp_path / "RESULTS.md", "scale.svg")
    told = (tmp_path / "RESULTS.md").read_text(encoding="utf-8")
    assert "| a day's build, of the full build | 50M | 0.25x | 0.20x | MISSED |" in told
    assert "| 10M | hand-written script | 10.5 | 1.00x | 900 | 3 |" in told
    assert "- 50M, findings: not run: dbt-run ended with 1: out of memory" in told
    assert "![Seconds by figures](scale.svg)" in told


def test_a_book_that_is_opened_again_knows_what_was_measured(book: Book, tmp_path: Path) -> None:
    again = Book(tmp_path / "results.jsonl")
    assert again.has("10M", "run", 3)
    assert not again.has("10M", "run", 4)
    assert not again.has("50M", "findings", 1)
    assert again.sizes() == ["1M", "10M", "50M"]


def test_a_command_that_fails_says_what_it_said_last(tmp_path: Path) -> None:
    with pytest.raises(StepFailedError, match="ended with 3: no round here"):
        run([sys.executable, "-c", "print('no round here'); raise SystemExit(3)"], tmp_path / "log.txt")


def test_a_command_tells_its_time_its_memory_and_its_last_line(tmp_path: Path) -> None:
    ran = run([sys.executable, "-c", "print('loading'); print('{\"rows\": 4}')"], tmp_path / "log.txt")
    assert last_line(ran) == {"rows": 4}
    assert ran.seconds > 0
    assert ran.peak_mb > 1


def test_sizes_are_read_as_people_write_them() -> None:
    assert [figures_of(size) for size in ("600k", "10M", "1500")] == [600_000, 10_000_000, 1_500]
