"""The files of the bronze tables: written, committed, listed and swept here and nowhere else.

Several processes may write at once as long as no two write the same batch: `ingestion.collect` holds a lock a source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ingestion.atomic import is_temporary, remove, write_atomically
from ingestion.bronze import TABLES

EMPTY = "_empty"
#: The batch of the working calendar: one file, replaced as a whole, always in force.
CALENDAR = "_calendar"
#: The batch of the definitions of forms, likewise.
FORMS = "_forms"
#: Batches that no source sent and that are always in force.
_STANDING = (CALENDAR, FORMS)
_COMMIT = "attempt"
_BATCH_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")


def batch_file(bronze: Path, table: str, batch_id: str) -> Path:
    """Return the place of a batch's file. Raises ValueError if the table is unknown or the id is no plain file name."""
    if table not in TABLES:
        raise ValueError(f"unknown bronze table {table!r}; expected one of {', '.join(TABLES)}")
    if not _BATCH_ID.fullmatch(batch_id):
        raise ValueError(f"batch id {batch_id!r} is not a plain file name; expected letters, digits, '.', '_' and '-'")
    return bronze / table / f"{batch_id}.parquet"


def as_table(table: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Turn rows into an Arrow table of the bronze schema; a column a row leaves out is null.

    Raises ValueError for a column the table does not have, pyarrow.ArrowException for a value of the wrong kind.
    """
    schema = TABLES[table]
    unknown = sorted({name for row in rows for name in row} - set(schema.names))
    if unknown:
        raise ValueError(f"bronze table {table} has no column {', '.join(unknown)}; it has {', '.join(schema.names)}")
    return pa.Table.from_pylist([dict(row) for row in rows], schema=schema)


def write_table(bronze: Path, table: str, batch_id: str, content: pa.Table) -> None:
    """Write one table of one batch atomically; `batch_id` overwrites that column. Raises OSError."""
    place, schema = batch_file(bronze, table, batch_id), TABLES[table]
    ids = pa.array([batch_id] * content.num_rows, pa.string())
    content = content.set_column(schema.get_field_index("batch_id"), schema.field("batch_id"), ids)
    write_atomically(place, _parquet(content))


def write_batch(bronze: Path, batch_id: str, tables: Mapping[str, pa.Table]) -> None:
    """Write and commit a batch: every other table first, `attempt` last. A table without rows has no file.

    What a killed run left under the same id is replaced or removed. A batch that is already committed is not written
    again (ValueError): readers may be holding it. Raises OSError.
    """
    if batch_file(bronze, _COMMIT, batch_id).exists():
        raise ValueError(f"batch {batch_id} is already committed; a new try needs an id of its own")
    if tables[_COMMIT].num_rows == 0:
        raise ValueError(f"batch {batch_id} has no attempt row; every attempt leaves a receipt")
    for table in TABLES:
        rows = tables.get(table)
        if table == _COMMIT:
            continue
        if rows is not None and rows.num_rows:
            write_table(bronze, table, batch_id, rows)
        else:
            remove(batch_file(bronze, table, batch_id))
    write_table(bronze, _COMMIT, batch_id, tables[_COMMIT])


def init_bronze(bronze: Path) -> None:
    """Write `_empty.parquet` for every table, so that a pattern over the table's files always finds the schema."""
    for table, schema in TABLES.items():
        place = batch_file(bronze, table, EMPTY)
        if not place.exists() or not pq.read_schema(place).equals(schema):
            write_atomically(place, _parquet(schema.empty_table()))


def committed_batches(bronze: Path) -> list[str]:
    """Return the ids of all committed batches, sorted; the calendar and the forms are not among them."""
    return sorted(path.stem for path in (bronze / _COMMIT).glob("*.parquet") if path.stem != EMPTY)


def write_batches_manifest(bronze: Path, path: Path) -> None:
    """Write a Parquet file with one column `batch_id`: every batch one build is to see, and those in force."""
    ids = [*_STANDING, *committed_batches(bronze)]
    write_atomically(path, _parquet(pa.table({"batch_id": pa.array(ids, pa.string())})))


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


def _parquet(content: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(content, sink, compression="zstd")
    return bytes(sink.getvalue())
