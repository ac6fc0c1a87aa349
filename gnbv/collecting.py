"""Taking in several sources, one after another or in several processes; a source that fails stops no other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gnbv.progress import OnProgress
from gnbv.runs import recorded, run_of
from gnbv.settings import Workspace
from gnbv.spread import spread

if TYPE_CHECKING:
    from ingestion import CollectSummary, SourceEntry

_TITLE = "collecting from the sources"


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
    work = partial(_collect_or_tell, ws, seeds, run_id, as_of, now)
    done: dict[int, CollectSummary] = {}
    show(_TITLE, 0, len(entries))
    for place, summary in spread(work, entries, processes):
        done[place] = summary
        show(_TITLE, len(done), len(entries))
    return [done[place] for place in range(len(entries))]


def _collect_or_tell(
    ws: Workspace, seeds: Path, run_id: str, as_of: date | None, now: datetime | None, entry: SourceEntry
) -> CollectSummary:
    from ingestion import SourceFailed

    try:
        # The round has one record, and so has every source that failed: a country's communes are too many for one each.
        with recorded(ws, run_of(run_id), "collect", "source", entry.source_id, only_failed=True):
            return collect_entry(ws, entry, seeds, run_id, as_of, now)
    except SourceFailed as failed:
        return failed.summary
