"""Loaders that are killed at random instants while people read: one build or another in every answer, never between.

`GNBV_SOAK_KILLS` sets how many kills (default 30).
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
import pytest
from servers.made_releases import holds, make_release
from servers.postgres_servers import Database

SEED = 20240702
KILLS = int(os.environ.get("GNBV_SOAK_KILLS") or 30)

pytestmark = pytest.mark.slow

_LOADER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from delivery.postgres import load
print("ready", flush=True)
release, uri, previous = sys.argv[1:]
load(Path(release), uri, previous=Path(previous), now=datetime.now(UTC))
"""


def _load(release: Path, uri: str, previous: Path, seconds: float | None) -> bool:
    """Load in a process of its own, killed after `seconds` (None: never); whether it came to its end."""
    process = subprocess.Popen(
        [sys.executable, "-c", _LOADER, str(release), uri, str(previous)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    try:
        code = process.wait(seconds if seconds is not None else 120)
        assert code == 0
        return True
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return False


def test_kills_under_a_reader(database: Database, tmp_path: Path) -> None:
    other = "alter table marts.rpt_trend add column more integer"
    releases = [
        make_release(tmp_path, "b0"),
        make_release(tmp_path, "b1", "update marts.fct_amount set line = 5", "delete from marts.rpt_plain where n = 1"),
        make_release(tmp_path, "b2", other),
    ]
    chance, held, kills = random.Random(SEED), 0, 0
    began = time.monotonic()
    _load(releases[0], database.uri, tmp_path, None)
    longest = time.monotonic() - began

    while kills < KILLS:
        wanted = chance.choice([n for n in range(3) if n != held])
        done = _load(releases[wanted], database.uri, releases[held], chance.uniform(0.01, longest))
        kills += not done
        snapshot = psycopg2.connect(database.reader_uri)
        snapshot.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with snapshot.cursor() as cursor:
            cursor.execute("select build_id from marts.publication")
            (build,) = cursor.fetchone() or ("",)
        snapshot.close()
        assert build == f"b{wanted}" or (not done and build == f"b{held}")
        held = int(build[1:])
        assert holds(database, releases[held])

    last = (held + 1) % 3
    assert _load(releases[last], database.uri, releases[held], None)
    assert holds(database, releases[last])
