"""Whether two ways to the same tables agree: multisets of rows, not samples of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

#: Up to so many rows tables are compared by EXCEPT ALL; above, where that would need many times the memory, by the
#: number of rows and the sum of their hashes, which two different multisets share by chance once in 2^64.
_MOST_ROWS = 3_000_000
#: Tell of the warehouse, not of returns: the same returns built twice give other rows.
_OF_THE_RUN = ("fct_run_step", "rpt_run_cost")
#: Tables of the script and the marts that say the same.
PAIRS = {
    "locality": "dim_locality", "obligation": "fct_obligation", "evidence": "fct_evidence",
    "submission": "fct_submission", "return_status": "fct_return_status", "late_returns": "rpt_late_returns",
    "reporting_rate": "rpt_reporting_rate", "form_value": "fct_form_value", "fund": "fct_fund",
    "poverty_indicator": "fct_poverty_indicator", "target": "fct_target", "fund_progress": "rpt_fund_progress",
    "poverty_trend": "rpt_poverty_trend", "roll_up": "rpt_roll_up",
}  # fmt: skip


def script_and_marts(script: Path, marts: Path) -> dict[str, Any]:
    """Compare the script's tables with the marts, by the columns both have.

    Returns `compared` (tables), `rows` and `different` (rows only one of the two has, by table; empty if they agree).
    """
    with _attached(script, marts) as connection:
        pairs = [(f"one.hand.{mine}", f"other.marts.{mart}") for mine, mart in PAIRS.items()]
        return _compare(connection, pairs)


def warehouses(one: Path, other: Path) -> dict[str, Any]:
    """Compare all marts of two warehouses; a table only one of them has is a difference."""
    with _attached(one, other) as connection:
        names = connection.execute(
            "select table_name, count(*) from information_schema.tables where table_schema = 'marts' group by 1"
        ).fetchall()
        missing = {name: "only in one" for name, held in names if held != 2}
        pairs = [
            (f"one.marts.{name}", f"other.marts.{name}")
            for name, held in sorted(names) if held == 2 and name not in _OF_THE_RUN
        ]  # fmt: skip
        found = _compare(connection, pairs)
    return found | {"different": found["different"] | missing}


def _attached(one: Path, other: Path) -> Any:
    import duckdb

    connection = duckdb.connect(config={"threads": 2})
    connection.execute(f"attach '{one}' as one (read_only)")
    connection.execute(f"attach '{other}' as other (read_only)")
    return connection


def _compare(connection: Any, pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    compared, total, different = 0, 0, {}
    for one, other in pairs:
        columns = [name for name in _columns(connection, one) if name in set(_columns(connection, other))]
        listed = ", ".join(f'"{name}"' for name in columns)
        first, second = (f"(select {listed} from {table})" for table in (one, other))
        (rows,) = connection.execute(f"select count(*) from {one}").fetchone()
        compared, total = compared + 1, total + rows
        apart = _apart(connection, first, second) if rows <= _MOST_ROWS else _unlike(connection, first, second)
        if apart:
            different[other.rpartition(".")[2]] = apart
    return {"compared": compared, "rows": total, "different": different}


def _columns(connection: Any, table: str) -> list[str]:
    return [row[0] for row in connection.execute(f"describe {table}").fetchall()]


def _apart(connection: Any, one: str, other: str) -> int:
    """How many rows only one of the two has, by EXCEPT ALL both ways."""
    (rows,) = connection.execute(
        f"select (select count(*) from (from {one} except all from {other})) "
        f"+ (select count(*) from (from {other} except all from {one}))"
    ).fetchone()
    return int(rows)


def _unlike(connection: Any, one: str, other: str) -> int:
    """0 when rows and sums of hashes are equal, else by how many rows they differ, 1 at the least."""
    (first, second) = (
        connection.execute(f"select count(*), sum(cast(hash(t) as hugeint)) from {table} as t").fetchone()
        for table in (one, other)
    )
    return 0 if first == second else max(1, abs(first[0] - second[0]))
