"""Taking in many sources of few files each: they share batches, so that bronze has not one file a table and source.

A batch is still written and committed as a whole, by the rename of its receipts, and the lock of every source in it is
held from before it is visited until after. A source with many new files has a batch of its own, as it would alone.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from ingestion.arrivals import end_of
from ingestion.atomic import Staging
from ingestion.bronze_store import BatchWriter
from ingestion.collect import CollectSummary, Reader, Visit, done_before, only_one
from ingestion.landing import Landing
from ingestion.model import FormValues, SourceEntry
from ingestion.past import Past, free_id, read_past, shelf_of
from ingestion.readers import read_file
from ingestion.receipts import Batch, Receipts, numbered
from ingestion.reference import Reference
from ingestion.sources import slug

#: Sources whose locks are held at a time, each an open file.
_AT_ONCE = 200
#: A source with more new files has a batch of its own; until then its rows wait in memory.
_FEW_FILES = 20
#: A shared batch is committed after so many receipts, or so many seconds: what a kill can cost is bounded.
_FULL, _LONG = 2_000, 60.0


def collect_together(
    entries: Sequence[SourceEntry],
    *,
    landing: Path,
    bronze: Path,
    seeds: Path,
    run_id: str,
    now: datetime,
    as_of: date | None = None,
    opened: Callable[[SourceEntry], AbstractContextManager[Any]] = lambda entry: nullcontext(),
    reader: Reader = read_file,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[CollectSummary]:
    """Take in sources as `collect_source` does each, province after province, and yield their summaries once committed.

    Sources that lie in one province share batches. One that cannot be read stops no other: its
    summary has `failure` set. A retry of the run takes up those that failed or were not committed. `opened` gives the
    file system of a source while it is visited, or None. Raises OSError when the workspace cannot be written,
    ValueError when `now` has no time zone.
    """
    if now.tzinfo is None:
        raise ValueError("now: expected an instant with a time zone, found one without; pass datetime.now(UTC)")
    reference = Reference.load(seeds)
    shelves: defaultdict[str, list[SourceEntry]] = defaultdict(list)
    for entry in entries:
        shelves[shelf_of(entry, reference)].append(entry)
    for shelf, some in shelves.items():
        for first in range(0, len(some), _AT_ONCE):
            few = some[first : first + _AT_ONCE]
            with only_one(bronze, *(one.source_id for one in few)):
                past = read_past(bronze, few, reference, run_id)
                round_ = _Round(Landing(landing), bronze, shelf, run_id, now.astimezone(UTC), reader, reference, clock)
                summaries = round_.collect(few, past, opened, None if as_of is None else end_of(as_of))
            yield from summaries


class _Waiting:
    """The rows of one source until it is known whose batch they go to: its own, once its files are no longer few."""

    def __init__(self, own: Callable[[], BatchWriter]) -> None:
        self.writer: BatchWriter | None = None
        self._own = own
        self._rows: list[Mapping[str, list[dict[str, Any]]]] = []
        self._forms: list[tuple[str, FormValues]] = []

    def add(self, rows: Mapping[str, list[dict[str, Any]]]) -> None:
        """Take in the rows of one file, by table. Raises OSError."""
        if self.writer is None and len(self._rows) >= _FEW_FILES:
            writer = self._own()
            self.pour(writer)
            self.writer = writer
        if self.writer is None:
            self._rows.append(rows)
        else:
            self.writer.add(rows)

    def add_form(self, key: str, form: FormValues) -> None:
        """Take in the cells of one form. Raises OSError."""
        if self.writer is None:
            self._forms.append((key, form))
        else:
            self.writer.add_form(key, form)

    def pour(self, writer: BatchWriter) -> None:
        """Hand everything on."""
        for rows in self._rows:
            writer.add(rows)
        for key, form in self._forms:
            writer.add_form(key, form)
        self._rows, self._forms = [], []


@dataclass
class _Shared:
    """A batch under construction: the receipts and summaries of its sources, the contents they brought."""

    batch_id: str
    staging: Staging
    writer: BatchWriter
    began: float
    receipts: list[Receipts] = field(default_factory=list)
    attempts: int = 0
    summaries: list[CollectSummary] = field(default_factory=list)
    contents: set[str] = field(default_factory=set)


class _Round:
    """Sources of one province, visited one after another while their locks are held."""

    def __init__(
        self, landing: Landing, bronze: Path, shelf: str, run_id: str, now: datetime, reader: Reader,
        reference: Reference, clock: Callable[[], float],
    ) -> None:  # fmt: skip
        self._landing, self._bronze, self._shelf, self._run_id, self._now = landing, bronze, shelf, run_id, now
        self._reader, self._reference, self._clock = reader, reference, clock
        self._shared: _Shared | None = None
        self._done: dict[str, CollectSummary] = {}

    def collect(
        self, entries: Sequence[SourceEntry], past: Past, opened: Callable[[SourceEntry], AbstractContextManager[Any]],
        cutoff: datetime | None,
    ) -> list[CollectSummary]:  # fmt: skip
        """Visit them and commit; returns the summaries in order. What was not committed is dropped when this raises."""
        try:
            for entry in entries:
                if entry.source_id in past.done:
                    self._done[entry.source_id] = done_before(entry, past.done[entry.source_id])
                else:
                    self._visit(entry, past, opened, cutoff)
            self._commit()
        except Exception:
            self._drop()
            raise
        return [self._done[one.source_id] for one in entries]

    def _visit(
        self, entry: SourceEntry, past: Past, opened: Callable[[SourceEntry], AbstractContextManager[Any]],
        cutoff: datetime | None,
    ) -> None:  # fmt: skip
        with Staging() as staging, ExitStack() as own:
            waiting = _Waiting(lambda: own.enter_context(BatchWriter(self._bronze, self._own_id(entry), staging)))
            batch = Batch(entry, waiting, run_id=self._run_id, now=self._now)
            visit = Visit(entry, batch, partial(self._landing.stage, staging), self._reader, self._reference)
            with opened(entry) as filesystem:
                summary = visit.run(filesystem, past.known[entry.source_id], cutoff)
            receipts = visit.receipts(summary)
            if waiting.writer is not None:
                own_id = self._own_id(entry)
                waiting.writer.commit(numbered(own_id, receipts))
                self._done[entry.source_id] = replace(summary, batch_id=own_id)
            else:
                self._share(summary, batch.contents, receipts, waiting, staging)

    def _own_id(self, entry: SourceEntry) -> str:
        return free_id(self._bronze, slug(entry.source_id), self._run_id, entry.source_id)

    def _share(
        self, summary: CollectSummary, contents: set[str], receipts: list[Receipts], waiting: _Waiting, staging: Staging
    ) -> None:
        # Copies of one content in one batch could not be told apart: a submission is known by its content and batch.
        if self._shared is not None and not self._shared.contents.isdisjoint(contents):
            self._commit()
        shared = self._shared or self._open(summary.source_id)
        shared.staging.adopt(staging)
        waiting.pour(shared.writer)
        shared.receipts += receipts
        shared.attempts += summary.files_new + 1
        shared.summaries.append(replace(summary, batch_id=shared.batch_id))
        shared.contents |= contents
        if shared.attempts >= _FULL or self._clock() - shared.began >= _LONG:
            self._commit()

    def _open(self, first_id: str) -> _Shared:
        batch_id = free_id(self._bronze, self._shelf, self._run_id, first_id)
        staging = Staging()
        self._shared = _Shared(
            batch_id, staging, BatchWriter(self._bronze, batch_id, staging), self._clock()
        )  # fmt: skip
        return self._shared

    def _commit(self) -> None:
        if self._shared is None:
            return
        shared = self._shared
        with shared.writer:
            shared.writer.commit(numbered(shared.batch_id, shared.receipts))
        self._done |= {one.source_id: one for one in shared.summaries}
        self._shared = None

    def _drop(self) -> None:
        if self._shared is not None:
            self._shared.writer.__exit__(Exception, None, None)
            self._shared = None
