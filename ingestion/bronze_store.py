"""The files of the bronze tables: written, committed, listed and swept here and nowhere else.

Several processes may write at once as long as no two write the same batch: `ingestion.collect` holds a lock a source.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ingestion.atomic import is_temporary, write_atomically
from ingestion.bronze import TABLES
from ingestion.bronze_batch import COMMIT, BatchWriter, batch_file, parquet, with_batch
from ingestion.bronze_rows import as_table

__all__ = [
    "CALENDAR",
    "COMMIT",
    "EMPTY",
    "BatchWriter",
    "as_table",
    "batch_file",
    "committed_batches",
    "init_bronze",
    "read_table",
    "replace_table",
    "sweep",
    "write_batch",
    "write_batches_manifest",
    "write_explanations",
    "write_reminder_events",
    "write_run_steps",
    "write_table",
]

EMPTY = "_empty"
#: The batch of the working calendar: one file, replaced as a whole, always in force.
CALENDAR = "_calendar"
#: The batch of the definitions of forms, likewise.
FORMS = "_forms"
#: The batch of the ledger of explanations, likewise.
EXPLANATIONS = "_explanations"
#: The batch of the ledger of reminders, likewise.
REMINDERS = "_reminders"
#: The batch of the ledger of runs, likewise.
RUNS = "_runs"
#: Batches that no source sent and that are always in force.
_STANDING = (CALENDAR, EXPLANATIONS, FORMS, REMINDERS, RUNS)


def write_table(bronze: Path, table: str, batch_id: str, content: pa.Table) -> None:
    """Write one table of one batch atomically; `batch_id` overwrites that column. Raises OSError."""
    place = batch_file(bronze, table, batch_id)
    write_atomically(place, parquet(with_batch(table, batch_id, content)))


def replace_table(bronze: Path, table: str, batch_id: str, content: pa.Table) -> bool:
    """Write one table of a standing batch, unless it holds the same; say whether it differed. Raises OSError."""
    place = batch_file(bronze, table, batch_id)
    if place.exists():
        held = pq.read_table(place)
        if held.schema.equals(content.schema) and held.drop_columns("batch_id").equals(
            content.drop_columns("batch_id")
        ):
            return False
    write_table(bronze, table, batch_id, content)
    return True


def write_explanations(bronze: Path, rows: list[dict[str, Any]]) -> bool:
    """Write the entries of the ledger of explanations, as the columns of `explanation`; say whether they differed.

    Raises OSError.
    """
    return replace_table(bronze, "explanation", EXPLANATIONS, as_table("explanation", rows))


def write_reminder_events(bronze: Path, rows: list[dict[str, Any]]) -> bool:
    """Write the events of the ledger of reminders, as the columns of `reminder_event`; say whether they differed.

    Raises OSError.
    """
    return replace_table(bronze, "reminder_event", REMINDERS, as_table("reminder_event", rows))


def write_run_steps(bronze: Path, rows: list[dict[str, Any]]) -> bool:
    """Write the records of the ledger of runs, as the columns of `run_step`; say whether they differed.

    Raises OSError.
    """
    return replace_table(bronze, "run_step", RUNS, as_table("run_step", rows))


def write_batch(bronze: Path, batch_id: str, tables: Mapping[str, pa.Table]) -> None:
    """Write and commit a batch whose tables are at hand, as `BatchWriter` does. Raises ValueError, OSError."""
    with BatchWriter(bronze, batch_id) as batch:
        for table, rows in tables.items():
            if table != COMMIT and rows.num_rows:
                batch.add_table(table, rows)
        batch.commit(tables[COMMIT])


def init_bronze(bronze: Path) -> None:
    """Write `_empty.parquet` for every table, so that a pattern over the table's files always finds the schema."""
    for table, schema in TABLES.items():
        place = batch_file(bronze, table, EMPTY)
        if not place.exists() or not pq.read_schema(place).equals(schema):
            write_atomically(place, parquet(schema.empty_table()))


def committed_batches(bronze: Path) -> list[str]:
    """Return the ids of all committed batches, sorted; the standing ones are not among them."""
    return sorted(path.stem for path in (bronze / COMMIT).glob("*.parquet") if path.stem != EMPTY)


def write_batches_manifest(bronze: Path, path: Path) -> None:
    """Write a Parquet file with one column `batch_id`: every batch one build is to see, and those in force."""
    ids = [*_STANDING, *committed_batches(bronze)]
    write_atomically(path, parquet(pa.table({"batch_id": pa.array(ids, pa.string())})))


def read_table(bronze: Path, table: str, batches: Iterable[str] | None = None) -> pa.Table:
    """Return a table's rows of the standing and all committed batches, or of those named, in order of their ids."""
    wanted = [*_STANDING, *committed_batches(bronze)] if batches is None else sorted(batches)
    places = [place for batch in wanted if (place := batch_file(bronze, table, batch)).exists()]
    schema = TABLES[table]
    return pa.concat_tables([schema.empty_table(), *(pq.read_table(place, schema=schema) for place in places)])


def sweep(bronze: Path, *, older_than: timedelta, now: datetime, landing: Path | None = None) -> list[Path]:
    """Remove what killed runs left: files of uncommitted batches and half-made files, not changed for `older_than`.

    The age protects the batches that are being written. What the landing zone holds whole stays, whoever asked for it.
    Returns what was removed. Raises OSError.
    """
    kept = {*committed_batches(bronze), EMPTY, *_STANDING}
    files = [path for table in TABLES for path in (bronze / table).glob("*")]
    left = [path for path in files if is_temporary(path) or (path.suffix == ".parquet" and path.stem not in kept)]
    if landing is not None:
        left += [path for path in landing.rglob("*") if is_temporary(path)]
    old = [path for path in sorted(left) if now - datetime.fromtimestamp(path.stat().st_mtime, UTC) > older_than]
    for path in old:
        path.unlink(missing_ok=True)
    return old
