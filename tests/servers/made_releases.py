"""Small releases made for the tests, and what a database holds in comparison."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
from servers.postgres_servers import Database

from delivery.reading import CONFIG
from delivery.releases.content import write_release

NOW = datetime(2024, 7, 2, 3, 4, 5, tzinfo=UTC)

#: Every type a mart may have, keys of one and several columns, one with nulls, none, and a day of the reports.
MARTS = """
create schema marts; create schema reference; create schema meta;
create table marts.fct_obligation (obligation_key varchar, locality_code varchar);
insert into marts.fct_obligation values ('m:1', '20'), ('m:2', '04');
create table marts.fct_amount (
    amount_key varchar, obligation_key varchar, amount decimal(18, 4), rate double, day date, known_from timestamptz,
    is_counted boolean, line integer, amount_vnd bigint, marks varchar[]
);
insert into marts.fct_amount values
    ('a', 'm:1', 12345678901234.5678, 0.1, '2024-06-30', '2024-07-01 17:00:00.000001+00', true, 1, 9007199254740993,
     ['x', null, 'ô, "“{}']),
    ('b', 'm:1', -0.0001, 'nan', '0001-01-01', '9999-12-31 00:00:00+00', false, null, -1, []),
    ('c', 'm:2', null, null, null, null, null, null, null, null);
create table marts.rpt_trend (locality_id varchar, population varchar, year integer, as_of_on date, value double);
insert into marts.rpt_trend values ('20-1', null, 2023, '2024-06-30', 1.5), ('20-1', 'poor', 2023, '2024-06-30', 2.5);
create table marts.rpt_plain (as_of_on date, words varchar, n integer);
insert into marts.rpt_plain values
    ('2024-06-30', 'twice', 1), ('2024-06-30', 'twice', 1), ('2024-06-30', 'thrice', null),
    ('2024-06-30', 'thrice', null), ('2024-06-30', 'thrice', null);
create table reference.statuses (status varchar, name_vi varchar);
insert into reference.statuses values ('late', 'Muộn'), ('overdue', 'Quá hạn');
comment on table marts.fct_amount is 'One row per amount; it''s "quoted".';
comment on column marts.fct_amount.amount_vnd is 'đồng';
create table meta.mart_key (mart varchar, position integer, column_name varchar);
insert into meta.mart_key values ('fct_obligation', 1, 'obligation_key'), ('fct_amount', 1, 'amount_key'),
    ('rpt_trend', 1, 'locality_id'), ('rpt_trend', 2, 'population'), ('rpt_trend', 3, 'year');
"""

TABLES = ("fct_amount", "fct_obligation", "rpt_plain", "rpt_trend", "ref_statuses")


def make_release(folder: Path, build_id: str, *statements: str) -> Path:
    """A release in `folder/<build_id>`: MARTS, changed by the statements."""
    release, warehouse = folder / build_id, folder / f"{build_id}.duckdb"
    release.mkdir(parents=True)
    with duckdb.connect(warehouse, config=CONFIG) as db:
        db.execute(MARTS)
        for statement in statements:
            db.execute(statement)
    about = {
        "build_id": build_id, "built_as_of": "2024-06-30", "known": None, "started_at": NOW, "input_hash": "feed",
    }  # fmt: skip
    write_release(warehouse, release, about)
    return release


def in_release(release: Path, table: str) -> Counter[str]:
    """The rows of a table, as PostgreSQL names it, in a release."""
    source = f"reference.{table[4:]}" if table.startswith("ref_") else f"marts.{table}"
    with duckdb.connect(release / "gnbv.duckdb", read_only=True, config=CONFIG) as db:
        return _counted(db.execute(f"from {source}").fetchall())


def in_postgres(database: Database, table: str) -> Counter[str]:
    """The rows of a table as a member of bi_reader sees them."""
    return _counted(database.read(f"select * from marts.{table}"))


def holds(database: Database, release: Path, tables: Sequence[str] = TABLES) -> bool:
    """Whether every table and the publication are those of the release, row by row."""
    published = database.read("select build_id from marts.publication")
    return published == [(release.name,)] and all(
        in_postgres(database, table) == in_release(release, table) for table in tables
    )


def _counted(rows: Iterable[Sequence[Any]]) -> Counter[str]:
    return Counter(repr([_plain(value) for value in row]) for row in rows)


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
