"""What a thousand letters cost, each as an editable document and as a PDF.

Usage: python benchmarks/letters.py [--letters N] [--processes N]. Letters differ in every paragraph; one in a hundred
carries an annex of 63 rows. The floor is what the two formats cost by themselves, in the same run: typst setting one
line on an empty page, and the parts of an empty document put into a package.
"""

from __future__ import annotations

import argparse
import io
import os
import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import typst
from rich.console import Console
from rich.table import Table

from delivery.letters import Letter, write_all
from delivery.letters.document import TEMPLATE
from gnbv.settings import PROJECT

sys.path.insert(0, str(PROJECT / "tests/unit/delivery/letters"))  # the sample letters are part of the tests

from letter_samples import COLLECTIVE, SINGLE

LIMIT = 60.0
#: The letters the limit is for.
_LETTERS = 1000
_ONE_ANNEX_IN = 100


def letters(count: int) -> list[Letter]:
    """So many letters, no two with the same subject, paragraphs or name."""
    made = []
    for number in range(count):
        sample = SINGLE if number % _ONE_ANNEX_IN else COLLECTIVE
        texts = tuple(f"({number}) {text}" for text in (*sample.paragraphs[:-1] * 2, sample.paragraphs[-1]))
        made.append(
            replace(sample, file_stem=f"thu-{number}", subject=f"{sample.subject} ({number})", paragraphs=texts)
        )
    return made


def bare_pdf(count: int) -> None:
    """One line on an empty page."""
    compiler = typst.Compiler()
    for number in range(count):
        compiler.compile(str(number).encode(), format="pdf")


def bare_package(count: int) -> None:
    """The parts of the template, unpacked once, put into a package each time."""
    with zipfile.ZipFile(TEMPLATE) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for _ in range(count):
        with zipfile.ZipFile(io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in parts.items():
                package.writestr(name, content)


def measure(work: Callable[[], object]) -> tuple[float, float]:
    """How many seconds it takes, and how many of a processor's (those of the processes it starts included)."""
    began, busy = time.perf_counter(), processor()
    work()
    return time.perf_counter() - began, processor() - busy


def processor() -> float:
    """Seconds of a processor used so far, here and in processes that have ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def peak() -> float:
    """Peak memory in MB, of this process or of the largest it has started."""
    used = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return max(used) / 1024


def cells(took: float, busy: float, count: int, floor: float) -> tuple[str, ...]:
    """One measurement as cells of a table."""
    return f"{took:.1f}", f"{busy:.1f}", f"{busy / count * 1000:.1f}", f"{busy / floor:.1f}"


def main() -> None:
    """Parse the arguments, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--letters", type=int, default=_LETTERS)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="beside one alone")
    arguments = parser.parse_args()
    count, load = arguments.letters, os.getloadavg()[0]
    made = letters(count)
    title = f"{count:,} letters, .docx and .pdf each"
    table = Table("what", "s", "s of a processor", "ms of a processor a letter", "x floor", title=title)
    parts = (measure(partial(bare_pdf, count)), measure(partial(bare_package, count)))
    floor = sum(busy for _, busy in parts)
    table.add_row("floor: an empty page, an empty package", *cells(sum(took for took, _ in parts), floor, count, floor))
    for processes in sorted({1, arguments.processes}):
        with tempfile.TemporaryDirectory(prefix="gnbv-bench-") as folder:
            took, busy = measure(partial(write_all, made, Path(folder), processes=processes))
        table.add_row(f"write_all, {processes} process{'es' * (processes > 1)}", *cells(took, busy, count, floor))
        limit = LIMIT * count / _LETTERS
        print(
            f"  {processes}: {took:.1f} s (limit {limit:.0f} s: {'ok' if took <= limit else 'MISSED'}), {peak():.0f} MB"
        )
    Console(width=120).print(table)
    print(f"  before this the machine was working on {load:.1f} other things, with {os.cpu_count()} processors")


if __name__ == "__main__":
    main()
