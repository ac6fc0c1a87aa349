"""Loads that die at every statement: the old build or the new one, never between; and the next load goes through."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from servers.made_releases import NOW, holds, make_release
from servers.postgres_servers import Database

from delivery.postgres import PostgresError, held_build, load, loading
from delivery.postgres.server import Session

METHODS = ("run", "script", "ask", "send")


class Killer:
    """Ends the loader's connections at the server right before its n-th statement; `count` is how many there were."""

    def __init__(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at, self.count, self._database, self._counting = -1, 0, database, threading.Lock()
        for method in METHODS:
            monkeypatch.setattr(Session, method, self._watched(getattr(Session, method)))

    def _watched(self, plain: Callable[..., Any]) -> Callable[..., Any]:
        def call(session: Session, *arguments: Any, **more: Any) -> Any:
            with self._counting:
                self.count += 1
                is_last = self.count == self.at
            if is_last:
                self._database.admin(
                    "select pg_terminate_backend(pid, 5000) from pg_stat_activity "
                    f"where usename = '{self._database.loader}'"
                )
            return plain(session, *arguments, **more)

        return call


@pytest.fixture
def killer(pypi_database: Database, monkeypatch: pytest.MonkeyPatch) -> Killer:
    return Killer(pypi_database, monkeypatch)


@pytest.mark.parametrize("kind", ["changes", "full"])
def test_a_load_killed_at_any_statement(pypi_database: Database, tmp_path: Path, killer: Killer, kind: str) -> None:
    others = ["update marts.fct_amount set line = 5", "delete from marts.rpt_plain where n = 1"]
    if kind == "full":
        others.append("alter table marts.rpt_trend add column more integer")
    before, after = make_release(tmp_path, "b1"), make_release(tmp_path, "b2", *others)
    load(before, pypi_database.uri, now=NOW)
    killer.count = 0
    done = load(after, pypi_database.uri, previous=before, now=NOW)
    statements = killer.count
    assert (done.mode, statements > 20) == (kind, True)
    load(before, pypi_database.uri, previous=after, now=NOW)

    # Of a whole load the swap at every statement, the filling here and there; all of it is in tests/soak.
    step = 5 if kind == "full" else 1
    for at in sorted({*range(2, statements, step), *range(statements - 12, statements + 1)}):
        killer.at, killer.count = at, 0
        with pytest.raises(PostgresError):
            load(after, pypi_database.uri, previous=before, now=NOW)
        assert holds(pypi_database, before), at
    killer.at = -1

    assert load(after, pypi_database.uri, previous=before, now=NOW).mode == kind
    assert holds(pypi_database, after)
    assert pypi_database.ask("select nspname from pg_namespace where nspname = 'marts_next'") == []


def test_two_loaders_do_not_meet(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "_LOCK_PATIENCE", 0.1)
    release = make_release(tmp_path, "b1")
    with Session(database.uri) as other:
        assert other.try_lock()

        with pytest.raises(PostgresError, match="another load of the marts is at work"):
            load(release, database.uri, now=NOW)
        assert held_build(database.uri) is None

    assert load(release, database.uri, now=NOW).mode == "full"


def test_a_load_that_was_killed_elsewhere_leaves_nothing(pypi_database: Database, tmp_path: Path) -> None:
    with psycopg2.connect(pypi_database.uri) as connection, connection.cursor() as cursor:
        cursor.execute("create schema marts_next; create table marts_next.fct_amount (n integer)")
    connection.close()

    load(make_release(tmp_path, "b1"), pypi_database.uri, now=NOW)

    assert pypi_database.ask("select nspname from pg_namespace where nspname like 'marts%'") == [("marts",)]
