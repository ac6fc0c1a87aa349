"""What reading a narrative report costs: each step against one regex pass over the same text, memory, a thousand files.

Usage: python benchmarks/reports.py [--repeat N] [--files N]. The text is a received report of about 60 KB where
`../shared/documents` is there, else the reports of `tests/reports` put together to that size.
"""

from __future__ import annotations

import argparse
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

from gnbv.settings import PROJECT
from ingestion.reference import Reference
from ingestion.reports import read_header, read_report, store_text
from ingestion.reports.funds import read_funds
from ingestion.reports.indicators import read_indicators
from ingestion.reports.outline import lay_out
from ingestion.reports.passages import split_passages

SIZE = 60_000
_ONE_PASS = re.compile(r"\d+(?:[.,]\d+)*|\w+")


def text_to_read() -> tuple[str, bytes]:
    """Return a title and the bytes of a report of about 60 KB."""
    received = sorted((PROJECT.parent / "shared" / "documents").glob("000_*.txt"))
    if received:
        return "a received report", received[0].read_bytes()
    own = b"\n\n".join(path.read_bytes() for path in sorted((PROJECT / "tests" / "reports" / "heldout").glob("*.txt")))
    return "reports of tests/reports put together", (own * (SIZE // len(own) + 1))[:SIZE].rpartition(b"\n")[0]


def steps(content: bytes, reference: Reference) -> dict[str, Callable[[], object]]:
    """Return what is timed, by title; each step works on what those before it give."""
    stored = store_text(content, "bench.txt")
    on = date(2023, 7, 15)
    frame = read_header(stored, reference, on=on).frame
    outline = lay_out(stored, frame, reference)
    return {
        "one regex pass": lambda: sum(1 for _ in _ONE_PASS.finditer(stored.text)),
        "bytes to text": lambda: store_text(content, "bench.txt"),
        "passages": lambda: split_passages(stored),
        "header": lambda: read_header(stored, reference, on=on),
        "outline": lambda: lay_out(stored, frame, reference),
        "funds": lambda: read_funds(lay_out(stored, frame, reference)),
        "indicators": lambda: read_indicators(outline),
        "all: bytes to figures": lambda: read_report(store_text(content, "bench.txt"), reference, on=on),
    }


def time_steps(repeat: int) -> None:
    """Print the median of each step and its ratio to the regex pass of the same run."""
    title, content = text_to_read()
    reference = Reference.load(PROJECT / "dbt_project" / "seeds")
    table = Table("step", "ms", "x one pass", title=f"{title}, {len(content) / 1000:.0f} KB, median of {repeat}")
    limit = 0.0
    for name, step in steps(content, reference).items():
        step()
        taken = []
        for _ in range(repeat):
            began = time.perf_counter()
            step()
            taken.append(time.perf_counter() - began)
        median = statistics.median(taken)
        limit = limit or median
        table.add_row(name, f"{median * 1000:.1f}", f"{median / limit:.1f}")
    Console(width=100).print(table)


def thousand(files: int) -> None:
    """Read many reports with `gnbv read` in a process of its own; print seconds, rate and peak memory."""
    _, content = text_to_read()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(files):
            mark = f"\n\nBản sao thứ {number}.\n".encode()
            (Path(folder) / f"bao-cao-{number:04}.txt").write_bytes(content + mark)
        began = time.perf_counter()
        command = [str(Path(sys.executable).parent / "gnbv"), "read", folder, "--format", "csv"]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
        taken = time.perf_counter() - began
    if done.returncode:
        raise SystemExit(f"bench: gnbv read failed: {done.stderr.strip().splitlines()[-1]}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"{files} reports of {len(content) / 1000:.0f} KB: {taken:.0f} s, {files / taken:.1f} a second, {peak:.0f} MB"
    )


def main() -> None:
    """Parse the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--repeat", type=int, default=7)
    parser.add_argument("--files", type=int, default=1000)
    arguments = parser.parse_args()
    time_steps(arguments.repeat)
    thousand(arguments.files)


if __name__ == "__main__":
    main()
