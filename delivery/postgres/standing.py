"""What stands in the schema `marts` of a server: its build, and its tables as its own catalogue tells of them."""

from __future__ import annotations

from dataclasses import dataclass

from delivery.postgres.server import Session
from delivery.postgres.structure import Column, Table

#: Tables of other owners are not ours to compare or to remove.
_OURS = """from pg_catalog.pg_class t
join pg_catalog.pg_namespace s on s.oid = t.relnamespace
where s.nspname = 'marts' and t.relkind = 'r'
and t.relowner = (select oid from pg_catalog.pg_roles where rolname = current_user)"""

_COLUMNS = """select t.relname::text as table_name, obj_description(t.oid, 'pg_class') as table_comment,
a.attname::text as column_name, col_description(t.oid, a.attnum) as column_comment,
format_type(a.atttypid, a.atttypmod)
    || case when c.collname = 'C' then ' collate "C"' else '' end as kind
from (select t.oid, t.relname {ours}) t
join pg_catalog.pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
left join pg_catalog.pg_collation c on c.oid = a.attcollation
order by t.relname, a.attnum"""

_INDEXES = """select t.relname::text as table_name, i.indisprimary as is_primary, i.indisunique as is_unique,
array(
    select a.attname::text from unnest(i.indkey) with ordinality as k(number, place)
    join pg_catalog.pg_attribute a on a.attrelid = t.oid and a.attnum = k.number order by k.place
) as columns
from (select t.oid, t.relname {ours}) t
join pg_catalog.pg_index i on i.indrelid = t.oid
where i.indisvalid and i.indpred is null and i.indexprs is null"""


@dataclass(frozen=True)
class Standing:
    """The tables of `marts` that the loading role owns, by name, and the build they hold (None: no publication)."""

    tables: dict[str, Table]
    build_id: str | None
    has_schema: bool

    def fits(self, wanted: tuple[Table, ...]) -> bool:
        """Whether the rows of `wanted` can be put into what stands; comments, and indexes beside, do not matter."""
        return self.tables.keys() == {table.name for table in wanted} and all(
            _fits(self.tables[table.name], table) for table in wanted
        )


def read_standing(server: Session) -> Standing:
    """Read the catalogue and `marts.publication`. Raises PostgresError."""
    has_schema = bool(server.ask("select 1 from pg_catalog.pg_namespace where nspname = 'marts'"))
    tables = _read_tables(server)
    held = server.ask("select build_id from marts.publication") if "publication" in tables else []
    return Standing(tables, held[0][0] if held else None, has_schema)


def _read_tables(server: Session) -> dict[str, Table]:
    described: dict[str, str | None] = {}
    columns: dict[str, list[Column]] = {}
    for table, comment, column, column_comment, kind in server.ask(_COLUMNS.format(ours=_OURS)):
        described[table] = comment
        columns.setdefault(table, []).append(Column(column, kind, column_comment))
    keys: dict[str, tuple[tuple[str, ...], bool]] = {}
    indexes: dict[str, set[tuple[str, ...]]] = {}
    for table, is_primary, is_unique, indexed in server.ask(_INDEXES.format(ours=_OURS)):
        if is_unique and not (table in keys and keys[table][1]):
            keys[table] = (tuple(indexed), is_primary)
        indexes.setdefault(table, set()).add(tuple(indexed))
    found = {}
    for table, shaped in columns.items():
        key, is_primary = keys.get(table, ((), False))
        own = frozenset(indexes.get(table, set()))
        found[table] = Table(table, (), tuple(shaped), key, is_primary, own, described[table])
    return found


def _fits(held: Table, wanted: Table) -> bool:
    return (
        [(column.name, column.kind) for column in held.columns]
        == [(column.name, column.kind) for column in wanted.columns]
        and held.key == wanted.key
        # A unique constraint takes all that a primary key would.
        and (wanted.is_primary or not held.is_primary)
        and wanted.indexes <= held.indexes
    )
