#!/usr/bin/env python3
"""Compare the tables of a warehouse made by DuckDB with those Spark made of the same bronze, row for row.

usage: parity.py WAREHOUSE.duckdb SPARK_TABLES [--schema marts ...] [--rows N]

WAREHOUSE.duckdb  a warehouse, as `gnbv build` leaves it
SPARK_TABLES      the folder `deploy/spark/run.py` wrote: OUT/warehouse

Every table of the schemas is compared, both ways (EXCEPT ALL); exit code 1 where rows or types of columns differ.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Comparison:
    """One table on both engines: its rows, how many stand on one side only, the first few, columns of other types."""

    table: str
    rows: int
    only_duckdb: int
    only_spark: int
    shown: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()

    @property
    def is_equal(self) -> bool:
        return not (self.only_duckdb or self.only_spark or self.columns)

    def __str__(self) -> str:
        if self.is_equal:
            return f"{self.table}: {self.rows} rows, equal"
        found = f"{self.table}: {self.rows} rows, {self.only_duckdb} only on DuckDB, {self.only_spark} only on Spark"
        return "\n    ".join([found, *self.columns, *self.shown])


def compare(warehouse: Path, tables: Path, schemas: Iterable[str] = ("marts",), rows: int = 2) -> Iterator[Comparison]:
    """Compare every table of the schemas, in order; tables only Spark has are compared too, with nothing."""
    import duckdb

    with duckdb.connect(warehouse, read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        for schema in schemas:
            found = connection.execute(
                "select table_name from information_schema.tables where table_schema = ? order by 1", [schema]
            ).fetchall()
            here = {str(name) for (name,) in found}
            there = {path.name for path in (tables / f"{schema}.db").glob("*") if path.is_dir()}
            for name in sorted(here | there):
                if name in here and name in there:
                    yield _compare(connection, f"{schema}.{name}", tables / f"{schema}.db" / name, rows)
                else:
                    where = "DuckDB" if name in here else "Spark"
                    yield Comparison(f"{schema}.{name}", 0, 0, 0, columns=(f"made on {where} only",))


def _compare(connection: Any, table: str, folder: Path, rows: int) -> Comparison:
    spark = f"read_parquet('{folder}/*.parquet')"
    ours, theirs = _columns(connection, table), _columns(connection, spark)
    differing = tuple(
        f"column {name}: {ours.get(name)} on DuckDB, {theirs.get(name)} on Spark"
        for name in {**ours, **theirs}
        if ours.get(name) != theirs.get(name)
    )
    common = ", ".join(f'"{name}"' for name in ours if name in theirs)
    shown: list[str] = []
    counts: list[int] = []
    for side, one, other in (("DuckDB", table, spark), ("Spark", spark, table)):
        rest = f"(select {common} from {one} except all select {common} from {other})"
        counts.append(_number(connection, rest))
        if counts[-1] and rows:
            first = connection.execute(f"select * from {rest} order by all limit {rows}").fetchall()
            shown += [f"only on {side}: {row}" for row in first]
    return Comparison(table, _number(connection, table), counts[0], counts[1], tuple(shown), differing)


def _columns(connection: Any, relation: str) -> dict[str, str]:
    described = connection.execute(f"describe select * from {relation}").fetchall()
    return {str(row[0]): str(row[1]) for row in described}


def _number(connection: Any, relation: str) -> int:
    return int(connection.execute(f"select count(*) from {relation}").fetchone()[0])


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one line a table, and the first rows that differ; 1 when any does."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("tables", type=Path)
    parser.add_argument("--schema", nargs="+", default=["marts"])
    parser.add_argument("--rows", type=int, default=2, help="how many rows that differ are shown of each side")
    given = parser.parse_args(arguments)
    equal = differing = 0
    for comparison in compare(given.warehouse, given.tables, given.schema, given.rows):
        print(comparison)
        equal, differing = equal + comparison.is_equal, differing + (not comparison.is_equal)
    print(f"{equal} equal, {differing} not")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
