"""The report: machine, versions, what was measured, limits, peers, and how far to trust it."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from scale.limits import Judged, Medians, judged, line_of, ratio
from scale.measured import Book
from scale.questions import ANALYST, ASKED, CELL, LATE, LATE_ONE, TRACE, TRACE_ALL
from scale.steps import STEPS
from scale.workplace import ROOT

_PACKAGES = ("duckdb", "dbt-core", "dbt-duckdb", "pyarrow", "pandas", "great-expectations")
_BESIDE_SCRIPT = ("script", "run", "limited", "tested")
_TIMED = (
    *("make", "prepare", "parse", "script", "run", "limited", "tested", "findings"),
    *("whole", "publish", "day", "rebuilt"),
)


def write(book: Book, path: Path, chart: str | None) -> None:
    """Write the report of all that is in the book; `chart` is the name of the picture beside it."""
    path.write_text("\n".join(_lines(book, chart)) + "\n", encoding="utf-8")


def _lines(book: Book, chart: str | None) -> Iterator[str]:
    days = sorted({line["at"][:10] for line in book.lines})
    yield "# Scale: what was measured"
    yield ""
    yield "Written by `benchmarks/scale.py`; how to read it is told in `README.md` beside it. Numbers of one run:"
    yield "compare lines with each other, not with those of another machine."
    yield ""
    yield f"- measured {' to '.join(dict.fromkeys((days[0], days[-1]))) if days else 'never'}, commit {_commit()}"
    yield f"- {machine()}"
    yield f"- Python {platform.python_version()}, " + ", ".join(f"{name} {_version(name)}" for name in _PACKAGES)
    yield f"- two threads throughout; medians, of so many turns as the column says; questions asked {ASKED} times each"
    if chart:
        yield from ("", f"![Seconds by figures]({chart})")
    yield from _section("Limits", _limits(list(judged(book))))
    yield from _section("Seconds and peak memory", _times(book))
    yield from _section("Growth", _growth(book))
    yield from _section("Questions to the published file", _questions(book))
    yield from _section("Beside other tools", _peers(book))
    yield from _section("What did not run", _failures(book))
    yield from _said(book)


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    content = list(lines)
    if content:
        yield from ("", f"## {title}", "", *content)


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    written = [f"| {' | '.join(str(cell) for cell in row)} |" for row in rows]
    return [f"| {' | '.join(heads)} |", "|" + " --- |" * len(heads), *written] if written else []


def _limits(limits: list[Judged]) -> list[str]:
    def shown(one: Judged, value: float | None) -> str:
        if value is None:
            return "-"
        return f"{value:.2f}x" if one.unit == "x" else f"{value:,.0f} {one.unit}"

    missed = sum(one.verdict == "MISSED" for one in limits)
    absent = sum(one.verdict == "not run" for one in limits)
    said = f"{len(limits)} limits: {len(limits) - missed - absent} ok, {missed} MISSED, {absent} not run."
    rows = [(one.what, one.size, shown(one, one.found), shown(one, one.limit), one.verdict) for one in limits]
    return [said, "", *_table(("what", "figures", "found", "limit", ""), rows)]


def _times(book: Book) -> list[str]:
    abouts = {step.name: step.about for step in STEPS}
    rows = []
    for size in book.sizes():
        told = Medians(book, size)
        for step in _TIMED:
            seconds = told.of(step)
            if seconds is not None:
                against = ratio(seconds, told.of("script")) if step in _BESIDE_SCRIPT else None
                rows.append((
                    size, abouts[step], f"{seconds:,.1f}", f"{against:.2f}x" if against else "-",
                    f"{told.of(step, 'peak_mb') or 0:,.0f}", told.turns(step),
                ))  # fmt: skip
    return _table(("figures", "step", "s", "of the script", "peak MB", "turns"), rows)


def _growth(book: Book) -> list[str]:
    fits = ((step, line_of(book, step)) for step in ("script", "run", "tested", "findings", "whole", "day", "publish"))
    rows = [(step, f"{fit[0]:.1f}", f"{fit[1]:.2f}", f"{fit[2]:.0%}") for step, fit in fits if fit]
    return _table(("step", "s fixed", "s a million figures", "furthest from the line"), rows)


def _questions(book: Book) -> list[str]:
    names = [one.name for one in (*ANALYST, LATE, LATE_ONE, CELL)] + [TRACE, TRACE_ALL]
    rows = [
        (size, name, *(f"{told.question(name, field):,.1f}" for field in ("p50_ms", "p95_ms")),
         f"{told.question(name, 'rows'):,.0f}")
        for size in book.sizes() for told in [Medians(book, size)] for name in names if told.question(name) is not None
    ]  # fmt: skip
    return _table(("figures", "question", "p50 ms", "p95 ms", "most rows"), rows)


def _peers(book: Book) -> list[str]:
    """What each peer does is told in `peers/README.md`; each beside the same work done here."""
    rows = []
    for size in book.sizes():
        for step in (one for one in STEPS if one.name.startswith("peer-")):
            told = Medians(book, size)
            seconds, own = told.of(step.name, "own_seconds"), told.of(step.name, "ours_seconds")
            if seconds is not None and own is not None:
                rows.append((
                    size, step.about, f"{seconds:.1f}", f"{own:.1f}", f"{seconds / own:.1f}x",
                    f"{told.of(step.name, 'peak_mb') or 0:,.0f}", told.turns(step.name),
                ))  # fmt: skip
    return _table(("figures", "peer and its part", "s", "the same here, s", "ratio", "peak MB", "turns"), rows)


def _failures(book: Book) -> list[str]:
    said = ((size, step.name, book.failure(size, step.name)) for size in book.sizes() for step in STEPS)
    return [f"- {size}, {step}: not run: {' '.join(why.split())}" for size, step, why in said if why]


def _said(book: Book) -> Iterator[str]:
    for size in book.sizes():
        for step in ("intake", "collecting"):
            for line in book.good(size, step)[-1:]:
                yield from _section(f"`benchmarks/{step}.py`", ["```text", line["said"], "```"])


def machine() -> str:
    """Processors, memory, system; what a reader needs to know whether the numbers can be compared with his own."""
    names = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if Path("/proc/cpuinfo").is_file() else []
    model = next((line.split(":", 1)[1].strip() for line in names if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return f"{os.cpu_count()} processors ({model}), {memory:.0f} GB memory, {platform.system()} {platform.release()}"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _commit() -> str:
    found = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )  # fmt: skip
    return found.stdout.strip() or "not known"
