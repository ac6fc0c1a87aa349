"""docs/connecting.md: its SQL for administrators and its Python are run as they stand, on the samples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg2
import pytest
from servers.postgres_servers import Database, Server

from delivery import published_marts
from delivery.postgres import load
from gnbv.settings import PROJECT, Workspace

PAGE = (PROJECT / "docs" / "connecting.md").read_text(encoding="utf-8")
PYTHON = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
ONCE, INSIDE, LOGIN, SNAPSHOT = re.findall(r"^```sql\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def marts(pypi_postgres: Server, sample_workspace: Workspace) -> Iterator[Database]:
    """The samples in the database of the page, made by the SQL of the page."""
    found = Database(pypi_postgres, "gnbv", "gnbv_loader", "phan_tich_so_lieu")
    has_role = bool(pypi_postgres.run("select 1 from pg_roles where rolname = 'bi_reader'"))
    for statement in _statements(ONCE, pypi_postgres.password)[has_role:]:
        pypi_postgres.run(statement)
    found.admin(INSIDE)
    found.admin(*_statements(LOGIN, pypi_postgres.password))
    load(published_marts(sample_workspace.published).parent, found.uri, now=datetime(2024, 7, 2, tzinfo=UTC))
    yield found
    pypi_postgres.run("drop database gnbv with (force)")
    pypi_postgres.run(f"drop role {found.loader}; drop role {found.person}")


def test_the_page_works(marts: Database, sample_workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GNBV_READER", marts.reader_uri)
    monkeypatch.setenv("GNBV_PUBLISHED", str(sample_workspace.published))
    found: dict[str, Any] = {}

    for block in PYTHON:
        exec(compile(block, "docs/connecting.md", "exec"), found)

    assert len(PYTHON) == 3
    assert len(found["late"]) == 52
    assert found["late"]["days_late"].max() == found["listed"]["days_late"].max()
    assert found["build"]["build_id"].tolist() == [published_marts(sample_workspace.published).parent.name]
    assert found["rates"].query("return_type == 'coordination_6m'")["expected"].max() == 63
    assert found["as_known"]["n"].tolist()[0] >= 52
    assert len(found["parquet"]) == marts.read("select count(*) from marts.fct_obligation")[0][0]
    assert marts.read(SNAPSHOT.replace("commit;", ""))
    for forbidden in ("select lo_create(0)", "select lo_from_bytea(0, 'x')", "create temporary table mine (n integer)"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            marts.read(forbidden)


def _statements(block: str, password: str) -> list[str]:
    """The statements of a block, with the password of the server the tests have started."""
    filled = re.sub("CHANGE-ME-[0-9]", password, block)
    return [one.strip() for one in filled.split(";") if one.strip()]
