"""A reader in a process of its own: asks over and over until told to stop, and says what it saw.

Usage: readers_driver.py KIND TARGET STOP, with KIND `file` (TARGET: the folder `published`), `statement` or `snapshot`
(TARGET: a libpq address). Prints one JSON line: how many answers, of which days, and what was wrong. Every build of the
test is as of another day, so an answer that holds two days is a mixed build.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

Ask = Callable[[str], list[tuple[Any, ...]]]

DAYS = "select distinct as_of_on from marts.{}"
#: Seconds between two answers: readers that take all processors would leave no build to read.
PAUSE = 0.1
MARTS = ("rpt_reporting_rate", "rpt_reminders", "fct_finding")
#: What is overdue is told by two marts; in one build both tell the same.
OVERDUE = """
select
    (select sum(overdue) from marts.rpt_reporting_rate where region_code = 'ALL'),
    (select count(*) from marts.rpt_late_returns where status = 'overdue'),
    (select max(as_of_on) from marts.rpt_reporting_rate), (select max(as_of_on) from marts.rpt_reminders)
"""


@contextmanager
def published_file(published: str) -> Iterator[Ask]:
    """The published DuckDB file, opened anew."""
    import duckdb

    with duckdb.connect(Path(published) / "current" / "gnbv.duckdb", read_only=True) as marts:
        yield lambda sql: marts.execute(sql).fetchall()


@contextmanager
def database(uri: str, *, one_snapshot: bool) -> Iterator[Ask]:
    """A session of PostgreSQL: each statement for itself, or all on one snapshot."""
    import psycopg2

    with closing(psycopg2.connect(uri)) as connection:
        connection.set_session(
            isolation_level="REPEATABLE READ" if one_snapshot else None, readonly=True, autocommit=not one_snapshot
        )
        cursor = connection.cursor()

        def ask(sql: str) -> list[tuple[Any, ...]]:
            cursor.execute(sql)
            return list(cursor.fetchall())

        yield ask


def several(ask: Ask) -> date:
    """Many queries of one build; raises AssertionError when they tell of two."""
    days = {day for mart in MARTS for (day,) in ask(DAYS.format(mart))}
    return _one(days, ask(OVERDUE)[0])


def single(ask: Ask) -> date:
    """One query over several marts; raises AssertionError when it mixes builds."""
    return _one(set(), ask(OVERDUE)[0])


def _one(days: set[date], told: tuple[Any, ...]) -> date:
    by_rate, by_list, *of = told
    found = days | set(of)
    assert len(found) == 1, f"two builds in one answer: {sorted(map(str, found))}"
    assert by_rate == by_list, f"{by_rate} overdue by the rates, {by_list} by the list, as of {of[0]}"
    return of[0]  # type: ignore[no-any-return]


def main(kind: str, target: str, stop: Path) -> None:
    """Read until the file `stop` is there."""
    answers, seen, wrong = 0, set(), None
    while not stop.exists() and wrong is None:
        source = published_file(target) if kind == "file" else database(target, one_snapshot=kind == "snapshot")
        try:
            with source as ask:
                seen.add((single if kind == "statement" else several)(ask).isoformat())
            answers += 1
        except Exception as error:
            wrong = f"{type(error).__name__}: {error}"
        time.sleep(PAUSE)
    print(json.dumps({"answers": answers, "days": sorted(seen), "wrong": wrong}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
