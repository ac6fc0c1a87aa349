"""What changed between two releases, table by table, found in DuckDB: rows to delete, rows to add, values to set.

Both releases are attached, as `release` and as `previous`; what differs is kept in temporary tables.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import duckdb

from delivery.postgres.server import name, names
from delivery.postgres.structure import Table
from delivery.reading import rows


@dataclass(frozen=True)
class Change:
    """What has to happen to one table; `deleted` and `added` are rows, `constants` columns with one value throughout.

    DuckDB holds them as temporary tables: `gone_<table>` (keys; without a key whole rows and `copies`), `new_<table>`
    (whole rows) and, where there are constants, `set_<table>` (one row of them).
    """

    table: Table
    deleted: int
    added: int
    constants: tuple[str, ...]

    @property
    def match(self) -> tuple[str, ...]:
        """The columns by which a row to delete is known."""
        return self.table.key or self.table.column_names


def compare(db: duckdb.DuckDBPyConnection, tables: tuple[Table, ...], same: Collection[str]) -> list[Change]:
    """The changes from `previous` to `release`; tables named in `same` are known to hold equal rows."""
    found = [_compare(db, table) for table in tables if table.source and table.name not in same]
    return [change for change in found if change.deleted or change.added or change.constants]


def _compare(db: duckdb.DuckDBPyConnection, table: Table) -> Change:
    constants = _constants(db, table)
    if constants:
        db.execute(
            f"create or replace temp table {name('set_' + table.name)} as select {names(constants)} "
            f"from release.{table.source_sql} limit 1"
        )
    (_keyed if table.key else _keyless)(db, table, constants)
    gone = _number(db, f"temp.{name('gone_' + table.name)}", "count(*)" if table.key else "sum(copies)")
    return Change(table, gone, _number(db, f"temp.{name('new_' + table.name)}", "count(*)"), constants)


def _keyed(db: duckdb.DuckDBPyConnection, table: Table, constants: tuple[str, ...]) -> None:
    on = " and ".join(f"o.{name(column)} is not distinct from n.{name(column)}" for column in table.key)
    compared = [column for column in table.column_names if column not in (*table.key, *constants)]
    differs = " or ".join(["false", *(f"o.{name(column)} is distinct from n.{name(column)}" for column in compared)])
    for made, kept, mine, other in (("gone_", table.key, "o", "n"), ("new_", table.column_names, "n", "o")):
        at = {"o": f"previous.{table.source_sql} o", "n": f"release.{table.source_sql} n"}
        db.execute(
            f"create or replace temp table {name(made + table.name)} as select {names(kept, mine)} "
            f"from {at[mine]} left join {at[other]} on {on} where {other}.rowid is null or {differs}"
        )


def _keyless(db: duckdb.DuckDBPyConnection, table: Table, constants: tuple[str, ...]) -> None:
    """Without a key a row is known by its values, and may be there several times."""
    columns = names(table.column_names)
    held = f"select {names(table.column_names)} from previous.{table.source_sql}"
    if constants:  # rows are compared, and then known, with the value they will have been set to
        told = ", ".join(
            f"(select any_value({name(column)}) from temp.{name('set_' + table.name)}) as {name(column)}"
            for column in constants
        )
        held = f"select {columns} from (select * replace ({told}) from previous.{table.source_sql})"
    wanted = f"select {columns} from release.{table.source_sql}"
    db.execute(
        f"create or replace temp table {name('gone_' + table.name)} as "
        f"select *, count(*) as copies from ({held} except all {wanted}) group by all"
    )
    db.execute(f"create or replace temp table {name('new_' + table.name)} as ({wanted} except all {held})")


def _constants(db: duckdb.DuckDBPyConnection, table: Table) -> tuple[str, ...]:
    """Columns that hold one value throughout each release, and not the same: the day of the reports, for one."""
    others = [column for column in table.column_names if column not in table.key]
    if not others:
        return ()
    one_value = ", ".join(
        f"count(*) > 0 and count({name(column)}) = count(*) and min({name(column)}) = max({name(column)}), "
        f"min({name(column)})"
        for column in others
    )
    before, after = (
        db.execute(f"select {one_value} from {catalog}.{table.source_sql}").fetchall()[0]
        for catalog in ("previous", "release")
    )
    return tuple(
        column
        for at, column in enumerate(others)
        if before[2 * at] and after[2 * at] and before[2 * at + 1] != after[2 * at + 1]
    )


def _number(db: duckdb.DuckDBPyConnection, table: str, expression: str) -> int:
    return int(rows(db, f"select {expression} as n from {table}")[0]["n"] or 0)
