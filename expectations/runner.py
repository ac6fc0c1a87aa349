"""Running the suites on a warehouse file and saying what stops it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from expectations.engine import Outcome, Work, evaluate, great_expectations
from expectations.frames import FrameError, Parameters, opened, parameters, read_frame
from expectations.model import SUITES, Expectation, Frame, Suite, load_suite
from expectations.pages import write_pages
from expectations.result import Flag, GateResult

if TYPE_CHECKING:
    import pandas as pd

ALL = ("door", "completeness", "marts", "findings")
SEEDS = SUITES.parent.parent / "dbt_project" / "seeds"
SHOWN_NAMES = 5


def run_suites(
    warehouse: Path,
    *,
    as_of: date,
    docs: Path,
    known: date | None = None,
    suites: Sequence[str] = ALL,
    seeds: Path = SEEDS,
    folder: Path = SUITES,
) -> GateResult:
    """Run suites on a warehouse file (read-only) and write the Data Docs to the folder `docs`, replaced as a whole.

    An expectation that does not hold gives flags of its severity. It stops the build, whatever its severity, when it
    cannot be evaluated, and when it looked at nothing without a declared reason (`may_be_empty`): a check that sees
    nothing proves nothing. Raises `SuiteError` when a suite file is wrong.
    """
    loaded = [load_suite(name, folder) for name in suites]
    declared = [(suite, frame.whole(seeds, as_of)) for suite in loaded for frame in suite.frames]
    with ThreadPoolExecutor(1) as aside:
        # Seconds of imports, while the warehouse is read.
        imported = aside.submit(great_expectations)
        works, unread = _read(declared, warehouse, parameters(as_of, known, seeds), seeds)
        imported.result()
    draft = docs.with_name(f".{docs.name}-{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    outcomes = evaluate(works, draft)
    flags: list[Flag] = []
    evaluated: dict[str, int] = {}
    for suite, frame in declared:
        title = f"{suite.suite}.{frame.frame}"
        for expectation in frame.expectations:
            broken = Outcome(held=False, evaluated=0, error=unread.get(title))
            outcome = outcomes.get(f"{title}.{expectation.id}", broken)
            evaluated[f"{suite.suite}.{expectation.id}"] = outcome.evaluated
            flags += _flags(suite, frame, expectation, outcome)
    result = GateResult(
        stops=tuple(flag for flag in flags if flag.severity == "stop"),
        warnings=tuple(flag for flag in flags if flag.severity == "warn"),
        infos=tuple(flag for flag in flags if flag.severity == "info"),
        evaluated=evaluated,
        data_docs=docs / "index.html",
    )
    write_pages(draft, declared, result, as_of, known)
    _put_in_place(draft, docs)
    return result


def _read(
    declared: Sequence[tuple[Suite, Frame]], warehouse: Path, given: Parameters, seeds: Path
) -> tuple[list[Work], dict[str, str]]:
    """Read every frame; returns those that could be read, and by title why the others could not."""
    works: list[Work] = []
    unread: dict[str, str] = {}
    with opened(warehouse) as connection:
        for suite, frame in declared:
            title = f"{suite.suite}.{frame.frame}"
            try:
                content = read_frame(connection, frame.query, given)
            except FrameError as error:
                unread[title] = str(error)
            else:
                works.append(_work(title, frame, content, seeds))
    return works, unread


def _work(title: str, frame: Frame, content: pd.DataFrame, seeds: Path) -> Work:
    allowed = {each.id: each.value_set.read(seeds) for each in frame.expectations if each.value_set}
    return Work(title, content, frame.expectations, allowed)


def _flags(suite: Suite, frame: Frame, expectation: Expectation, outcome: Outcome) -> list[Flag]:
    if outcome.error:
        return [_flag(suite, expectation, "stop", f"could not be evaluated ({outcome.error})", "không kiểm tra được")]
    if outcome.evaluated == 0:
        if expectation.may_be_empty or frame.may_be_empty:
            return []
        return [_flag(suite, expectation, "stop", "evaluated nothing", "không có dòng nào để kiểm tra")]
    if outcome.held:
        return []
    if expectation.flag_each and outcome.names:
        return [_flag(suite, expectation, expectation.severity, name, name, name) for name in outcome.names]
    return [_flag(suite, expectation, expectation.severity, *_found(outcome.names))]


def _found(names: Sequence[str]) -> tuple[str, str]:
    """Say in English and Vietnamese what does not hold: the first names, and how many there are when they are more."""
    named = ", ".join(names[:SHOWN_NAMES])
    if len(names) > SHOWN_NAMES:
        more = len(names) - SHOWN_NAMES
        return (
            f"does not hold for {len(names)} rows: {named} and {more} more",
            f"không đúng với {len(names)} dòng: {named} và {more} dòng khác",
        )
    return (f"does not hold for {named}", f"không đúng với {named}") if named else ("does not hold", "không đúng")


def _flag(
    suite: Suite, expectation: Expectation, severity: str, found: str, found_vi: str, name: str | None = None
) -> Flag:
    return Flag(
        suite=suite.suite,
        expectation=expectation.id,
        severity=severity,
        message=f"{suite.suite}.{expectation.id}: {found} ({expectation.meaning_en})",
        message_vi=f"{expectation.meaning_vi}: {found_vi}",
        name=name,
    )


def _put_in_place(draft: Path, docs: Path) -> None:
    old = docs.with_name(f".{docs.name}-old-{os.getpid()}")
    if docs.exists():
        docs.replace(old)
    draft.replace(docs)
    shutil.rmtree(old, ignore_errors=True)
