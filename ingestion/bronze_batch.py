"""One batch of bronze files under construction: rows come in, row groups go out, so that memory holds only a part."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Self

import pyarrow as pa
import pyarrow.parquet as pq

from ingestion.atomic import Staging, remove, write_atomically
from ingestion.bronze import TABLES
from ingestion.bronze_rows import FormPile
from ingestion.model import FormValues

COMMIT = "attempt"
_FORM_VALUE = "form_value"
_BATCH_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
#: Rows that are held as Python objects before they become columns, and rows of columns before they are written.
_HELD_ROWS, _GROUP_ROWS = 2_000, 65_536
#: Keys and words repeat; cell numbers follow each other; values hardly repeat, and a dictionary of them is lost work.
#: Rows are looked for by their submission alone: least and greatest of anything else help nobody.
_FORM_ENCODING: dict[str, Any] = {
    "use_dictionary": ["batch_id", "submission_key", "text", "absence"],
    "column_encoding": {"cell_no": "DELTA_BINARY_PACKED", "value": "PLAIN"},
    "write_statistics": ["submission_key"],
}


def batch_file(bronze: Path, table: str, batch_id: str) -> Path:
    """Return the place of a batch's file. Raises ValueError if the table is unknown or the id is no plain file name."""
    if table not in TABLES:
        raise ValueError(f"unknown bronze table {table!r}; expected one of {', '.join(TABLES)}")
    if not _BATCH_ID.fullmatch(batch_id):
        raise ValueError(f"batch id {batch_id!r} is not a plain file name; expected letters, digits, '.', '_' and '-'")
    return bronze / table / f"{batch_id}.parquet"


def parquet(content: pa.Table) -> bytes:
    """Return a table as the bytes of a Parquet file."""
    sink = pa.BufferOutputStream()
    pq.write_table(content, sink, compression="zstd")
    return bytes(sink.getvalue())


def with_batch(table: str, batch_id: str, content: pa.Table) -> pa.Table:
    """Return rows with their `batch_id` set."""
    schema = TABLES[table]
    ids = pa.repeat(batch_id, content.num_rows)
    return content.set_column(schema.get_field_index("batch_id"), schema.field("batch_id"), ids)


class BatchWriter:
    """Writes and commits one batch: every other table first, `attempt` last. A table without rows has no file.

    What a killed run left under the same id is replaced or removed. `staging` may hold files that must be in place
    before the commit. A batch that is already committed is not written again (ValueError): readers may be holding it.
    """

    def __init__(self, bronze: Path, batch_id: str, staging: Staging | None = None) -> None:
        self._bronze, self._batch_id = bronze, batch_id
        self._staging = staging or Staging()
        self._files: dict[str, _TableFile] = {}
        self._pile = FormPile()
        if batch_file(bronze, COMMIT, batch_id).exists():
            raise ValueError(f"batch {batch_id} is already committed; a new try needs an id of its own")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind is None or issubclass(kind, Exception):  # what is none is the end of the process
            for file in self._files.values():
                file.abandon()
        self._staging.__exit__(kind, *rest)

    def add(self, rows: Mapping[str, list[dict[str, Any]]]) -> None:
        """Take in rows by table, all of which have passed `fit`. Raises OSError."""
        for table, some in rows.items():
            if some:
                self._file(table).add_rows(some)

    def add_form(self, key: str, form: FormValues) -> None:
        """Take in the cells of the form of submission `key`, which have passed `check_values`. Raises OSError."""
        self._pile.add(key, form)
        if self._pile.num_rows >= _GROUP_ROWS:
            self._write_pile()

    def add_table(self, table: str, content: pa.Table) -> None:
        """Take in a table of the bronze schema. Raises OSError."""
        self._file(table).add_columns(content)

    def commit(self, attempts: pa.Table) -> None:
        """Put everything in place, the receipts last: after that the batch is there, before it is not. Raises OSError.

        The flush before the receipts sees to it that what they speak of is on disk when they are.
        """
        if attempts.num_rows == 0:
            raise ValueError(f"batch {self._batch_id} has no attempt row; every attempt leaves a receipt")
        if self._pile.num_rows:
            self._file(_FORM_VALUE)
        for table, file in self._files.items():
            is_pile = table == _FORM_VALUE and self._pile.num_rows > 0
            file.close(self._pile.as_table(self._batch_id) if is_pile else None)
        self._staging.publish()
        for table in TABLES:
            if table not in self._files and table != COMMIT:
                remove(batch_file(self._bronze, table, self._batch_id))
        place = batch_file(self._bronze, COMMIT, self._batch_id)
        write_atomically(place, parquet(with_batch(COMMIT, self._batch_id, attempts)))

    def _file(self, table: str) -> _TableFile:
        if table not in self._files:
            place = batch_file(self._bronze, table, self._batch_id)
            self._files[table] = _TableFile(table, self._batch_id, place, self._staging)
        return self._files[table]

    def _write_pile(self) -> None:
        self._file(_FORM_VALUE).write_group(self._pile.as_table(self._batch_id))
        self._pile = FormPile()


class _TableFile:
    """The file of one table: rows become columns by the thousand, columns a row group when there are enough."""

    def __init__(self, table: str, batch_id: str, place: Path, staging: Staging) -> None:
        self._table, self._batch_id, self._place, self._staging = table, batch_id, place, staging
        self._rows: list[dict[str, Any]] = []
        self._columns: list[pa.Table] = []
        self._held = 0
        self._handle: BinaryIO | None = None
        self._writer: pq.ParquetWriter | None = None

    def add_rows(self, rows: list[dict[str, Any]]) -> None:
        self._rows += rows
        if len(self._rows) >= _HELD_ROWS:
            self._turn()

    def add_columns(self, content: pa.Table) -> None:
        self._columns.append(with_batch(self._table, self._batch_id, content))
        self._held += content.num_rows
        if self._held >= _GROUP_ROWS:
            whole, self._columns, self._held = pa.concat_tables(self._columns), [], 0
            self.write_group(whole)

    def write_group(self, content: pa.Table) -> None:
        """Write one row group."""
        if self._writer is None:
            self._handle = self._staging.open(self._place)
            self._writer = _parquet_writer(self._handle, self._table, content.schema)
        self._writer.write_table(content, row_group_size=content.num_rows)

    def close(self, last: pa.Table | None = None) -> None:
        """Write the rest and end the file."""
        if self._rows:
            self._turn()
        rest = [*self._columns, *([last] if last is not None else [])]
        if self._writer is None and rest:
            self._staging.write(self._place, _one_group(self._table, pa.concat_tables(rest)))
        elif rest:
            self.write_group(pa.concat_tables(rest))
        if self._writer is not None and self._handle is not None:
            self._writer.close()
            self._handle.close()

    def abandon(self) -> None:
        """Let go of an unfinished file, which is removed afterwards."""
        if self._writer is not None and self._handle is not None and not self._handle.closed:
            with suppress(OSError, ValueError, pa.ArrowException):
                self._writer.close()
            self._handle.close()

    def _turn(self) -> None:
        rows, self._rows = self._rows, []
        self.add_columns(pa.Table.from_pylist(rows, schema=TABLES[self._table]))


def _parquet_writer(sink: Any, table: str, schema: pa.Schema) -> pq.ParquetWriter:
    """Return a writer of Parquet. Dictionaries are written as they are, but nothing in the file says they were."""
    is_coded = table == _FORM_VALUE
    more = _FORM_ENCODING if is_coded else {}
    return pq.ParquetWriter(sink, schema, compression="zstd", store_schema=not is_coded, **more)


def _one_group(table: str, content: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with _parquet_writer(sink, table, content.schema) as writer:
        writer.write_table(content, row_group_size=content.num_rows)
    return bytes(sink.getvalue())
