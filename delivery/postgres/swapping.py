"""Loading everything into `marts_next`, and putting it in the place of `marts` in one transaction.

A transaction with one snapshot (REPEATABLE READ) finds a table that was filled after its snapshot empty. So the rows
are committed first; then the loader waits until no older snapshot is left; and the swap waits for everybody who has
touched a table of the old schema. Whoever comes later sees all of the new one.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import duckdb
from tenacity import RetryError, Retrying, retry_if_exception, stop_after_delay, wait_random_exponential

from delivery.postgres.changing import BATCH_ROWS
from delivery.postgres.roles import close_database, ensure_reader, grants
from delivery.postgres.server import (
    INSUFFICIENT_PRIVILEGE,
    LOCK_TIMEOUT,
    STATEMENT_TIMEOUT,
    STILL_NEEDED,
    PostgresError,
    Session,
    name,
)
from delivery.postgres.standing import Standing
from delivery.postgres.structure import PUBLICATION, Table, create_statements, key_statements

NEXT = "marts_next"

#: Seconds to wait for readers in all; the next run tries again.
PATIENCE = 300

#: How long readers may have to stand in line behind a try to swap. Below a second, after which PostgreSQL looks for
#: deadlocks and would end a reader's statement.
_TRY_MS = 700

#: Tables at a time: while one is indexed the rows of another are on the way.
_STREAMS = 2

#: Memory for one index, given back afterwards.
_INDEX_MEMORY = "set maintenance_work_mem = '256MB'"


def load_whole(
    db: duckdb.DuckDBPyConnection,
    server: Session,
    uri: str,
    tables: tuple[Table, ...],
    standing: Standing,
    publication: str,
) -> tuple[int, int]:
    """Load every table of the attached `release` and swap; `publication` is the row of that table, as SQL.

    Returns the rows and the bytes sent. Raises PostgresError, the old schema untouched.
    """
    ensure_reader(server)
    close_database(server)
    _begin_anew(server)
    with server.transaction():
        server.script([statement for table in tables for statement in create_statements(table, NEXT)])
    sent = _fill(db, uri, tables)
    server.run(f"insert into {NEXT}.publication values ({publication})")
    server.script(key_statements(PUBLICATION, NEXT))
    _let_old_snapshots_end(server)
    _swap(server, standing)
    return sent


def _begin_anew(server: Session) -> None:
    """Make the schema; what a killed load has left there goes."""
    server.run(f"set lock_timeout = '{PATIENCE}s'")
    try:
        server.run(f"drop schema if exists {NEXT} cascade")
        server.run(f"create schema {NEXT}")
    except PostgresError as error:
        if error.sqlstate == INSUFFICIENT_PRIVILEGE:
            raise PostgresError(
                f"{error}; an administrator lets the loading role make schemas: grant create on database ... to ...",
                error.sqlstate,
            ) from None
        raise


def _fill(db: duckdb.DuckDBPyConnection, uri: str, tables: tuple[Table, ...]) -> tuple[int, int]:
    waiting, taking = [table for table in tables if table != PUBLICATION], Lock()

    def work(cursor: duckdb.DuckDBPyConnection) -> tuple[int, int]:
        rows = 0
        with Session(uri) as server:
            server.run(_INDEX_MEMORY)
            while True:
                with taking:
                    if not waiting:
                        return rows, server.bytes_sent
                    table = waiting.pop(0)
                try:
                    batches = cursor.sql(f"from release.{table.source_sql}").to_arrow_reader(BATCH_ROWS)
                    rows += server.send(table.name, batches, NEXT)
                    for statement in key_statements(table, NEXT):
                        server.run(statement)
                except BaseException:
                    waiting.clear()  # the other stream need not go on
                    raise

    with ThreadPoolExecutor(_STREAMS) as pool:
        done = list(pool.map(work, [db.cursor() for _ in range(_STREAMS)]))
    return sum(rows for rows, _ in done), sum(sent for _, sent in done)


def _let_old_snapshots_end(server: Session) -> None:
    """Wait for every transaction of this database whose snapshot is older than the rows of `marts_next`.

    PostgreSQL has no statement that says so; making an index anew without locks has to wait for the same.
    """
    try:
        server.run(f"reindex index concurrently {NEXT}.publication_pkey")
    except PostgresError as error:
        if error.sqlstate == LOCK_TIMEOUT:
            raise _in_use("a transaction that began before the load is still open", _transactions(server)) from None
        raise


def _swap(server: Session, standing: Standing) -> None:
    old = ", ".join(f"marts.{name(table)}" for table in sorted(standing.tables))
    tries = Retrying(
        retry=retry_if_exception(lambda e: isinstance(e, PostgresError) and e.sqlstate == STATEMENT_TIMEOUT),
        stop=stop_after_delay(PATIENCE),
        wait=wait_random_exponential(multiplier=0.05, max=5),
    )
    try:
        tries(_try_swap, server, old, has_schema=standing.has_schema)
    except RetryError:
        raise _in_use("readers keep tables of marts open", _readers(server)) from None
    except PostgresError as error:
        if error.sqlstate == STILL_NEEDED:
            needed = "; ".join(error.detail.splitlines())
            raise PostgresError(
                "the structure of the marts has changed and objects of others stand in the way of replacing the schema "
                f"({needed}); drop them, load again, and make them again afterwards",
                error.sqlstate,
            ) from None
        raise


def _try_swap(server: Session, old: str, *, has_schema: bool) -> None:
    with server.transaction():
        if old:
            server.run(f"set local statement_timeout = {_TRY_MS}")
            server.run(f"lock table {old} in access exclusive mode")
            server.run("set local statement_timeout = 0")
            server.run(f"drop table {old} restrict")
        if has_schema:
            server.run("drop schema marts restrict")
        server.run(f"alter schema {NEXT} rename to marts")
        server.script(grants("marts"))


def _in_use(what: str, by: list[str]) -> PostgresError:
    who = ", ".join(by) or "sessions this role may not see"
    return PostgresError(
        f"{what} after {PATIENCE} s of waiting: {who}; nothing was changed: end these sessions "
        "(pg_terminate_backend) or run 'gnbv publish' again later",
        LOCK_TIMEOUT,
    )


def _transactions(server: Session) -> list[str]:
    found = server.ask(
        "select pid, coalesce(usename::text, '?'), coalesce(application_name, '') from pg_catalog.pg_stat_activity "
        "where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend' "
        "and (backend_xmin is not null or query = '<insufficient privilege>') order by xact_start limit 5"
    )
    return [f"{user} (pid {pid}, {program})" for pid, user, program in found]


def _readers(server: Session) -> list[str]:
    found = server.ask(
        "select distinct l.pid, coalesce(a.usename::text, '?'), coalesce(a.application_name, '') "
        "from pg_catalog.pg_locks l join pg_catalog.pg_class t on t.oid = l.relation "
        "join pg_catalog.pg_namespace s on s.oid = t.relnamespace "
        "join pg_catalog.pg_stat_activity a on a.pid = l.pid where s.nspname = 'marts' order by 1 limit 5"
    )
    return [f"{user} (pid {pid}, {program})" for pid, user, program in found]
