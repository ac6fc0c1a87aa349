"""Changing the tables in place: what changed goes into temporary tables and is applied in one transaction."""

from __future__ import annotations

import duckdb

from delivery.postgres.comparing import Change
from delivery.postgres.server import PostgresError, Session, name, names
from delivery.postgres.standing import Standing
from delivery.postgres.structure import Table, comment_statements

#: Rows of a batch on the way to the server; larger ones leave the caches of the processor.
BATCH_ROWS = 65_536

_DUPLICATE = "23505"


class Drifted(Exception):  # noqa: N818 - what happened
    """The tables do not hold what the previous release says: somebody else has changed them."""


def send_changes(db: duckdb.DuckDBPyConnection, server: Session, found: list[Change]) -> None:
    """Send rows to delete, rows to add and values to set into temporary tables of the session."""
    for change in found:
        at = f"marts.{name(change.table.name)}"
        copies = "" if change.table.key else ", 0::bigint as copies"
        for kind, columns, count in (
            ("gone_", names(change.match) + copies, change.deleted),
            ("new_", names(change.table.column_names), change.added),
            ("set_", names(change.constants), len(change.constants)),
        ):
            if count:
                table = kind + change.table.name
                server.run(f"drop table if exists pg_temp.{name(table)}")
                server.run(f"create temporary table {name(table)} as select {columns} from {at} with no data")
                server.send(table, db.sql(f"from temp.{name(table)}").to_arrow_reader(BATCH_ROWS))


def apply_changes(
    server: Session, found: list[Change], tables: tuple[Table, ...], standing: Standing, publication: str
) -> None:
    """Bring the tables to the release in one transaction; `publication` is the row of that table, as SQL.

    Readers are not held up: they see the rows of before until the commit. Raises Drifted, with nothing changed, when
    other rows are there than the comparison took for granted.
    """
    with server.transaction():
        for change in found:
            _apply(server, change)
        for table in tables:
            held = standing.tables[table.name]
            if (held.comment, held.columns) != (table.comment, table.columns):
                server.script(comment_statements(table, "marts"))
        server.run("delete from marts.publication")
        server.run(f"insert into marts.publication values ({publication})")


def _apply(server: Session, change: Change) -> None:
    at, table = f"marts.{name(change.table.name)}", change.table
    if change.constants:
        listed = names(change.constants)
        server.run(f"update {at} set ({listed}) = (select {listed} from pg_temp.{name('set_' + table.name)})")
    if change.deleted and (deleted := server.run(_delete(at, change))) != change.deleted:
        raise Drifted(f"{at}: {deleted} rows to delete, expected {change.deleted}")
    if change.added:
        listed = names(table.column_names)
        try:
            server.run(f"insert into {at} ({listed}) select {listed} from pg_temp.{name('new_' + table.name)}")
        except PostgresError as error:
            if error.sqlstate == _DUPLICATE:
                raise Drifted(str(error)) from error
            raise


def _delete(at: str, change: Change) -> str:
    gone = f"pg_temp.{name('gone_' + change.table.name)}"
    if change.table.is_primary:
        on = " and ".join(f"t.{name(column)} = g.{name(column)}" for column in change.match)
        return f"delete from {at} t using {gone} g where {on}"
    # Two nulls are the same here; only the text of a row can be joined by that at speed.
    mine, theirs = (f"row({names(change.match, of)})::text" for of in ("t", "g"))
    if change.table.key:
        return f"delete from {at} t using {gone} g where {mine} = {theirs}"
    return (
        f"delete from {at} where ctid in (select t.ctid from "
        f"(select *, ctid, row_number() over (partition by {names(change.match)}) as nth from {at}) t "
        f"join {gone} g on {mine} = {theirs} where t.nth <= g.copies)"
    )
