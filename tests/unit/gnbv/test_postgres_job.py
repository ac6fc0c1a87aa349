"""`gnbv.postgres`: from an Airflow connection to the marts of the samples in a real database."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from servers.postgres_servers import Database

from gnbv.connections import ConnectionFailed
from gnbv.postgres import load_marts, postgres_uri
from gnbv.settings import Workspace

NOW = datetime(2024, 7, 2, tzinfo=UTC)


@pytest.fixture
def connection(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., str]:
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path / "airflow"))

    def make(uri: str | None = None, **fields: object) -> str:
        monkeypatch.setenv("AIRFLOW_CONN_GNBV_MARTS", uri or json.dumps(fields))
        return "gnbv_marts"

    return make


def test_the_samples_are_loaded_once(
    pypi_database: Database, sample_workspace: Workspace, connection: Callable[..., str]
) -> None:
    ws = replace(sample_workspace, postgres=connection(pypi_database.uri))

    first, again = load_marts(ws, now=NOW), load_marts(ws, now=NOW)

    assert first is not None
    assert again is not None
    assert (first.mode, again.mode, first.build_id) == ("full", "unchanged", again.build_id)
    assert first.tables_changed > 40
    assert pypi_database.read("select count(*) from marts.rpt_late_returns where return_type = 'coordination_6m'") == [
        (52,)
    ]
    bare = "select count(*) from marts.fct_obligation o join marts.ref_duties using (duty_id)"
    assert pypi_database.read(bare)[0] == pypi_database.read("select count(*) from marts.fct_obligation")[0]


def test_without_a_connection_nothing_is_loaded(sample_workspace: Workspace) -> None:
    assert load_marts(sample_workspace, now=NOW) is None


def test_what_a_connection_says_reaches_libpq(connection: Callable[..., str], tmp_path: Path) -> None:
    name = connection(
        conn_type="postgres", host="csdl.so.invalid", login="nạp@so", password="p:w/d@ %", schema="gnbv marts",
        port=5433, extra={"sslmode": "verify-full", "sslrootcert": "/etc/ssl/so ca.pem", "iam": False},
    )  # fmt: skip

    assert postgres_uri(name, tmp_path) == (
        "postgresql://n%E1%BA%A1p%40so:p%3Aw%2Fd%40%20%25@/gnbv%20marts?host=csdl.so.invalid&port=5433"
        "&application_name=gnbv&sslmode=verify-full&sslrootcert=%2Fetc%2Fssl%2Fso%20ca.pem"
    )


@pytest.mark.parametrize(
    "fields",
    [{"conn_type": "mysql", "host": "h", "schema": "d"}, {"conn_type": "postgres", "schema": "d"},
     {"conn_type": "postgres", "host": "h"}],
)  # fmt: skip
def test_a_connection_to_no_database_is_told(
    connection: Callable[..., str], tmp_path: Path, fields: dict[str, str]
) -> None:
    with pytest.raises(ConnectionFailed, match="leads to no database; it needs the type postgres, a host"):
        postgres_uri(connection(**fields), tmp_path)
