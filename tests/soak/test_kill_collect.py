"""A campaign of real kills: `gnbv collect` over the samples dies at random instants and must come out whole."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingestion import read_table

PROJECT = Path(__file__).resolve().parents[2]
SEED = 20231027
WORKSPACES, KILLS_EACH = 10, 4

pytestmark = pytest.mark.slow


def _start(home: Path, jobs: int = 1) -> subprocess.Popen[bytes]:
    environment = os.environ | {"GNBV_HOME": str(home), "GNBV_SOURCES": str(PROJECT / "samples" / "sources.yml")}
    command = [sys.executable, "-m", "gnbv", "collect", "--jobs", str(jobs)]
    # A group of its own, so that a kill takes whatever the command has started with it.
    return subprocess.Popen(
        command, cwd=PROJECT, env=environment, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def _finish(home: Path) -> None:
    process = _start(home)
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors.decode()


def _content(home: Path) -> dict[str, Counter[str]]:
    """Every table as a bag of rows, without batch ids; of the receipts only which file of which source has how many."""
    bags: dict[str, Counter[str]] = {}
    tables = ("submission", "register_row", "statement", "door_finding", "report", "figure", "text_line", "form_value")
    for table in (*tables, "non_working_day"):
        rows: list[dict[str, Any]] = read_table(home / "bronze", table).to_pylist()
        bags[table] = Counter(repr({**row, "batch_id": None}) for row in rows)
    receipts = [row for row in read_table(home / "bronze", "attempt").to_pylist() if row["attempt_kind"] == "file"]
    bags["receipts"] = Counter(repr((row["source_id"], row["path"], row["sha256"], row["state"])) for row in receipts)
    landed = (path for path in (home / "landing").rglob("*") if path.is_file() and not path.name.startswith("."))
    bags["landing"] = Counter(path.name for path in landed)
    return bags


def test_collect_killed_at_random_instants_loses_and_doubles_nothing(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    began = time.monotonic()
    _finish(tmp_path / "undisturbed")
    whole = time.monotonic() - began
    expected = _content(tmp_path / "undisturbed")
    assert sum(expected["submission"].values()) > 0

    chance = random.Random(SEED)
    killed = 0
    for number in range(WORKSPACES):
        home = tmp_path / f"killed-{number}"
        for kill in range(KILLS_EACH):
            process = _start(home, jobs=1 + kill % 2)
            try:
                process.communicate(timeout=chance.uniform(0.0, whole))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, 9)
                process.communicate()
                killed += 1
        _finish(home)
        assert _content(home) == expected, f"workspace {number}, seed {SEED}"

    record_property("kills", killed)
    assert killed >= WORKSPACES * KILLS_EACH // 2, f"only {killed} runs were killed before they ended"
