"""Time and peak memory of every step from the sources to the late list, over the samples; prints a table.

Usage: python benchmarks/spine.py [--repeat N]. Each step runs in a process of its own, in a new workspace a repetition.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from gnbv import jobs, serving
from gnbv.settings import PROJECT, Workspace

AS_OF = date(2023, 10, 27)


def collect(ws: Workspace) -> str:
    """Take in every source."""
    done = jobs.collect_all(ws, f"bench-{time.monotonic_ns()}", now=datetime.now(UTC))
    return f"{sum(one.files_new for one in done)} new of {sum(one.files_listed for one in done)} files"


def build(ws: Workspace) -> str:
    """Copy, dbt, gate, swap; the parts' seconds go into the note."""
    result = jobs.build(ws, AS_OF)
    return ", ".join(f"{step} {seconds:.1f}" for step, seconds in result.seconds.items())


def publish(ws: Workspace) -> str:
    """Write the release."""
    folder = jobs.publish_marts(ws)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return f"{size / 1e6:.1f} MB"


def late_list(ws: Workspace) -> str:
    """Write the late list."""
    lines = serving.late_list(ws, AS_OF).read_text(encoding="utf-8").splitlines()
    return f"{len(lines) - 1} returns"


#: Title and step, in order; a step may come twice.
STEPS: tuple[tuple[str, Callable[[Workspace], str]], ...] = (
    ("collect", collect),
    ("collect, nothing new", collect),
    ("build", build),
    ("build again", build),
    ("publish", publish),
    ("late list", late_list),
)


def run_step(number: int, home: Path) -> None:
    """Run one step here and print what it cost as JSON."""
    workspace = Workspace(home, PROJECT / "samples" / "sources.yml")
    output = os.dup(1)
    os.dup2(2, 1)  # what the tools print must not mix with the result
    began = time.monotonic()
    note = STEPS[number][1](workspace)
    seconds = time.monotonic() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    os.write(output, json.dumps({"seconds": seconds, "peak_mb": peak, "note": note}).encode())


def measure(repeat: int) -> list[list[dict[str, object]]]:
    """Every step of every repetition: seconds, peak memory in MB, note."""
    found: list[list[dict[str, object]]] = [[] for _ in STEPS]
    for _ in range(repeat):
        with tempfile.TemporaryDirectory() as home:
            for number in range(len(STEPS)):
                command = [sys.executable, __file__, "--step", str(number), "--home", home]
                done = subprocess.run(command, capture_output=True, text=True, check=False)
                if done.returncode:
                    last = (done.stderr.strip().splitlines() or ["no message"])[-1]
                    raise SystemExit(f"bench: step '{STEPS[number][0]}' failed: {last}")
                found[number].append(json.loads(done.stdout))
    return found


def show(found: list[list[dict[str, object]]]) -> None:
    """Print medians."""
    table = Table("step", "seconds", "peak MB", "what", title=f"samples, median of {len(found[0])}")
    for (title, _), runs in zip(STEPS, found, strict=True):
        seconds = statistics.median(float(str(one["seconds"])) for one in runs)
        peak = statistics.median(float(str(one["peak_mb"])) for one in runs)
        table.add_row(title, f"{seconds:.2f}", f"{peak:.0f}", str(runs[-1]["note"]))
    Console(width=110).print(table)


def main() -> None:
    """Parse the arguments and run; `--step` is how the benchmark calls itself."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--step", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.step is not None:
        run_step(arguments.step, arguments.home)
    else:
        show(measure(arguments.repeat))


if __name__ == "__main__":
    main()
