"""Marts of a country into PostgreSQL: the first load against the bare append of the same rows, then one day's change.

Usage: python benchmarks/postgres.py [--rows N] [--repeat 3] [--uri postgresql://...]. Without `--uri` a server of the
tests is started (Debian's where installed), with a disk that is waited for. Status intervals, amounts and cells of
forms are made up; the tables are those of the warehouse.
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

from gnbv.settings import PROJECT

sys.path.insert(0, str(PROJECT / "tests"))  # the servers are part of the tests, not of what is installed

from servers import postgres_servers

from delivery.postgres import Loaded, held_build, load
from delivery.postgres.changing import BATCH_ROWS
from delivery.postgres.server import Session
from delivery.postgres.structure import create_statements, key_statements, release_tables

LIMIT = 1.3
#: Two submissions in a thousand reporters is a busy day: their intervals end, others begin.
SHARES = (0.001, 0.01)

_STATUS = """create table marts.fct_return_status as select
    o || '@' || valid_from || '@' || known_from as status_key, o as obligation_key, 'monitoring_6m' as return_type,
    '2024-H1' as period, place || '-1@2021-07-01' as locality_key, place as locality_code,
    ['not_due', 'due_soon', 'overdue', 'late'][i % 4 + 1] as status, 'file_held' as evidence,
    substr(md5('e' || i), 1, 20) as evidence_key, i || '/BC-UBND' as document_no,
    date '2024-01-01' + (i % 365)::integer as document_on, valid_from as received_at, i % 90 as days_late,
    'document_after_due' as reasons, valid_from, timestamptz '9999-12-31 00:00:00+00' as valid_to,
    known_from, timestamptz '9999-12-31 00:00:00+00' as known_to
from (
    select i, lpad((i // 4 % 10598)::varchar, 5, '0') as place,
        'monitoring_6m:' || i // 42392 || ':' || lpad((i // 4 % 10598)::varchar, 5, '0') as o,
        timestamptz '2024-01-01 00:00:00+00' + to_hours((i % 8000)::integer) as valid_from,
        timestamptz '2024-01-01 00:00:00+00' + to_hours((i % 4)::integer) as known_from
    from range({rows}) as r (i)
)"""
_VALUES = """create table marts.fct_form_value as select
    substr(md5('s' || i // 400), 1, 20) as submission_key, 'poverty_review' as form_code, 1 as form_version,
    i % 400 as cell_no, lpad((i // 400 % 10598)::varchar, 5, '0') as locality_code,
    'poverty_review_official' as return_type, '2024-Y' as period, i * 0.5 as value, null::varchar as text,
    null::varchar as absence, timestamptz '2024-07-30 17:00:00+00' as known_from,
    timestamptz '9999-12-31 00:00:00+00' as known_to, true as is_current
from range({rows}) as r (i)"""
_FUND = """create table marts.fct_fund as select
    md5('f' || i) as figure_key, substr(md5('s' || i // 40), 1, 20) as submission_key,
    lpad((i % 10598)::varchar, 5, '0') as locality_code, '2024-H1' as period, date '2024-06-30' as as_of_on,
    'DA' || i % 7 + 1 as component_code, 'disbursed' as measure, i * 1000000 as amount_vnd, i || ' triệu' as value_text
from range({rows}) as r (i)"""
_KEYS = {
    "fct_return_status": ["status_key"], "fct_form_value": ["submission_key", "cell_no"], "fct_fund": ["figure_key"],
    "fct_obligation": ["obligation_key"], "fct_submission": ["submission_key"],
}  # fmt: skip


def make_release(folder: Path, build_id: str, rows: int, changed: float = 0) -> Path:
    """A release of `rows` intervals, as many cells and a fifth as many amounts, a share of each with other values."""
    release = folder / build_id
    release.mkdir()
    every = round(1 / changed) if changed else 0
    with duckdb.connect(release / "gnbv.duckdb", config={"autoinstall_known_extensions": "false"}) as db:
        db.execute("create schema marts; create schema reference")
        for sql, count in ((_STATUS, rows), (_VALUES, rows), (_FUND, rows // 5)):
            db.execute(sql.format(rows=count))
        if every:
            db.execute(f"update marts.fct_return_status set valid_to = known_from where rowid % {every} = 0")
            db.execute(f"update marts.fct_form_value set value = -1 where rowid % {every} = 0")
            db.execute(f"delete from marts.fct_fund where rowid % {every} = 0")
    manifest = {"build_id": build_id, "as_of": "2024-06-30", "keys": _KEYS, "files": {}}
    (release / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return release


def bare(release: Path, uri: str, *, with_keys: bool = False) -> float:
    """Seconds to append all rows to typed tables through ADBC, one table after the other; then the keys, if asked."""
    with duckdb.connect() as db, Session(uri) as server:
        db.execute(f"attach '{release / 'gnbv.duckdb'}' as release (read_only)")
        tables = [table for table in release_tables(db, "release", _KEYS) if table.source]
        server.script(["drop schema if exists bare cascade", "create schema bare"])
        server.script([statement for table in tables for statement in create_statements(table, "bare")])
        server.run("checkpoint")
        began = time.perf_counter()
        for table in tables:
            server.send(table.name, db.sql(f"from release.{table.source_sql}").to_arrow_reader(BATCH_ROWS), "bare")
            for statement in key_statements(table, "bare") if with_keys else ():
                server.run(statement)
        took = time.perf_counter() - began
        server.run("drop schema bare cascade")
    return took


def whole(release: Path, uri: str) -> Loaded:
    """The first load, into a database without marts."""
    with Session(uri) as server:
        server.run("drop schema if exists marts cascade")
        server.run("checkpoint")
    return load(release, uri, now=datetime.now(UTC))


@contextmanager
def database(uri: str | None) -> Iterator[str]:
    """The address given, or a server for as long as it is measured."""
    if uri:
        yield uri
        return
    postgres_servers._OPTIONS = "-c shared_buffers=512MB -c max_wal_size=4GB"
    binaries = postgres_servers.debian_binaries() or postgres_servers.pypi_binaries()
    for server in postgres_servers.running(binaries):
        yield server.uri()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--uri")
    asked = parser.parse_args()
    folder, console = Path(tempfile.mkdtemp(prefix="gnbv-bench-")), Console()
    try:
        with database(asked.uri) as uri:
            measure(folder, uri, asked.rows, asked.repeat, console)
    finally:
        shutil.rmtree(folder)


def measure(folder: Path, uri: str, rows: int, repeat: int, console: Console) -> None:
    """Measure and print; the ways take turns, so that other work on the machine meets all of them."""
    base = make_release(folder, "base", rows)
    took: dict[str, list[float]] = {"bare append": [], "bare append, keys and indexes": [], "load": []}
    for _ in range(repeat):
        took["bare append"].append(bare(base, uri))
        took["bare append, keys and indexes"].append(bare(base, uri, with_keys=True))
        first = whole(base, uri)
        took["load"].append(first.seconds)
    with Session(uri) as server:
        version = server.ask("select version()")[0][0].split(" (")[0]
    table = Table(title=f"{version}; {platform.machine()}; {first.rows_sent:,} rows, {first.bytes_sent / 1e6:,.0f} MB")
    for heading in ("", "seconds (median)", "of the bare append", "rows sent", "of all bytes"):
        table.add_column(heading, justify="right" if heading else "left")
    append = statistics.median(took["bare append"])
    for what, times in took.items():
        ratio = statistics.median(times) / append
        verdict = f" {'ok' if ratio <= LIMIT else 'MISSED'}" if what == "load" else ""
        table.add_row(what, f"{statistics.median(times):.2f}", f"{ratio:.2f}{verdict}", f"{first.rows_sent:,}", "100 %")
    for share in SHARES:
        other = make_release(folder, f"other-{share}", rows, share)
        for known, previous in (("", True), (", read back from the server", False)):
            done = [day(base, other, uri, with_previous=previous) for _ in range(repeat)]
            seconds = statistics.median(one.seconds for one in done)
            table.add_row(
                f"{share:.1%} of the rows changed{known}", f"{seconds:.2f}", f"{seconds / append:.2f}",
                f"{done[0].rows_sent:,}", f"{done[0].bytes_sent / first.bytes_sent:.2%}",
            )  # fmt: skip
    console.print(table)


def day(base: Path, other: Path, uri: str, *, with_previous: bool) -> Loaded:
    """The change to `other`; the way back is not measured."""
    if held_build(uri) != base.name:
        load(base, uri, previous=other, now=datetime.now(UTC))
    return load(other, uri, previous=base if with_previous else None, now=datetime.now(UTC))


if __name__ == "__main__":
    main()
