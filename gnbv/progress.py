"""Progress of long work, for people, on stderr: a bar on a terminal, one line per step elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

#: Called with (step, done, total) while a job works; `step` is one short English phrase; `total` 0 means unknown.
OnProgress = Callable[[str, int, int], None]


def silent(step: str, done: int, total: int) -> None:
    """Show nothing."""


@contextmanager
def shown(stream: TextIO | None = None) -> Iterator[OnProgress]:
    """Yield a callback that shows progress on `stream` (stderr); standard output stays clean for data."""
    out = stream or sys.stderr
    if not out.isatty():
        yield _lines(out)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(file=out), transient=True) as bars:
        tasks: dict[str, int] = {}

        def show(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=None)
            bars.update(bars.tasks[tasks[step]].id, completed=done, total=total or None)

        yield show


def _lines(out: TextIO) -> OnProgress:
    said: set[str] = set()

    def show(step: str, done: int, total: int) -> None:
        if step not in said:
            said.add(step)
            print(f"{step} ...", file=out, flush=True)

    return show
