"""Readers of the published file and of PostgreSQL, during real builds, publications and rollbacks.

No reader meets an error, and none sees two builds in one answer.

`GNBV_SOAK_BUILDS` sets how many builds (default 20).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from servers.postgres_servers import Database

from gnbv import jobs, serving
from gnbv.settings import Workspace

BUILDS = int(os.environ.get("GNBV_SOAK_BUILDS") or 20)
FIRST = date(2023, 6, 20)
DRIVER = Path(__file__).with_name("readers_driver.py")
KINDS = ("file", "statement", "snapshot")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(7200)]


def test_readers_during_builds_and_publications(
    database: Database, new_workspace: Callable[..., Workspace], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_GNBV_MARTS", database.uri)
    made = new_workspace()
    ws = Workspace(made.home, made.sources, postgres="gnbv_marts")
    assert [done.failure for done in jobs.collect_all(ws, "readers") if done.failure] == []
    publish(ws, FIRST)

    stop = tmp_path / "stop"
    readers = [start(kind, ws, database, stop) for kind in KINDS for _ in range(2 if kind == "file" else 1)]
    days = [FIRST + timedelta(days=7 * turn) for turn in range(1, BUILDS + 1)]
    try:
        for turn, day in enumerate(days, start=1):
            publish(ws, day)
            if turn % 8 == 0:
                serving.rollback(ws, reason="the reader test goes back")
                serving.load_postgres(ws)
    finally:
        stop.touch()
    told = [json.loads(reader.communicate(timeout=120)[0]) for reader in readers]

    assert [one["wrong"] for one in told] == [None] * len(readers)
    possible = {day.isoformat() for day in (FIRST, *days)}
    for one in told:
        assert set(one["days"]) <= possible
        # A reader that slept through most builds would prove nothing.
        assert len(one["days"]) > BUILDS // 2 and one["answers"] > BUILDS


def publish(ws: Workspace, day: date) -> None:
    """Build as of a day and bring files and database to it."""
    jobs.build(ws, day)
    jobs.publish_marts(ws)
    loaded = serving.load_postgres(ws)
    assert loaded is not None and loaded.mode == ("full" if day == FIRST else "changes")


def start(kind: str, ws: Workspace, database: Database, stop: Path) -> subprocess.Popen[str]:
    """A reader of one kind."""
    target = str(ws.published) if kind == "file" else database.reader_uri
    command = [sys.executable, str(DRIVER), kind, target, str(stop)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
