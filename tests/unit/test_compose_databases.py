"""The databases and roles that deploy/postgres makes: everyone where they belong, nobody elsewhere."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import replace

import psycopg2
import pytest

from tests.servers.native_services import make_databases
from tests.servers.postgres_servers import Server, pypi_binaries, running

PASSWORDS = {
    "airflow": "AIRFLOW_DB_PASSWORD", "gnbv_loader": "MARTS_DB_PASSWORD", "bi_superset": "BI_DB_PASSWORD",
    "superset": "SUPERSET_DB_PASSWORD",
}  # fmt: skip


@pytest.fixture(scope="module")
def made() -> Iterator[Server]:
    """A server on which the scripts have run; the password of each role is its name backwards."""
    for server in running(pypi_binaries()):
        make_databases(server, pypi_binaries(), {name: role[::-1] for role, name in PASSWORDS.items()})
        yield server


def ask(server: Server, role: str, database: str, sql: str = "select 1") -> list[tuple[object, ...]]:
    return replace(server, password=role[::-1]).run(sql, database, role)


@pytest.mark.parametrize(
    ("role", "database"),
    [("airflow", "airflow"), ("superset", "superset"), ("gnbv_loader", "marts"), ("bi_superset", "marts")],
)
def test_role_connects_to_its_own_database_alone(made: Server, role: str, database: str) -> None:
    assert ask(made, role, database) == [(1,)]
    for other in {"airflow", "superset", "marts", "postgres"} - {database}:
        with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
            ask(made, role, other)


def test_password_of_another_is_refused(made: Server) -> None:
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        replace(made, password="airflow"[::-1]).run("select 1", "marts", "gnbv_loader")


def test_loader_makes_the_marts_and_no_roles(made: Server) -> None:
    made_by_loader = "create schema marts; create table marts.one (a int)"
    granted = "grant usage on schema marts to bi_reader; grant select on marts.one to bi_reader"
    ask(made, "gnbv_loader", "marts", f"{made_by_loader}; {granted}")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(made, "gnbv_loader", "marts", "create role other")
    assert ask(made, "bi_superset", "marts", "select a from marts.one") == []
    for denied in (
        "create table public.x (a int)",
        "create temporary table x (a int)",
        "insert into marts.one values (1)",
    ):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            ask(made, "bi_superset", "marts", denied)


def test_a_missing_password_stops_the_script() -> None:
    for server in running(pypi_binaries()):
        with pytest.raises(subprocess.CalledProcessError) as stopped:
            make_databases(server, pypi_binaries(), {"AIRFLOW_DB_PASSWORD": "x"})
        assert 'syntax error at or near ":"' in stopped.value.stderr
        assert server.run("select 1 from pg_database where datname = 'marts'") == []
