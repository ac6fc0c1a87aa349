"""A campaign of real kills: `gnbv build` dies at random instants and must give the marts of an undisturbed build.

`GNBV_SOAK_KILLS` sets how many kills (default 30).
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

PROJECT = Path(__file__).resolve().parents[2]
SEED = 20231027
KILLS = int(os.environ.get("GNBV_SOAK_KILLS") or 30)
#: A run is killed this often in a row before it is left to end, as a machine that keeps failing would.
IN_A_ROW = 3
#: They tell of the builds themselves, which the two did not have alike.
MARTS_OF_RUNS = {"fct_run_step", "rpt_run_cost"}

pytestmark = pytest.mark.slow


def _start(home: Path, *arguments: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {"GNBV_HOME": str(home), "GNBV_SOURCES": str(PROJECT / "samples" / "sources.yml")}
    command = [sys.executable, "-m", "gnbv", *arguments]
    # A group of its own, so that a kill takes whatever the command has started with it.
    return subprocess.Popen(
        command, cwd=PROJECT, env=environment, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def _finish(home: Path, *arguments: str) -> None:
    process = _start(home, *arguments)
    _, errors = process.communicate(timeout=900)
    assert process.returncode == 0, errors.decode()


def _project() -> str:
    """A digest of the dbt project: builds are only comparable while nobody works on it."""
    digest = hashlib.sha256()
    for path in sorted((PROJECT / "dbt_project").rglob("*")):
        if path.is_file():
            digest.update(path.as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _build(home: Path) -> None:
    _finish(home, "build", "--as-of", "2023-10-27")


def _warehouse(home: Path) -> Path:
    return home / "warehouse" / "warehouse.duckdb"


def _marts(path: Path) -> list[str]:
    with duckdb.connect(path, read_only=True) as connection:
        found = connection.execute(
            "select table_name from information_schema.tables where table_schema = 'marts' order by 1"
        )
        return [str(name) for (name,) in found.fetchall() if name not in MARTS_OF_RUNS]


def _differences(one: Path, other: Path) -> dict[str, int]:
    """Rows that only one of two warehouses holds, EXCEPT ALL both ways, by mart; both began from the same bronze."""
    found: dict[str, int] = {}
    with duckdb.connect() as connection:
        connection.execute(f"attach '{one}' as one (read_only)")
        connection.execute(f"attach '{other}' as other (read_only)")
        for mart in _marts(one):
            counts = [
                connection.execute(
                    f"select count(*) from (from {left}.marts.{mart} except all from {right}.marts.{mart})"
                ).fetchone()
                for left, right in (("one", "other"), ("other", "one"))
            ]
            different = sum(count[0] for count in counts if count)
            if different:
                found[mart] = different
    return found


def _kill_after(home: Path, seconds: float) -> bool:
    """Start a build, kill it after a while, and say whether the kill came before its end."""
    process = _start(home, "build", "--as-of", "2023-10-27")
    try:
        process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return True
    return False


@pytest.mark.timeout(0)
def test_build_killed_at_random_instants_gives_the_marts_of_an_undisturbed_build(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    origin = tmp_path / "origin"
    _finish(origin, "collect")
    undisturbed, victim = tmp_path / "undisturbed", tmp_path / "victim"
    for home in (undisturbed, victim):
        shutil.copytree(origin, home)
    project = _project()
    _build(undisturbed)
    began = time.monotonic()
    _build(undisturbed)
    whole = time.monotonic() - began
    assert len(_marts(_warehouse(undisturbed))) >= 13

    chance = random.Random(SEED)
    kills = survived = 0
    while kills < KILLS and survived < KILLS:
        for _ in range(min(IN_A_ROW, KILLS - kills)):
            landed = _kill_after(victim, chance.uniform(0.3, whole))
            kills, survived = kills + landed, survived + (not landed)
            assert _project() == project, "the dbt project was changed during the campaign; run it again"
            if _warehouse(victim).exists():
                # Whatever readers see at this instant is a whole build.
                assert _differences(_warehouse(undisturbed), _warehouse(victim)) == {}
        _build(victim)
        assert _project() == project, "the dbt project was changed during the campaign; run it again"
        assert _differences(_warehouse(undisturbed), _warehouse(victim)) == {}
        assert len(list((victim / "warehouse" / "builds").iterdir())) <= 4
    record_property("kills", kills)
    assert kills == KILLS
