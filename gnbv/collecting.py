"""Taking in several sources, one after another or in several processes; a source that fails stops no other."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gnbv.batches import SourceBatch, in_batches, local_day, most_batches, read_batch
from gnbv.policy import effective_seeds
from gnbv.progress import OnProgress
from gnbv.run_facts import of_round, of_source
from gnbv.runs import recorded, run_of
from gnbv.settings import Workspace
from gnbv.spread import spread

if TYPE_CHECKING:
    from ingestion import CollectSummary, SourceEntry

_TITLE = "collecting from the sources"
#: Batches a process: the one that is done first takes the next.
_SHARE = 8
#: So many failed sources are named in the error of a task.
_TOLD = 3


def collect_entry(
    ws: Workspace,
    entry: SourceEntry,
    seeds: Path,
    run_id: str,
    as_of: date | None,
    now: datetime | None,
    filesystem: Any = None,
) -> CollectSummary:
    """Take in one source; raises `ingestion.SourceFailed` when it cannot be read."""
    from gnbv.connections import opened_for
    from ingestion import collect_source

    with opened_for(entry, ws.home) as own:
        return collect_source(
            entry,
            landing=ws.landing,
            bronze=ws.bronze,
            seeds=seeds,
            run_id=run_id,
            now=now or datetime.now(UTC),
            as_of=as_of,
            filesystem=filesystem or own,
        )


class BatchFailed(RuntimeError):  # noqa: N818 - what happened, as the digest tells it
    """Some sources of a batch could not be read; `read` others are committed, and a retry takes up only these."""

    def __init__(self, message: str, read: int) -> None:
        super().__init__(message)
        self.read = read


def collect_entries(
    ws: Workspace,
    entries: Sequence[SourceEntry],
    seeds: Path,
    run_id: str,
    *,
    as_of: date | None,
    now: datetime | None,
    processes: int,
    show: OnProgress,
) -> list[CollectSummary]:
    """Take in sources; summaries in the order of the entries, with `failure` set where one could not be read."""
    from ingestion import Reference

    batches = in_batches(entries, Reference.load(seeds), local_day(now), max(most_batches(), _SHARE * processes))
    work = partial(collect_in_batch, ws, seeds, run_id, as_of, now)
    done: dict[str, CollectSummary] = {}
    show(_TITLE, 0, len(entries))
    for _, summaries in spread(work, batches, processes):
        done |= {one.source_id: one for one in summaries}
        show(_TITLE, len(done), len(entries))
    return [done[one.source_id] for one in entries]


def collect_batch(
    ws: Workspace, batch_id: str, run_id: str, *, as_of: date | None = None, now: datetime | None = None
) -> list[CollectSummary]:
    """Take in the sources of one batch of `gnbv.batches`; a retry of the run takes up only what failed before.

    Raises, once all are done, `ingestion.SourceFailed` when the one source of a batch could not be read, BatchFailed
    when some of several could not.
    """
    from ingestion import init_bronze

    batch, seeds = read_batch(ws, batch_id, local_day(now)), effective_seeds(ws)
    init_bronze(ws.bronze)
    if len(batch.entries) == 1:
        with recorded(ws, run_of(run_id), "collect", "source", batch.entries[0].source_id) as made:
            summary = collect_entry(ws, batch.entries[0], seeds, run_id, as_of, now)
            made.tell(of_source(ws, summary))
        return [summary]
    with recorded(ws, run_of(run_id), "collect", "batch", batch.name) as made:
        summaries = collect_in_batch(ws, seeds, run_id, as_of, now, batch)
        made.tell(of_round(ws, summaries))
        if failures := _failures(summaries):
            raise BatchFailed(failures, sum(1 for one in summaries if one.failure is None))
    return summaries


def collect_in_batch(
    ws: Workspace, seeds: Path, run_id: str, as_of: date | None, now: datetime | None, batch: SourceBatch
) -> list[CollectSummary]:
    """Take in the sources of a batch; the summary of one that could not be read has `failure` set."""
    from gnbv.connections import opened_for
    from ingestion import SourceFailed, collect_together

    # The round has one record, and so has every source that failed: a country's communes are too many for one each.
    note = partial(recorded, ws, run_of(run_id), "collect", "source", only_failed=True)
    if len(batch.entries) == 1:
        entry = batch.entries[0]
        try:
            with note(entry.source_id):
                return [collect_entry(ws, entry, seeds, run_id, as_of, now)]
        except SourceFailed as failed:
            return [failed.summary]
    summaries = list(
        collect_together(
            batch.entries,
            landing=ws.landing,
            bronze=ws.bronze,
            seeds=seeds,
            run_id=run_id,
            now=now or datetime.now(UTC),
            as_of=as_of,
            opened=lambda entry: opened_for(entry, ws.home),
        )
    )
    for one in summaries:
        if one.failure is not None:
            with suppress(SourceFailed), note(one.source_id):
                raise SourceFailed(one.failure, one)
    return summaries


def _failures(summaries: Sequence[CollectSummary]) -> str | None:
    """Say in one line which sources of a batch could not be read, and why; None where all could."""
    failed = [one for one in summaries if one.failure is not None]
    if not failed:
        return None
    shown = "; ".join(f"{one.name} ({one.source_id}): {one.failure}" for one in failed[:_TOLD])
    more = f"; and {len(failed) - _TOLD} more: gnbv runs --job collect --failed --steps" if len(failed) > _TOLD else ""
    return f"{len(failed)} of {len(summaries)} sources could not be read: {shown}{more}"
