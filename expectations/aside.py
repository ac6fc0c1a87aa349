"""The suites in a process of their own, which is ready when they are wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from expectations.engine import get_ready
from expectations.result import GateResult
from expectations.runner import run_suites


@contextmanager
def suites_aside() -> Iterator[Callable[..., GateResult]]:
    """Give `run_suites` as it runs in another process, with the same arguments and errors.

    What it imports takes seconds of a processor: imported at once, while the caller does something else.
    """
    with ProcessPoolExecutor(1, get_context("spawn"), initializer=get_ready) as aside:
        aside.submit(int)  # starts it
        yield lambda *given, **named: aside.submit(run_suites, *given, **named).result()
