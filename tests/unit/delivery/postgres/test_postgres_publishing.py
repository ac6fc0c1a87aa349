"""Readers while builds are published: no error, never rows of two builds in one answer; and who stands in the way."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest
from servers.made_releases import NOW, holds, make_release
from servers.postgres_servers import Database

from delivery.postgres import PostgresError, load, swapping

BUILDS = 20
#: Every row of every table bears the release it is of (in some tables it is set, in some rows go and come).
RELEASES = 4
_MARK = (
    "alter table marts.fct_obligation add column build integer; update marts.fct_obligation set build = {n}",
    "create or replace table marts.rpt_plain as select {n} as build, range as row from range(200)",
    "create table marts.fct_marked as select md5('{n}/' || range) as marked_key, {n} as build from range(500)",
    "insert into meta.mart_key values ('fct_marked', 1, 'marked_key')",
)
_OTHER = "alter table marts.rpt_trend add column more integer"

JOINED = """select distinct o.build, m.build, p.build_id from marts.fct_obligation o
cross join marts.fct_marked m cross join marts.publication p"""
APART = (
    "select distinct build from marts.rpt_plain", "select distinct build from marts.fct_marked",
    "select build_id from marts.publication", "select distinct build from marts.fct_obligation",
)  # fmt: skip


class Readers:
    """Threads that ask again and again; `seen` are the builds of each answer, `errors` what went wrong."""

    def __init__(self, uri: str) -> None:
        self.uri, self.seen, self.errors, self._end = uri, list[set[str]](), list[str](), threading.Event()

    def statements(self) -> None:
        with self._connected() as connection:
            connection.autocommit = True
            self._ask(connection, lambda cursor: self._answer(cursor, JOINED))

    def transactions(self) -> None:
        with self._connected() as connection:
            connection.set_session(isolation_level="REPEATABLE READ", readonly=True)

            def ask(cursor: psycopg2.extensions.cursor) -> set[str]:
                found = set[str]().union(*(self._answer(cursor, sql) for sql in APART))
                connection.commit()
                return found

            self._ask(connection, ask)

    def _ask(
        self, connection: psycopg2.extensions.connection, ask: Callable[[psycopg2.extensions.cursor], set[str]]
    ) -> None:
        try:
            with connection.cursor() as cursor:
                while not self._end.wait(0.01):  # the loader shares the processors with its readers
                    self.seen.append(ask(cursor))
        except psycopg2.Error as error:
            self.errors.append(str(error))

    @staticmethod
    def _answer(cursor: psycopg2.extensions.cursor, sql: str) -> set[str]:
        cursor.execute(sql)
        found = {str(value).removeprefix("b") for row in cursor.fetchall() for value in row}
        return found or {"nothing"}

    @contextmanager
    def _connected(self) -> Iterator[psycopg2.extensions.connection]:
        connection = psycopg2.connect(self.uri)
        try:
            yield connection
        finally:
            connection.close()

    @contextmanager
    def reading(self) -> Iterator[None]:
        threads = [threading.Thread(target=one) for one in (self.statements, self.transactions, self.transactions)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._end.set()
            for thread in threads:
                thread.join()


def _builds(folder: Path) -> list[Path]:
    releases = []
    for n in range(RELEASES):
        other = [_OTHER] if n == RELEASES - 1 else []
        releases.append(make_release(folder, f"b{n}", *(sql.format(n=n) for sql in _MARK), *other))
    return releases


def _number(build: int) -> int:
    """Which release a build is: three of one structure in turn, the other one twice."""
    return RELEASES - 1 if build % 7 == 6 else build % (RELEASES - 1)


def test_twenty_builds_under_readers(database: Database, tmp_path: Path) -> None:
    releases, readers, modes = _builds(tmp_path), Readers(database.reader_uri), []
    load(releases[0], database.uri, now=NOW)

    with readers.reading():
        for n in range(1, BUILDS):
            before, after = releases[_number(n - 1)], releases[_number(n)]
            modes.append(load(after, database.uri, previous=before, now=NOW).mode)

    assert readers.errors == []
    assert [seen for seen in readers.seen if len(seen) != 1] == []
    assert "nothing" not in set().union(*readers.seen)
    assert len(set().union(*readers.seen)) == RELEASES
    assert (modes.count("full"), modes.count("changes")) == (4, 15)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loads lose their patience at once."""
    monkeypatch.setattr(swapping, "PATIENCE", 1)
    monkeypatch.setattr(swapping, "_TRY_MS", 100)


@pytest.mark.usefixtures("waits")
def test_a_reader_that_stays_stops_a_new_structure_and_no_other_reader(database: Database, tmp_path: Path) -> None:
    before, after = _two_structures(tmp_path)
    load(before, database.uri, now=NOW)
    staying = psycopg2.connect(database.reader_uri)
    staying.cursor().execute("select * from marts.fct_amount")

    with pytest.raises(PostgresError, match=rf"readers keep tables of marts open.*{database.person} \(pid \d+"):
        load(after, database.uri, now=NOW)
    assert holds(database, before)
    staying.close()

    assert load(after, database.uri, now=NOW).mode == "full"


@pytest.mark.usefixtures("waits")
def test_a_transaction_with_an_old_snapshot_is_waited_for(database: Database, tmp_path: Path) -> None:
    before, after = _two_structures(tmp_path)
    load(before, database.uri, now=NOW)
    old = psycopg2.connect(database.reader_uri)
    old.set_session(isolation_level="REPEATABLE READ")
    with old.cursor() as cursor:
        cursor.execute("select 1")  # a snapshot, and no lock on any mart

        with pytest.raises(PostgresError, match="a transaction that began before the load is still open"):
            load(after, database.uri, now=NOW)
        cursor.execute("select count(*) from marts.fct_amount")
        assert cursor.fetchall() == [(3,)]
    old.close()

    assert load(after, database.uri, now=NOW).mode == "full"


def test_a_reader_that_goes_in_time_only_delays_the_swap(pypi_database: Database, tmp_path: Path) -> None:
    before, after = _two_structures(tmp_path)
    load(before, pypi_database.uri, now=NOW)
    staying = psycopg2.connect(pypi_database.reader_uri)
    staying.cursor().execute("select * from marts.fct_amount")
    leaving = threading.Timer(1.5, staying.close)
    leaving.start()
    began = time.monotonic()

    assert load(after, pypi_database.uri, now=NOW).mode == "full"
    assert time.monotonic() - began > 1
    leaving.join()


def test_views_of_others_are_told_not_dropped(database: Database, tmp_path: Path) -> None:
    before, after = _two_structures(tmp_path)
    load(before, database.uri, now=NOW)
    database.admin("create schema own; create view own.amounts as select * from marts.fct_amount")

    with pytest.raises(
        PostgresError, match=r"stand in the way .*view own.amounts depends on table marts.fct_amount\); "
    ):
        load(after, database.uri, now=NOW)

    assert holds(database, before)
    assert database.admin("select count(*) from own.amounts") == [(3,)]


def _two_structures(folder: Path) -> tuple[Path, Path]:
    return make_release(folder, "b1"), make_release(folder, "b2", "create table marts.fct_more as select 1 as n")
