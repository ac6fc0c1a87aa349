"""Reading queries on a warehouse file, read-only, as the data frames that the expectations look at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
#: Just before the open end of knowledge intervals (9999-12-31): whatever is known now.
KNOWN_NOW = datetime(9999, 12, 30, tzinfo=UTC)

Parameters = dict[str, date | datetime | str]


class FrameError(RuntimeError):
    """A query cannot be read as a data frame; the text is one line."""


def end_of_day(day: date) -> datetime:
    """The instant a date means as an as-of or known date: its 23:59:59, Asia/Ho_Chi_Minh."""
    return datetime.combine(day, time(23, 59, 59), LOCAL)


def parameters(as_of: date, known: date | None, seeds: Path) -> Parameters:
    """What the queries of a suite may ask for."""
    return {
        "as_of": as_of,
        "as_of_at": end_of_day(as_of),
        "known_at": end_of_day(known) if known else KNOWN_NOW,
        "seeds": str(seeds),
    }


@contextmanager
def opened(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a warehouse file read-only, times in UTC, nothing fetched from anywhere."""
    import duckdb

    if not warehouse.is_file():
        raise FrameError(f"{warehouse}: there is no such warehouse file")
    config: dict[str, str | bool | int | float | list[str]] = {"autoinstall_known_extensions": False, "TimeZone": "UTC"}
    with duckdb.connect(warehouse, read_only=True, config=config) as connection:
        yield connection


def read_frame(connection: duckdb.DuckDBPyConnection, query: str, given: Parameters) -> pd.DataFrame:
    """Run a query. Dates and instants come as ISO text (pandas holds 9999-12-31 in few units), decimals as floats.

    Raises `FrameError` when the query fails or has no column `name`.
    """
    import duckdb

    wanted = {name: value for name, value in given.items() if re.search(rf"\${name}\b", query)}
    try:
        rows = connection.sql(query, params=wanted)
        if "name" not in rows.columns:
            raise FrameError("the query has no column `name`")
        plain = [_plain(name, str(kind)) for name, kind in zip(rows.columns, rows.types, strict=True)]
        frame: pd.DataFrame = rows.project(", ".join(plain)).to_arrow_table().to_pandas()
        return frame
    except duckdb.Error as error:
        raise FrameError(" ".join(str(error).split())[:300]) from error


def _plain(name: str, kind: str) -> str:
    quoted = f'"{name}"'
    if kind.startswith(("DATE", "TIME")):
        return f"cast({quoted} as varchar) as {quoted}"
    if kind.startswith(("DECIMAL", "HUGEINT", "UBIGINT")):
        return f"cast({quoted} as double) as {quoted}"
    return quoted
