"""Work spread over processes: each item as a task of its own, results as they come."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from multiprocessing import forkserver
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from threading import Thread
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

#: What every worker needs; imported once, by the process that the workers are forked from. pyarrow imports pandas with
#: the first list it turns into a column, wanted or not.
PRELOADED = ("ingestion", "pandas")


def prepare(processes: int) -> None:
    """Begin to start the workers that `spread` will want, beside what the caller still has to do."""
    if processes > 1 and _context().get_start_method() == "forkserver":
        forkserver.ensure_running()


def spread(work: Callable[[Item], Result], items: Sequence[Item], processes: int) -> Iterator[tuple[int, Result]]:
    """Yield the place of each item with what `work` gave for it, as soon as it is done; in order with one process.

    With more, `work`, items and results must be fit for pickling. What `work` raises stops the rest: items that have
    not begun are given up, those under way are waited for.
    """
    if processes < 1:
        raise ValueError(f"expected at least one process, found {processes}")
    if min(processes, len(items)) <= 1:
        yield from ((place, work(item)) for place, item in enumerate(items))
        return
    with ProcessPoolExecutor(min(processes, len(items)), _context(), initializer=_end_with_parent) as pool:
        places: dict[Future[Result], int] = {pool.submit(work, item): place for place, item in enumerate(items)}
        try:
            for done in as_completed(places):
                yield places.pop(done), done.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _end_with_parent() -> None:
    """See to it that a worker ends when the process that wants its results was killed, whatever it is doing."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=_watch, args=(parent.sentinel,), daemon=True).start()


def _watch(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def _context() -> BaseContext:
    """Return a way to start workers that leaves threads and locks of this process out of them."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(PRELOADED))
    return context
