"""Opening published marts read-only, and what a date means: Asia/Ho_Chi_Minh (docs/architecture.md, section 4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from delivery.errors import DeliveryError, NotPublishedError, UnknownReturnTypeError

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")

#: What is known now is known at this instant too: the last before the open ends.
LAST_INSTANT = datetime(9999, 12, 30, tzinfo=UTC)

#: DuckDB must neither look for extensions on a network nor take the zone of the machine.
CONFIG: dict[str, str | bool | int | float | list[str]] = {"autoinstall_known_extensions": "false", "TimeZone": "UTC"}

#: Not `marts.duckdb`: DuckDB names a catalog after the file, and `marts.x` would then mean two things to every reader.
MARTS_FILE = "gnbv.duckdb"

Row = dict[str, Any]


def end_of_day(day: date) -> datetime:
    """The instant an as-of or known date means: its last second, Asia/Ho_Chi_Minh."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=LOCAL)


def published_marts(published: Path) -> Path:
    """The marts file of the current release, resolved once, so that a later release does not change it under a reader.

    Raises NotPublishedError when there is none.
    """
    current = published / "current"
    marts = current / MARTS_FILE
    if not marts.is_file():
        raise NotPublishedError(published)
    return marts.resolve()


def known_until(known: date | None) -> datetime:
    """The instant up to which something was known; without a date that of everything known now."""
    return LAST_INSTANT if known is None else end_of_day(known)


def local(value: datetime | None) -> datetime | None:
    """An instant that a query gave as local time."""
    return None if value is None else value.replace(tzinfo=LOCAL)


@contextmanager
def open_marts(db: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a file with the schema `marts` read-only; raises DeliveryError when it is no such file."""
    if not db.is_file():
        raise NotPublishedError(db)
    try:
        connection = duckdb.connect(db, read_only=True, config=CONFIG)
    except duckdb.Error as error:
        first_line = str(error).splitlines()[0]
        raise DeliveryError(f"cannot open the marts in {db}: {first_line}; run 'gnbv publish' again") from error
    try:
        yield connection
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        first_line = str(error).splitlines()[0]
        raise DeliveryError(
            f"{db} lacks a mart or a column: {first_line}; it was published by another version: run 'gnbv build' and "
            "'gnbv publish'"
        ) from error
    finally:
        connection.close()


def rows(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()
) -> list[Row]:
    """Run one query with positional or named parameters; a dict a row, keys in the order of the columns."""
    cursor = connection.execute(sql, parameters)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def check_return_type(connection: duckdb.DuckDBPyConnection, return_type: str | None) -> None:
    """Raise UnknownReturnTypeError, with the known ones, unless `return_type` is None or known."""
    if return_type is None:
        return
    known = [row["return_type"] for row in rows(connection, "select return_type from marts.dim_return_type order by 1")]
    if return_type not in known:
        raise UnknownReturnTypeError(return_type, known)


def wordings(connection: duckdb.DuckDBPyConnection, table: str, key: str, text: str) -> dict[str, str]:
    """The texts of one seed that travels with the marts (schema `reference`), by code; empty when it is not there."""
    held = rows(
        connection,
        "select 1 from duckdb_tables() where schema_name = 'reference' and table_name = ? and not temporary",
        [table],
    )
    if not held:
        return {}
    return {
        row["code"]: row["words"]
        for row in rows(connection, f"select {key} as code, {text} as words from reference.{table}")
    }


def with_file(row: Row, landing: Path) -> Row:
    """Add `landing_file`, the file of `landing_path` as it was received, and `is_held`, whether it is there."""
    # The marts name the file from the workspace down: landing/sha256/...
    held = landing.parent / row["landing_path"] if row["landing_path"] else None
    return {**row, "landing_file": str(held) if held else None, "is_held": bool(held and held.is_file())}
