"""What a member of `bi_reader` may do at real servers: read every mart, and nothing else."""

from __future__ import annotations

from pathlib import Path

import psycopg2
import pytest
from servers.made_releases import NOW, TABLES, make_release
from servers.postgres_servers import Database, Server, make_database

from delivery.postgres import PostgresError, load

#: Each must be refused; `{loader}` is the loading role, `{person}` the login that tries.
FORBIDDEN = (
    "insert into marts.fct_obligation values ('x', 'y')",
    "update marts.fct_amount set line = 1",
    "delete from marts.publication",
    "truncate marts.fct_amount",
    "create table marts.mine (n integer)",
    "create view marts.mine as select 1",
    "create table public.mine (n integer)",
    "create temporary table mine (n integer)",
    "create schema mine",
    "create role mine",
    "comment on table marts.fct_amount is 'x'",
    "begin; lock table marts.fct_amount in share mode",
    "drop table marts.fct_amount",
    "alter schema marts rename to mine",
    "select * from metadata.secrets",
    "select * from public.others",
    "select rolpassword from pg_catalog.pg_authid",
    "select pg_read_file('PG_VERSION')",
    "select pg_ls_dir('.')",
    "copy marts.fct_amount to '/tmp/never'",
    "copy marts.fct_amount to program 'true'",
    "copy (select 1) to program 'true'",
    "set role {loader}",
    "set role admin",
    "set session authorization admin",
    "alter role {person} createdb",
    "alter database {database} set work_mem = '1MB'",
    "grant bi_reader to {loader}",
    "select pg_terminate_backend(pid) from pg_stat_activity where usename = '{loader}' or usename = 'admin'",
)


def test_every_mart_can_be_read_and_nothing_else_done(database: Database, tmp_path: Path) -> None:
    database.admin("create schema metadata; create table metadata.secrets as select 1 as n")
    database.admin("create table public.others as select 1 as n")
    load(make_release(tmp_path, "b1"), database.uri, now=NOW)

    for table in (*TABLES, "publication"):
        assert database.read(f"select * from marts.{table}"), table
    done = []
    session = psycopg2.connect(database.uri)  # somebody whose session could be ended
    for forbidden in FORBIDDEN:
        sql = forbidden.format(loader=database.loader, person=database.person, database=database.name)
        try:
            database.read(sql)
        except psycopg2.errors.InsufficientPrivilege:
            continue
        done.append(sql)
    session.close()
    assert done == []


def test_rights_are_given_again_when_the_schema_is_replaced(database: Database, tmp_path: Path) -> None:
    load(make_release(tmp_path, "b1"), database.uri, now=NOW)
    changed = make_release(tmp_path, "b2", "create table marts.fct_more as select 1 as n")

    load(changed, database.uri, now=NOW)

    assert database.read("select * from marts.fct_more") == [(1,)]
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        database.read("insert into marts.fct_more values (2)")


def test_who_is_no_member_sees_nothing(pypi_database: Database, tmp_path: Path) -> None:
    load(make_release(tmp_path, "b1"), pypi_database.uri, now=NOW)
    pypi_database.admin(f"revoke bi_reader from {pypi_database.person}")

    with pytest.raises(psycopg2.errors.InsufficientPrivilege, match="schema marts"):
        pypi_database.read("select * from marts.publication")


@pytest.fixture
def empty_server(pypi_postgres: Server) -> Server:
    """A server without the role: a role belongs to the whole server, so what other tests made goes."""
    for (name,) in pypi_postgres.run("select datname from pg_database where datname like 'marts_%'"):
        pypi_postgres.run(f"drop database {name} with (force)")
    pypi_postgres.run("drop role if exists bi_reader")
    return pypi_postgres


def test_the_role_is_made_by_a_loader_that_may(empty_server: Server, tmp_path: Path) -> None:
    database = make_database(empty_server, with_role=False)
    release = make_release(tmp_path, "b1")

    with pytest.raises(PostgresError, match=r"may not create it; an administrator runs once: create role bi_reader no"):
        load(release, database.uri, now=NOW)
    empty_server.run(f"alter role {database.loader} createrole")
    load(release, database.uri, now=NOW)

    assert empty_server.run("select rolcanlogin, rolsuper from pg_roles where rolname = 'bi_reader'") == [
        (False, False)
    ]


def test_a_loader_that_may_make_no_schema_is_told(pypi_database: Database, tmp_path: Path) -> None:
    pypi_database.admin(f"alter database {pypi_database.name} owner to admin")

    with pytest.raises(PostgresError, match=r"permission denied for database .* grant create on database"):
        load(make_release(tmp_path, "b1"), pypi_database.uri, now=NOW)
