"""A release with money, poverty, findings and source texts, and the pages that show them, written to a folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from delivery.site import build_site, building
from delivery.site.model import Release
from delivery.site.pages import findings, funds, poverty, sources

SQL = Path(__file__).with_name("told_marts.sql")
PAGES = (funds.PAGE, poverty.PAGE, findings.PAGE, sources.PAGE)
MANIFEST = {
    "build_id": "build-9",
    "built_as_of": "2023-10-27",
    "known": None,
    "started_at": "2023-10-27T01:00:00+00:00",
    "marts": {"fct_fund": 1},
}


@contextmanager
def told_release() -> Iterator[Release]:
    """The release, held in memory."""
    with duckdb.connect() as connection:
        connection.execute(SQL.read_text(encoding="utf-8"))
        yield Release(connection, MANIFEST)


def told_site(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The site of the release, of these pages alone."""
    db = folder / "release" / "gnbv.duckdb"
    db.parent.mkdir(parents=True)
    with duckdb.connect(db) as connection:
        connection.execute(SQL.read_text(encoding="utf-8"))
    (db.parent / "manifest.json").write_text(json.dumps(MANIFEST), encoding="utf-8")
    monkeypatch.setattr(building, "PAGES", PAGES)
    return build_site(db, folder / "site").folder
