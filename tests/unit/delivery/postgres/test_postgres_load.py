"""Loading releases on real servers: types, keys, comments; whole, then in place; every row compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from servers.made_releases import NOW, TABLES, holds, make_release
from servers.postgres_servers import Database

from delivery.errors import DeliveryError, NotPublishedError
from delivery.postgres import Loaded, PostgresError, held_build, load

#: All that may happen to rows between two builds, in tables of every kind.
CHANGES = (
    "update marts.fct_amount set amount = amount + 0.0001 where amount_key = 'b'",
    "delete from marts.fct_amount where amount_key = 'c'",
    "insert into marts.fct_amount (amount_key, marks) values ('d', ['y'])",
    "update marts.rpt_trend set value = 9.5 where population is null",
    "delete from marts.rpt_plain where rowid in (1, 4)",
    "insert into marts.rpt_plain values ('2024-06-30', 'new', 7), ('2024-06-30', 'new', 7)",
    "update reference.statuses set name_vi = 'Chậm' where status = 'late'",
)
NEXT_DAY = (
    "update marts.rpt_trend set as_of_on = '2024-07-01'",
    "update marts.rpt_plain set as_of_on = '2024-07-01'",
)


def test_the_first_load_is_whole_and_the_same_build_again_is_nothing(database: Database, tmp_path: Path) -> None:
    release = make_release(tmp_path, "b1")

    first = load(release, database.uri, now=NOW)
    again = load(release, database.uri, now=NOW)

    assert replace(first, seconds=0, bytes_sent=0) == Loaded("b1", "full", 14, 0, 5, 0, 0)
    assert first.bytes_sent > 0
    assert replace(again, seconds=0) == Loaded("b1", "unchanged", 0, 0, 0, 0, 0)
    assert holds(database, release)
    assert held_build(database.uri) == "b1"
    assert database.read("select * from marts.publication") == [("b1", date(2024, 6, 30), None, NOW, "feed")]


def test_columns_are_typed_keyed_and_described(database: Database, tmp_path: Path) -> None:
    load(make_release(tmp_path, "b1"), database.uri, now=NOW)

    kinds = database.ask(
        "select attname, format_type(atttypid, atttypmod) from pg_attribute "
        "where attrelid = 'marts.fct_amount'::regclass and attnum > 0 order by attnum"
    )
    keys = database.ask(
        "select conrelid::regclass::text, pg_get_constraintdef(oid) from pg_constraint "
        "where connamespace = 'marts'::regnamespace and contype in ('p', 'u') order by 1"
    )
    assert kinds == [
        ("amount_key", "text"), ("obligation_key", "text"), ("amount", "numeric(18,4)"), ("rate", "double precision"),
        ("day", "date"), ("known_from", "timestamp with time zone"), ("is_counted", "boolean"), ("line", "integer"),
        ("amount_vnd", "bigint"), ("marks", "text[]"),
    ]  # fmt: skip
    assert keys == [
        ("marts.fct_amount", "PRIMARY KEY (amount_key)"), ("marts.fct_obligation", "PRIMARY KEY (obligation_key)"),
        ("marts.publication", "PRIMARY KEY (build_id)"),
        ("marts.rpt_trend", "UNIQUE NULLS NOT DISTINCT (locality_id, population, year)"),
    ]  # fmt: skip
    assert database.ask("select indexdef from pg_indexes where indexname = 'fct_amount_obligation_key_idx'") == [
        ("CREATE INDEX fct_amount_obligation_key_idx ON marts.fct_amount USING btree (obligation_key)",)
    ]
    described = "select obj_description('marts.fct_amount'::regclass), col_description('marts.fct_amount'::regclass, 9)"
    assert database.read(described) == [('One row per amount; it\'s "quoted".', "đồng")]


@pytest.mark.parametrize("previous", ["at hand", "gone"])
def test_only_what_changed_is_sent(database: Database, tmp_path: Path, previous: str) -> None:
    before, after = make_release(tmp_path, "b1"), make_release(tmp_path, "b2", *CHANGES)
    load(before, database.uri, now=NOW)

    done = load(after, database.uri, previous=before if previous == "at hand" else None, now=NOW)

    assert replace(done, seconds=0, bytes_sent=0) == Loaded("b2", "changes", 6, 6, 4, 0, 0)
    assert holds(database, after)

    back = load(before, database.uri, previous=after if previous == "at hand" else None, now=NOW)

    assert (back.mode, back.rows_sent, back.rows_deleted) == ("changes", 6, 6)
    assert holds(database, before)


def test_the_day_of_the_reports_is_set_not_sent(database: Database, tmp_path: Path) -> None:
    before = make_release(tmp_path, "b1")
    after = make_release(tmp_path, "b2", *NEXT_DAY, "delete from marts.rpt_plain where rowid = 0")
    load(before, database.uri, now=NOW)

    done = load(after, database.uri, previous=before, now=NOW)

    assert (done.rows_sent, done.rows_deleted, done.tables_changed) == (0, 1, 2)
    assert holds(database, after)


def test_a_mart_with_the_same_file_is_not_looked_at(pypi_database: Database, tmp_path: Path) -> None:
    before, after = make_release(tmp_path, "b1"), make_release(tmp_path, "b2")
    load(before, pypi_database.uri, now=NOW)
    pypi_database.ask("update marts.fct_amount set line = 77")

    done = load(after, pypi_database.uri, previous=before, now=NOW)

    assert (done.mode, done.tables_changed) == ("changes", 0)
    assert pypi_database.read("select distinct line from marts.fct_amount") == [(77,)]


@pytest.mark.parametrize(
    "meddled",
    [
        "delete from marts.fct_amount where amount_key = 'c'",
        "insert into marts.fct_amount (amount_key) values ('d')",
        "delete from marts.rpt_plain",
    ],
)
def test_rows_somebody_else_has_changed_are_read_back(pypi_database: Database, tmp_path: Path, meddled: str) -> None:
    before, after = make_release(tmp_path, "b1"), make_release(tmp_path, "b2", *CHANGES)
    load(before, pypi_database.uri, now=NOW)
    pypi_database.ask(meddled)

    done = load(after, pypi_database.uri, previous=before, now=NOW)

    assert done.mode == "changes"
    assert holds(pypi_database, after)


@pytest.mark.parametrize(
    "change",
    [
        "alter table marts.fct_amount add column more integer",
        "alter table marts.fct_amount alter line type bigint",
        "create table marts.fct_more as select 1 as n",
        "drop table marts.rpt_plain",
        "delete from meta.mart_key where mart = 'fct_obligation'",
        "insert into marts.fct_amount (line) values (4)",  # a key with a null is no primary key any more
    ],
)
def test_another_structure_is_loaded_whole(pypi_database: Database, tmp_path: Path, change: str) -> None:
    before, after = make_release(tmp_path, "b1"), make_release(tmp_path, "b2", change)
    load(before, pypi_database.uri, now=NOW)

    done = load(after, pypi_database.uri, previous=before, now=NOW)

    assert done.mode == "full"
    assert holds(pypi_database, after, [table for table in TABLES if table != "rpt_plain" or "drop" not in change])
    assert pypi_database.ask("select nspname from pg_namespace where nspname like 'marts%'") == [("marts",)]


def test_other_comments_are_no_other_structure(pypi_database: Database, tmp_path: Path) -> None:
    before = make_release(tmp_path, "b1")
    after = make_release(tmp_path, "b2", "comment on column marts.fct_amount.rate is 'share'")
    load(before, pypi_database.uri, now=NOW)

    assert load(after, pypi_database.uri, previous=before, now=NOW).mode == "changes"
    assert pypi_database.read("select col_description('marts.fct_amount'::regclass, 4)") == [("share",)]


def test_a_key_that_has_lost_its_nulls_stays_in_place(pypi_database: Database, tmp_path: Path) -> None:
    before = make_release(tmp_path, "b1")
    after = make_release(tmp_path, "b2", "delete from marts.rpt_trend where population is null")
    load(before, pypi_database.uri, now=NOW)

    assert load(after, pypi_database.uri, previous=before, now=NOW).mode == "changes"
    assert holds(pypi_database, after)


def test_a_text_postgresql_cannot_hold_is_told_and_nothing_changes(pypi_database: Database, tmp_path: Path) -> None:
    before = make_release(tmp_path, "b1")
    after = make_release(tmp_path, "b2", "update marts.rpt_plain set words = 'a' || chr(0)")
    load(before, pypi_database.uri, now=NOW)

    with pytest.raises(
        PostgresError, match=r"new_rpt_plain: invalid byte sequence .*COPY new_rpt_plain, line 1, colum"
    ):
        load(after, pypi_database.uri, previous=before, now=NOW)

    assert holds(pypi_database, before)


def test_a_type_without_a_counterpart_is_told(pypi_database: Database, tmp_path: Path) -> None:
    release = make_release(tmp_path, "b1", "alter table marts.fct_amount add column span interval")

    with pytest.raises(
        DeliveryError, match=r"marts.fct_amount.span has the type INTERVAL, expected VARCHAR, .* cast it"
    ):
        load(release, pypi_database.uri, now=NOW)


def test_no_message_holds_the_password() -> None:
    for uri in ("postgresql://a:mat-khau@127.0.0.1:1/x?y=z", "postgres:x//a:mat-khau@host"):
        with pytest.raises(PostgresError, match="cannot reach the PostgreSQL server") as told:
            held_build(uri)
        assert "mat-khau" not in str(told.value)


def test_there_must_be_a_release_and_a_server(pypi_database: Database, tmp_path: Path) -> None:
    with pytest.raises(NotPublishedError):
        load(tmp_path, pypi_database.uri, now=NOW)
    with pytest.raises(PostgresError, match=r"cannot reach the PostgreSQL server: .*password authentication failed"):
        load(make_release(tmp_path, "b1"), pypi_database.uri.replace("@", "x@"), now=datetime.now(UTC))
