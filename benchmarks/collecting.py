"""What it costs to collect a country's communes, a workbook each, and what Airflow adds: ratios within a round.

Usage: python benchmarks/collecting.py [--sources 10600] [--rounds 1] [--scheduler]. Every round makes empty workspaces
in memory and measures, one after another: python-calamine alone on the same files; a source each
(`jobs.collect_all`, one process and two); the DAG `collect_returns` in one process (`dag.test()`), or under a scheduler
with two (`--scheduler`). Each step runs in a process of its own, which tells the seconds of its work, by the clock and
of the processor. What a process does once, whatever it collects, it does before, over one commune: told as its start.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from communes import communes, plant
from python_calamine import CalamineWorkbook

from gnbv.settings import Workspace

_MEMORY = Path("/dev/shm")
#: How many times the bare read the intake may cost, and which part of its time Airflow may take.
_INTAKE, _OVERHEAD = 2.2, 0.10


def bare(ws: Workspace) -> int:
    """Open every workbook and take every sheet as lists."""
    paths = sorted(ws.sources.glob("*/*.xlsx"))
    for path in paths:
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()
    return len(paths)


def collect(ws: Workspace, processes: int = 1) -> int:
    """Take in a source a commune, as `gnbv collect` does."""
    from gnbv.jobs import collect_all

    return sum(one.files_new for one in collect_all(ws, "bench", processes=processes))


def two(ws: Workspace) -> int:
    """The same with two processes."""
    return collect(ws, 2)


def again(ws: Workspace) -> int:
    """Collect again where nothing is new."""
    from gnbv.jobs import collect_all

    return sum(one.files_unchanged for one in collect_all(ws, "again"))


def dag(ws: Workspace) -> int:
    """Run the DAG in this process; Airflow is imported and its database made before."""
    return _received(ws) if _dag().test().state == "success" else 0


def _dag() -> Any:
    from gnbv import run

    return run._load_dags()["collect_returns"]


def _received(ws: Workspace) -> int:
    import duckdb

    asked = f"select count(*) from read_parquet('{ws.bronze}/submission/*.parquet')"
    found = duckdb.connect(config={"autoinstall_known_extensions": "false"}).execute(asked).fetchall()
    return int(found[0][0])


def scheduler(ws: Workspace) -> int:
    """Run the DAG under a scheduler with two processes; prints the seconds from its start to its end itself."""
    import httpx

    from gnbv.up import HOST, Servers, make_password, password_file, server_environment

    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    servers = Servers(server_environment(ws, dict(os.environ), port))
    make_password(ws)
    base = f"http://{HOST}:{port}"
    try:
        servers.start()
        servers.wait_ready(base, 300)
        httpx.get(f"{base}/execution/health", timeout=60)  # the first request of a task has this API made, for seconds
        login = {"username": "admin", "password": json.loads(password_file(ws).read_text())["admin"]}
        token = httpx.post(f"{base}/auth/token", json=login, timeout=60).json()["access_token"]
        with httpx.Client(
            base_url=f"{base}/api/v2/dags/", headers={"Authorization": f"Bearer {token}"}, timeout=60
        ) as api:
            _await(lambda: api.get("collect_returns").status_code == 200)
            api.patch("build_warehouse", json={"is_paused": True})
            api.patch("collect_returns", json={"is_paused": False}).raise_for_status()
            made = api.post("collect_returns/dagRuns", json={"logical_date": None}).json()["dag_run_id"]
            run: dict[str, Any] = {}
            _await(
                lambda: (
                    run.update(api.get(f"collect_returns/dagRuns/{made}").json())
                    or run["state"] in ("success", "failed")
                )
            )
    finally:
        servers.stop()
    began, ended = (datetime.fromisoformat(run[name]) for name in ("start_date", "end_date"))
    print(f"SECONDS {(ended - began).total_seconds()}")
    return _received(ws)


def _await(is_so: Callable[[], bool], seconds: float = 3600) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            raise SystemExit("bench: Airflow did not come to an end")
        time.sleep(0.5)


STEPS: dict[str, tuple[str, Callable[[Workspace], int]]] = {
    "bare": ("python-calamine alone", bare),
    "collect": ("collect: a source each", collect),
    "again": ("collect again, nothing new", again),
    "two": ("collect: a source each, two processes", two),
    "dag": ("collect_returns, one process", dag),
    "scheduler": ("collect_returns under a scheduler, two processes", scheduler),
}


#: Steps that are done over one commune first. (Of the others the start is a part: workers are new every time.)
_ONE_FIRST = ("collect", "again", "dag")


@dataclass(frozen=True)
class Cost:
    """Seconds of one step by the clock, of the processor, and of what its process did first."""

    wall: float
    cpu: float
    start: float


def child(name: str, ws: Workspace) -> None:
    """Do one step; the last line it prints is its seconds and how many files it speaks of."""
    if name in ("dag", "scheduler"):
        from gnbv.airflow_home import environment, prepare

        os.environ.update(environment(ws, os.environ))
        prepare()
    if name == "dag":
        _dag()
    began = time.perf_counter()
    if name in _ONE_FIRST:
        _do_one(name, ws)
    start, began, cpu = time.perf_counter() - began, time.perf_counter(), _cpu()
    count = STEPS[name][1](ws)
    print(f"RESULT {time.perf_counter() - began} {_cpu() - cpu} {start} {count}")


def _do_one(name: str, ws: Workspace) -> None:
    """Do a step over the first commune, in a workspace of its own."""
    with tempfile.TemporaryDirectory(prefix="one-", dir=ws.home.parent) as folder:
        first = min(ws.sources.iterdir())
        one = Workspace(Path(folder) / "home", Path(folder) / "sources")
        shutil.copytree(first, one.sources / first.name)
        os.environ.update(GNBV_HOME=str(one.home), GNBV_SOURCES=str(one.sources))
        STEPS[name][1](one)
        os.environ.update(GNBV_HOME=str(ws.home), GNBV_SOURCES=str(ws.sources))


def _cpu() -> float:
    used = [resource.getrusage(one) for one in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def measure(name: str, tree: Path, home: Path) -> tuple[Cost, int]:
    """Run a step in a process of its own; returns what it cost and its count."""
    command = [sys.executable, __file__, "--child", name, "--tree", str(tree), "--home", str(home)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = [line.split() for line in done.stdout.splitlines()]
    found = next((line for line in reversed(lines) if line[:1] == ["RESULT"]), None)
    if done.returncode or found is None:
        raise SystemExit(f"bench: {name} failed: {(done.stderr or done.stdout).strip().splitlines()[-1]}")
    wall = next((float(line[1]) for line in lines if line[:1] == ["SECONDS"]), float(found[1]))
    return Cost(wall, float(found[2]), float(found[3])), int(found[4])


def one_round(tree: Path, files: int, with_scheduler: bool) -> dict[str, Cost]:
    """Return what every step cost."""
    base = Path(tempfile.mkdtemp(prefix="bench-", dir=_MEMORY if _MEMORY.is_dir() else None))
    homes = {"again": "collect"}
    seconds = {}
    try:
        for name in STEPS:
            if name == "scheduler" and not with_scheduler:
                continue
            seconds[name], count = measure(name, tree, base / homes.get(name, name))
            if count != files:
                raise SystemExit(f"bench: {name}: expected {files} files, found {count}")
    finally:
        shutil.rmtree(base)
    return seconds


def show(rounds: list[dict[str, Cost]], files: int) -> None:
    """Print medians, ratios and whether the limits hold."""
    print(f"{files} communes, a workbook each; median of {len(rounds)}; load {os.getloadavg()[0]:.1f}")
    for name in rounds[0]:
        ms = statistics.median(one[name].wall for one in rounds) * 1000 / files
        more = ""
        if name in _ONE_FIRST:  # the others have workers, which are not counted
            start = statistics.median(one[name].start for one in rounds)
            more = f", of the processor {_ratio(rounds, name, 'bare', 'cpu'):5.2f} x; start {start:.1f} s"
        print(f"  {STEPS[name][0]:<50} {ms:8.2f} ms a workbook, {_ratio(rounds, name, 'bare'):5.2f} x bare{more}")
    by_cpu = _ratio(rounds, "collect", "bare", "cpu")
    _say("intake: a source each / bare", _ratio(rounds, "collect", "bare"), _INTAKE, f"; of the processor {by_cpu:.2f}")
    _say("Airflow's part of the time, in one process", 1 - _ratio(rounds, "collect", "dag"), _OVERHEAD)
    if "scheduler" in rounds[0]:
        _say("Airflow's part of the time, under a scheduler", 1 - _ratio(rounds, "two", "scheduler"), _OVERHEAD)


def _ratio(rounds: list[dict[str, Cost]], name: str, base: str, by: str = "wall") -> float:
    return statistics.median(getattr(one[name], by) / getattr(one[base], by) for one in rounds)


def _say(what: str, found: float, limit: float, more: str = "") -> None:
    print(f"  {what}: {found:.2f} (limit {limit}: {'ok' if found <= limit else 'MISSED'}{more})")


def main() -> None:
    """Parse the arguments, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sources", type=int, default=10_600)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--scheduler", action="store_true")
    parser.add_argument("--tree", type=Path, help="a tree that is there: one folder a commune, one workbook each")
    parser.add_argument("--child", choices=STEPS, help=argparse.SUPPRESS)
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        child(asked.child, Workspace(asked.home, asked.tree))
        return
    with tempfile.TemporaryDirectory(prefix="gnbv-bench-") as folder:
        tree = asked.tree or Path(folder) / "communes"
        if asked.tree is None:
            list(plant(tree, communes(asked.sources)))
        files = len(list(tree.glob("*/*.xlsx")))
        show([one_round(tree, files, asked.scheduler) for _ in range(asked.rounds)], files)


if __name__ == "__main__":
    main()
