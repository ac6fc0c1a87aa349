"""What the intake of workbooks costs, against the bare read of the same files: ratios within a run, and their limits.

Usage: python benchmarks/intake.py [--files 500] [--rounds 3]. The workbooks are filled templates of
`forms/bench.v1.yml` (six sheets of 30 rows x 10 columns, besides the cover and the hidden sheet), see `workbooks.py`.
Every round measures all steps one after another; a ratio is the median over the rounds of the ratio within a round.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
from python_calamine import CalamineWorkbook
from rich.console import Console
from rich.table import Table
from workbooks import Stock, paths_of

from ingestion import SourceEntry, collect_source
from ingestion.book import Book
from ingestion.bronze_rows import as_table
from ingestion.bronze_store import BatchWriter
from ingestion.landing import digest
from ingestion.model import FormValues
from ingestion.readers.outcome import Notes
from ingestion.workbooks.door import Door
from ingestion.workbooks.plan import plan_of
from ingestion.workbooks.recognise import forms_of, recognise
from ingestion.workbooks.values import Cells, read_sheet

NOW = datetime(2024, 7, 2, 3, 0, tzinfo=UTC)
LEVEL = "province"
_PANDAS_FILES = 20
_MEMORY = Path("/dev/shm")


def bare(stock: Stock, entry: SourceEntry, home: Path) -> None:
    """Open every workbook and take every sheet as lists."""
    for path in paths_of(entry):
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()


def read(stock: Stock, entry: SourceEntry, home: Path) -> None:
    """Recognise every workbook's form and read its values by cell number into one Parquet file, with its sha256."""
    with BatchWriter(home / "bronze", "bench") as writer:
        for path in paths_of(entry):
            content = path.read_bytes()
            book = Book(content)
            found = recognise(book, LEVEL, forms_of(stock.reference))
            if found is None or found.form is None:
                raise SystemExit(f"bench: {path} is not recognised")
            cells, door = Cells(plan_of(found.form, LEVEL)), Door(Notes(path.name), NOW.date(), stock.seeds)
            for sheet in cells.plan.sheets:
                read_sheet(sheet, book.grid(sheet.title), book, cells, door)
            nos = np.flatnonzero(cells.held)
            form = FormValues("bench", 1, nos.astype(np.int32), cells.values[nos], {}, {}, 0)
            writer.add_form(digest(content), form)
        writer.commit(as_table("attempt", [{"state": "listed"}]))


def collect(stock: Stock, entry: SourceEntry, home: Path) -> None:
    """Take the source in as the intake does."""
    done = collect_source(
        entry, landing=home / "landing", bronze=home / "bronze", seeds=stock.seeds, run_id="bench", now=NOW,
        reference=stock.reference,
    )  # fmt: skip
    if done.states.keys() != {"accepted"}:
        raise SystemExit(f"bench: expected only accepted workbooks, found {done.states}")


def pandas_by_sheet(stock: Stock, entry: SourceEntry, home: Path) -> None:
    """Read every sheet of a share of the workbooks by a call of its own: their tables begin at different rows."""
    heads = {sheet.title: sheet.number_row for sheet in stock.form.sheets}
    for path in paths_of(entry)[:_PANDAS_FILES]:
        for name in CalamineWorkbook.from_path(str(path)).sheet_names:
            pd.read_excel(path, sheet_name=name, header=None, skiprows=heads.get(name), engine="openpyxl")


def pandas_at_once(stock: Stock, entry: SourceEntry, home: Path) -> None:
    """Read half that share with one call a workbook."""
    for path in paths_of(entry)[: _PANDAS_FILES // 2]:
        pd.read_excel(path, sheet_name=None, header=None, engine="openpyxl")


@dataclass(frozen=True)
class Step:
    """One thing that is timed in every round; `share` is how many of the files it reads, None for all."""

    title: str
    run: Callable[[Stock, SourceEntry, Path], None]
    limit: float | None = None
    share: int | None = None
    in_memory: bool = False


STEPS = (
    Step("python-calamine alone: open, every sheet as lists", bare),
    Step("read: form, values by cell, sha256, Parquet", read, limit=1.6),
    Step("collect: all checks, landing zone, receipts; no disk", collect, limit=2.2, in_memory=True),
    Step("collect: the same, flushed to disk", collect),
    Step("pandas with openpyxl: a call a sheet", pandas_by_sheet, share=_PANDAS_FILES),
    Step("pandas with openpyxl: one call a workbook", pandas_at_once, share=_PANDAS_FILES // 2),
)
_FASTER = 35.0
_TWO_PROCESSES = 1.7
_FLAT_MB = 8.0


@dataclass(frozen=True)
class Cost:
    """Seconds a workbook: on the clock, and of the processor."""

    wall: float
    cpu: float


def cost_of(step: Step, stock: Stock, entry: SourceEntry, files: int) -> Cost:
    """Run a step in an empty workspace and return what it cost."""
    folder = _MEMORY if step.in_memory and _MEMORY.is_dir() else stock.home
    home = Path(tempfile.mkdtemp(prefix="bench-", dir=folder))
    try:
        gc.collect()
        wall, cpu = time.perf_counter(), time.process_time()
        step.run(stock, entry, home)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    finally:
        shutil.rmtree(home)
    count = min(step.share or files, files)
    return Cost(wall / count, cpu / count)


def time_steps(stock: Stock, files: int, rounds: int) -> list[list[Cost]]:
    """Return the costs of every step, round by round; a first round over few files warms up and is not counted."""
    few, all_of_them = stock.source("few", 5), stock.source("all", files)
    for step in STEPS:
        cost_of(step, stock, few, 5)
    return [[cost_of(step, stock, all_of_them, files) for step in STEPS] for _ in range(rounds)]


def alone(stock: Stock, entries: list[SourceEntry], processes: int) -> tuple[float, float]:
    """Run `gnbv collect` over sources in an empty workspace; return its seconds and its peak memory in MB."""
    listed = stock.home / "sources.yml"
    rows = [
        {"id": one.source_id, "name": one.name, "level": one.level, "locality_code": one.locality_code, "url": one.url}
        for one in entries
    ]
    listed.write_text(json.dumps({"sources": rows}), encoding="utf-8")
    home = Path(tempfile.mkdtemp(prefix="alone-", dir=stock.home))
    settings = {"GNBV_HOME": str(home), "GNBV_SOURCES": str(listed), "GNBV_POLICY": str(Stock.policy[0])}
    command = [str(Path(sys.executable).parent / "gnbv"), "collect", "--jobs", str(processes)]
    began = time.perf_counter()
    with (
        (home / "said.txt").open("w") as said,
        subprocess.Popen(command, env=os.environ | settings, stdout=said, stderr=subprocess.STDOUT) as process,
    ):
        _, code, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(code)
    seconds = time.perf_counter() - began
    if process.returncode:
        raise SystemExit(f"bench: gnbv collect failed: {(home / 'said.txt').read_text().splitlines()[-1]}")
    shutil.rmtree(home)
    return seconds, used.ru_maxrss / 1024


def show_steps(rounds: list[list[Cost]], files: int) -> None:
    """Print what a workbook costs in each step, medians, and the ratios to the bare read of the same round."""
    title = f"{files} workbooks of 6 sheets, 30 rows x 10 columns; median of {len(rounds)} rounds"
    table = Table("step", "ms", "x bare", "x bare, CPU", "limit", title=title)
    for place, step in enumerate(STEPS):
        own, base = [one[place] for one in rounds], [one[0] for one in rounds]
        wall = statistics.median(one.wall / other.wall for one, other in zip(own, base, strict=True))
        cpu = statistics.median(one.cpu / other.cpu for one, other in zip(own, base, strict=True))
        verdict = f"<= {step.limit} {_verdict(wall <= step.limit)}" if step.limit else ""
        ms = statistics.median(one.wall for one in own) * 1000
        table.add_row(step.title, f"{ms:.2f}", f"{wall:.2f}", f"{cpu:.2f}", verdict)
    _print(table)
    for slow, place, limit in ((4, 1, _FASTER), (4, 2, None), (5, 1, None)):
        times = statistics.median(one[slow].wall / one[place].wall for one in rounds)
        verdict = f" (limit >= {limit:.0f}: {_verdict(times >= limit)})" if limit else ""
        print(f"  '{STEPS[slow].title}' takes {times:.0f} times as long as '{STEPS[place].title}'{verdict}")


def show_processes(stock: Stock, files: int, rounds: int) -> None:
    """Print how many times as fast two processes are as one over four sources, with and without their start."""
    each = files * 2 // 5
    entries = [stock.source(f"place-{place}", each, place) for place in range(4)]
    single = [stock.source(f"single-{place}", 1, place) for place in range(4)]
    found = [[alone(stock, some, count)[0] for count in (1, 2) for some in (entries, single)] for _ in range(rounds)]
    one, _, two, _ = (statistics.median(column) for column in zip(*found, strict=True))
    whole = statistics.median(row[0] / row[2] for row in found)
    work = statistics.median((row[0] - row[1]) / (row[2] - row[3]) for row in found)
    print(
        f"  gnbv collect over 4 sources of {each} workbooks: {one:.1f} s, --jobs 2 {two:.1f} s: "
        f"{whole:.2f} times as fast, {work:.2f} times "
        f"without the start of the command (limit >= {_TWO_PROCESSES}: {_verdict(work >= _TWO_PROCESSES)})"
    )


def show_memory(stock: Stock, files: int) -> None:
    """Print the peak memory of collecting one source of so many files, and of one of four times as many."""
    peaks = [alone(stock, [stock.source(f"memory-{many}", many)], 1)[1] for many in (files, 4 * files)]
    print(
        f"  peak memory: {peaks[0]:.0f} MB for {files} workbooks, {peaks[1]:.0f} MB for {4 * files} "
        f"(limit: {_FLAT_MB:.0f} MB more: {_verdict(peaks[1] - peaks[0] <= _FLAT_MB)})"
    )


def _verdict(is_kept: bool) -> str:
    return "ok" if is_kept else "MISSED"


def _print(table: Table) -> None:
    Console(width=120).print(table)


def main() -> None:
    """Parse the arguments, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    load, processors = os.getloadavg()[0], os.cpu_count()
    with tempfile.TemporaryDirectory(prefix="gnbv-bench-") as home:
        stock = Stock(Path(home))
        show_steps(time_steps(stock, arguments.files, arguments.rounds), arguments.files)
        show_processes(stock, arguments.files, arguments.rounds)
        show_memory(stock, arguments.files)
    print(f"  before this the machine was working on {load:.1f} other things, with {processors} processors")


if __name__ == "__main__":
    main()
