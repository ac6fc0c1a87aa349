"""Published marts of a few returns, as a release holds them: the folder bears the id of the build."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest


@pytest.fixture(scope="session")
def reminder_marts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The marts file of the release `build-7`; read-only for tests."""
    path = tmp_path_factory.mktemp("release") / "build-7" / "gnbv.duckdb"
    path.parent.mkdir()
    sql = Path(__file__).with_name("reminder_marts.sql").read_text(encoding="utf-8")
    with duckdb.connect(path) as connection:
        connection.execute(sql)
    return path
