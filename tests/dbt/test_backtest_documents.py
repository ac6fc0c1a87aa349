"""Whole documents through the whole warehouse: what hands found is found, what is found was judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import backtest, score_findings

pytestmark = [pytest.mark.slow, pytest.mark.whole_round]

#: The least share of major and high contradictions found in the received documents, and the largest of false findings.
LEAST_FOUND, MOST_FALSE = 0.9, 0.1


@pytest.fixture(scope="module")
def documents() -> list[backtest.Document]:
    return [one for one in backtest.read_documents() if one.file is not None]


@pytest.fixture(scope="module")
def database(documents: list[backtest.Document], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return backtest.build(tmp_path_factory.mktemp("backtest"), documents)


@pytest.fixture(scope="module")
def judged(database: Path, documents: list[backtest.Document]) -> list[backtest.Judged]:
    names = {one.name for one in documents}
    return backtest.judge(backtest.read_findings(database), backtest.read_judgements(), names)


def test_every_finding_is_judged_and_few_are_false(
    judged: list[backtest.Judged], documents: list[backtest.Document]
) -> None:
    # Of the sets written blind the first score counts, whatever it was: tests/findings/README.md.
    for group in ("received", "own", "blind"):
        names = {one.name for one in documents if one.group == group}
        for rules in ((), backtest.ON_FIGURES):
            grave, false = backtest.precision(judged, names, rules)
            assert false <= MOST_FALSE * grave, (group, rules, grave, false)
    assert backtest.precision(judged, {one.name for one in documents})[0] > 50


def test_what_was_found_in_reports_of_the_project_is_still_found(
    database: Path, documents: list[backtest.Document]
) -> None:
    result = backtest.scores_of(database, documents)["blind"]
    missed = set(result.counted()) - set(result.found)
    assert missed == {"q-2", "q-3", "q-6"}
    assert (len(result.counted()), len(result.to_repair), result.to_repair - result.repaired) == (38, 11, set())


@pytest.mark.shared
@pytest.mark.skipif(not backtest.GOLD["received"].is_dir(), reason="the received documents are not beside the project")
def test_the_contradictions_of_the_received_documents_are_found(
    database: Path, documents: list[backtest.Document]
) -> None:
    result = backtest.scores_of(database, documents)["received"]
    assert result.recall() >= LEAST_FOUND, score_findings.render(result, everything=False)
    assert result.repaired == result.to_repair


def test_the_page_of_the_back_test_is_up_to_date(
    database: Path, judged: list[backtest.Judged], documents: list[backtest.Document]
) -> None:
    if len(documents) < len(backtest.read_documents()):
        pytest.skip("some documents of the page are not beside the project")
    page = backtest.render(judged, documents, backtest.scores_of(database, documents))
    assert page == backtest.PAGE.read_text(encoding="utf-8"), "run `python -m tools.backtest`"
