"""What the tables of a release are in PostgreSQL: typed columns, keys, indexes and comments, as DDL."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from delivery.errors import DeliveryError
from delivery.postgres.server import name, names, text
from delivery.reading import rows

#: Types spelled as PostgreSQL spells them back (`format_type`). A type that is missing here must be cast in its mart.
_TYPES = {
    "VARCHAR": "text",
    "BIGINT": "bigint",
    "INTEGER": "integer",
    "DOUBLE": "double precision",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP WITH TIME ZONE": "timestamp with time zone",
}
_DECIMAL = re.compile(r"DECIMAL\((\d+),\s?(\d+)\)")

#: Codes are compared and sorted byte by byte: faster to index by far, and no locale of a server changes their order.
CODE = 'text collate "C"'

PUBLICATION_COMMENT = "One row: the build of the warehouse that all tables of this schema hold."


@dataclass(frozen=True)
class Column:
    """A column as PostgreSQL has it; `kind` is its type, with the collation where it is not the database's own."""

    name: str
    kind: str
    comment: str | None = None


@dataclass(frozen=True)
class Table:
    """A table of the schema `marts`.

    `source` is its schema and name in the release; empty for `publication`, and for a table that was found standing.
    `key` names its grain, empty where nothing does. `is_primary`: no column of the key is ever null.
    """

    name: str
    source: tuple[str, ...]
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    is_primary: bool
    indexes: frozenset[tuple[str, ...]]
    comment: str | None = None

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def source_sql(self) -> str:
        return ".".join(map(name, self.source))


PUBLICATION = Table(
    "publication",
    (),
    (
        Column("build_id", CODE, "The build; the release of this name is kept beside it as DuckDB and Parquet files."),
        Column("as_of_on", "date", "The day the reports speak about (Asia/Ho_Chi_Minh)."),
        Column("known_on", "date", "The day up to which sources were heard; null: everything known at the build."),
        Column("published_at", "timestamp with time zone", "When it was loaded here."),
        Column("input_hash", "text", "What the build was made from; equal hashes give equal marts."),
    ),
    ("build_id",),
    True,
    frozenset(),
    PUBLICATION_COMMENT,
)


def postgres_type(duckdb_type: str, where: str) -> str:
    """The type of a column; `where` names it in the error. Raises DeliveryError for a type without a counterpart."""
    if duckdb_type.endswith("[]"):
        return f"{postgres_type(duckdb_type[:-2], where).removesuffix('[]')}[]"
    if decimal := _DECIMAL.fullmatch(duckdb_type):
        return f"numeric({decimal[1]},{decimal[2]})"
    if duckdb_type not in _TYPES:
        raise DeliveryError(
            f"{where} has the type {duckdb_type}, expected {', '.join(_TYPES)}, DECIMAL(p,s) or a list of these; "
            "cast it in its mart and build again"
        )
    return _TYPES[duckdb_type]


def release_tables(db: duckdb.DuckDBPyConnection, catalog: str, keys: Mapping[str, Sequence[str]]) -> tuple[Table, ...]:
    """The tables of an attached release, the longest first, and `publication`; `keys` are those of its manifest."""
    found = rows(
        db,
        """select schema_name, table_name, comment from (
            select database_name, schema_name, table_name, comment, estimated_size from duckdb_tables()
            union all
            -- What a view shows is at least as long as the longest table.
            select database_name, schema_name, view_name, comment, 9223372036854775807 from duckdb_views()
        )
        where database_name = ? and schema_name in ('marts', 'reference') order by estimated_size desc, table_name""",
        [catalog],
    )
    columns = rows(
        db,
        """select schema_name, table_name, column_name, data_type, comment from duckdb_columns()
        where database_name = ? order by column_index""",
        [catalog],
    )
    joins = {key[0] for mart, key in keys.items() if mart.startswith("fct_") and len(key) == 1}
    tables = []
    for one in found:
        source = (one["schema_name"], one["table_name"])
        key = tuple(keys.get(one["table_name"], ())) if source[0] == "marts" else ()
        own = [column for column in columns if (column["schema_name"], column["table_name"]) == source]
        indexed = {column["column_name"] for column in own} & joins - set(key[:1])
        shaped = tuple(
            Column(
                column["column_name"],
                _shape(column, is_code=column["column_name"] in {*key, *indexed}),
                column["comment"],
            )
            for column in own
        )
        table = "ref_" + source[1] if source[0] == "reference" else source[1]
        complete = bool(key) and _is_complete(db, catalog, source, key)
        tables.append(Table(table, source, shaped, key, complete, frozenset((c,) for c in indexed), one["comment"]))
    return (*tables, PUBLICATION)


def create_statements(table: Table, schema: str) -> list[str]:
    """The table without its key, which is cheaper to make when the rows are there."""
    columns = ", ".join(f"{name(column.name)} {column.kind}" for column in table.columns)
    return [f"create table {schema}.{name(table.name)} ({columns})", *comment_statements(table, schema)]


def comment_statements(table: Table, schema: str) -> list[str]:
    """The comments on a table and its columns."""
    at = f"{schema}.{name(table.name)}"
    on_columns = [f"comment on column {at}.{name(column.name)} is {text(column.comment)}" for column in table.columns]
    return [f"comment on table {at} is {text(table.comment)}", *on_columns]


def key_statements(table: Table, schema: str) -> list[str]:
    """Key, indexes and statistics of a table that holds its rows."""
    at, key = f"{schema}.{name(table.name)}", names(table.key)
    kind = "primary key" if table.is_primary else "unique nulls not distinct"
    statements = [f"alter table {at} add {kind} ({key})"] if key else []
    statements += [f"create index on {at} ({names(index)})" for index in sorted(table.indexes)]
    return [*statements, f"analyze {at}"]


def _shape(column: Mapping[str, str], *, is_code: bool) -> str:
    where = f"{column['schema_name']}.{column['table_name']}.{column['column_name']}"
    kind = postgres_type(column["data_type"], where)
    return CODE if is_code and kind == "text" else kind


def _is_complete(db: duckdb.DuckDBPyConnection, catalog: str, source: tuple[str, str], key: tuple[str, ...]) -> bool:
    missing = " or ".join(f"{name(column)} is null" for column in key)
    at = ".".join(map(name, (catalog, *source)))
    return not rows(db, f"select 1 from {at} where {missing} limit 1")
