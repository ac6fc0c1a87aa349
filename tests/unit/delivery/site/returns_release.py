"""A release of a few returns for the tests of the pages that show returns."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from delivery.site.model import Release

SQL = Path(__file__).with_name("returns_marts.sql")


@contextmanager
def returns_release(as_of: str = "2023-10-27", known: str | None = None) -> Iterator[Release]:
    """The release, as built for a day, from what was known on another (None: everything)."""
    with duckdb.connect() as connection:
        connection.execute(SQL.read_text(encoding="utf-8"))
        yield Release(connection, {"build_id": "build-7", "built_as_of": as_of, "known": known})
