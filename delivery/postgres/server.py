"""A session at a PostgreSQL server through ADBC, and what goes wrong there as one readable line."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import adbc_driver_postgresql.dbapi as adbc  # type: ignore[import-untyped]
import pyarrow as pa

from delivery.errors import DeliveryError

#: One loader at a time in a database. Any session may take an advisory lock; that stops a load with a message, no more.
_LOCK = 0x676E6276

INSUFFICIENT_PRIVILEGE, LOCK_TIMEOUT, STATEMENT_TIMEOUT, STILL_NEEDED = "42501", "55P03", "57014", "2BP01"


class PostgresError(DeliveryError):
    """The server did not do what was asked; `sqlstate` is PostgreSQL's code, where the server said anything."""

    def __init__(self, message: str, sqlstate: str | None = None, detail: str = "") -> None:
        super().__init__(message)
        self.sqlstate, self.detail = sqlstate, detail


class Session:
    """One connection. Every statement is a transaction of its own unless it stands in `transaction()`."""

    def __init__(self, uri: str) -> None:
        try:
            with _readable("cannot reach the PostgreSQL server"):
                self._connection = adbc.connect(uri, autocommit=True)
        except PostgresError as error:
            # Of an address it cannot read libpq repeats the whole.
            told = str(error).replace(uri, "(the address)").replace(urlsplit(uri).password or uri, "(password)")
            raise PostgresError(told, error.sqlstate) from None
        self._cursor = self._connection.cursor()
        self.bytes_sent = 0

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._cursor.close()
        self._connection.close()

    def run(self, sql: str) -> int:
        """Run one statement; the rows it changed (-1 where it changes none). Raises PostgresError, as all others do."""
        with _readable(_beginning(sql)):
            self._cursor.execute(sql)
            return int(self._cursor.rowcount)

    def script(self, statements: list[str]) -> None:
        """Run several statements in one journey: all of them or none."""
        if statements:
            with _readable(_beginning(statements[0])):
                self._cursor.executescript(";\n".join(statements))

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Run one query; its rows."""
        with _readable(_beginning(sql)):
            self._cursor.execute(sql)
            return list(self._cursor.fetchall())

    @contextmanager
    def stream(self, sql: str) -> Iterator[pa.RecordBatchReader]:
        """Run one query; its rows as Arrow batches."""
        with _readable(_beginning(sql)):
            self._cursor.execute(sql)
            yield self._cursor.fetch_record_batch()

    def send(self, table: str, batches: pa.RecordBatchReader, schema: str | None = None) -> int:
        """Append Arrow batches to a table that is there, a temporary one unless `schema` is given; the rows sent."""
        with _readable(f"cannot send rows to {table}"):
            return int(
                self._cursor.adbc_ingest(
                    table, self._counted(batches), mode="append", db_schema_name=schema, temporary=schema is None
                )
            )

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All statements of the block or none."""
        self.run("begin")
        try:
            yield
        except BaseException:
            self._roll_back()
            raise
        self.run("commit")

    def try_lock(self) -> bool:
        """Take the loader's lock for this session, if nobody has it."""
        return bool(self.ask(f"select pg_try_advisory_lock({_LOCK})")[0][0])

    def _roll_back(self) -> None:
        # Where it fails the connection is gone, and with it the transaction.
        with contextlib.suppress(PostgresError):
            self.run("rollback")

    def _counted(self, batches: pa.RecordBatchReader) -> pa.RecordBatchReader:
        def counted() -> Iterator[pa.RecordBatch]:
            for batch in batches:
                self.bytes_sent += batch.nbytes
                yield batch

        return pa.RecordBatchReader.from_batches(batches.schema, counted())


def name(identifier: str) -> str:
    """An identifier as SQL has it, quoted."""
    return '"' + identifier.replace('"', '""') + '"'


def text(value: str | None) -> str:
    """A text as SQL has it, quoted; `null` for None."""
    return "null" if value is None else "'" + value.replace("'", "''") + "'"


def names(identifiers: tuple[str, ...], of: str = "") -> str:
    """Identifiers as SQL lists them, each behind `of` and a dot."""
    return ", ".join(f"{of}.{name(one)}" if of else name(one) for one in identifiers)


def _beginning(sql: str) -> str:
    words = " ".join(sql.split())
    return f"PostgreSQL refused '{words if len(words) <= 60 else words[:60] + '...'}'"


@contextmanager
def _readable(what: str) -> Iterator[None]:
    try:
        yield
    except adbc.Error as error:
        said = {str(key): value.decode(errors="replace") for key, value in _details(error)}
        detail = said.get("PG_DIAG_MESSAGE_DETAIL", "")
        # The driver's own text goes on with the statement; the first line is what happened.
        told = said.get("PG_DIAG_MESSAGE_PRIMARY") or str(error).strip().splitlines()[0]
        context = said.get("PG_DIAG_CONTEXT", "").splitlines()[:1]
        more = "; ".join(part for part in (*detail.splitlines(), *context) if part)
        raise PostgresError(f"{what}: {told}{f' ({more})' if more else ''}", error.sqlstate, detail) from None


def _details(error: Any) -> list[tuple[str, bytes]]:
    pairs = [(key.decode() if isinstance(key, bytes) else key, value) for key, value in error.details or ()]
    return [(key, value if isinstance(value, bytes) else str(value).encode()) for key, value in pairs]
