"""The warehouse the tests of dbt read: built once over the samples, copied to a file of another name."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from gnbv.settings import Workspace


@pytest.fixture(scope="session")
def warehouse_copy(sample_workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse of the samples under another file name, as a published copy has one."""
    copy = tmp_path_factory.mktemp("spine") / "another_name.duckdb"
    shutil.copyfile(sample_workspace.warehouse, copy)
    return copy


@pytest.fixture
def marts(warehouse_copy: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(warehouse_copy, read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        yield connection
