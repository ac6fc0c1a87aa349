"""What a release holds: the marts copied out of a warehouse into one DuckDB file, Parquet files and a manifest.

Only the schema `marts` leaves the warehouse, with its table macros and descriptions, what its views read (schema
`facts`), and the few seeds that word its codes for people (schema `reference`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from delivery.errors import DeliveryError
from delivery.reading import CONFIG, MARTS_FILE, Row, rows

#: Seeds without which a code in the marts could not be read aloud, nor what of two codes is the wider one, nor could
#: the macro of the reminders be asked and its letters signed, nor the score of a return be reckoned again.
WORDINGS = (
    *("statuses", "status_reasons", "evidence_levels", "reporter_bodies", "duties"),
    *("fund_codes", "populations", "population_parts", "validation_rules", "quality_weights"),
    *("reminder_tiers", "reminder_faults", "reminder_recipients", "reminder_reasons", "reminder_outcomes"),
    *("successor_duties", "letter_issuers"),
)


def write_release(warehouse: Path, folder: Path, about: Mapping[str, Any]) -> None:
    """Fill an empty folder with `gnbv.duckdb`, `parquet/<mart>.parquet` and `manifest.json`.

    `about` goes into the manifest first (build id, input hash, known date ...). Raises DeliveryError when the warehouse
    cannot be read or has no marts.
    """
    parquet = folder / "parquet"
    parquet.mkdir()
    try:
        with duckdb.connect(folder / MARTS_FILE, config=CONFIG) as connection:
            connection.execute(f"attach {_text(str(warehouse))} as warehouse (read_only)")
            marts = _copy_relations(connection, warehouse)
            _copy_macros(connection)
            counts = {name: _write_parquet(connection, name, parquet) for name in marts}
            facts = {"marts": counts, "keys": _keys(connection, set(marts)), **_facts(connection, set(marts))}
            connection.execute("detach warehouse")
    except duckdb.Error as error:
        first_line = str(error).splitlines()[0]
        raise DeliveryError(f"cannot publish {warehouse}: {first_line}; run 'gnbv build' and publish again") from error
    files = {
        str(path.relative_to(folder)): {"sha256": _sha256(path), "size_bytes": path.stat().st_size}
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    manifest = {**about, **facts, "files": files}
    text = json.dumps(manifest, ensure_ascii=False, indent=2, default=str)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")


def _copy_relations(connection: duckdb.DuckDBPyConnection, warehouse: Path) -> list[str]:
    """Copy the tables, then make the views, which name what they read without a database; return the names of marts."""
    held = rows(
        connection,
        """select schema_name, table_name as name, comment, null as sql, 0 as turn from duckdb_tables()
        where database_name = 'warehouse'
            and (schema_name in ('marts', 'facts') or (schema_name = 'reference' and table_name in ?))
        union all
        select schema_name, view_name, comment, sql, view_oid from duckdb_views()
        where database_name = 'warehouse' and schema_name = 'marts'
        order by turn, schema_name, name""",
        [list(WORDINGS)],
    )
    marts = sorted(row["name"] for row in held if row["schema_name"] == "marts")
    if not marts:
        raise DeliveryError(f"{warehouse} holds no marts: run 'gnbv build' first")
    for schema in ("marts", "facts", "reference"):
        connection.execute(f"create schema {schema}")
    for row in held:
        at = f"{row['schema_name']}.{_name(row['name'])}"
        connection.execute(row["sql"] or f"create table {at} as from warehouse.{at}")
        _copy_descriptions(connection, row, at)
    return marts


def _copy_descriptions(connection: duckdb.DuckDBPyConnection, row: Row, at: str) -> None:
    if row["comment"]:
        connection.execute(f"comment on {'view' if row['sql'] else 'table'} {at} is {_text(row['comment'])}")
    described = rows(
        connection,
        """select column_name, comment from duckdb_columns()
        where database_name = 'warehouse' and schema_name = ? and table_name = ? and comment is not null""",
        [row["schema_name"], row["name"]],
    )
    for column in described:
        name = f"{at}.{_name(column['column_name'])}"
        connection.execute(f"comment on column {name} is {_text(column['comment'])}")


def _copy_macros(connection: duckdb.DuckDBPyConnection) -> None:
    macros = rows(
        connection,
        """select function_name, function_type, parameters, macro_definition from duckdb_functions()
        where database_name = 'warehouse' and schema_name = 'marts' and function_type in ('macro', 'table_macro')
        order by function_name""",
    )
    for macro in macros:
        body = macro["macro_definition"]
        meaning = f"table {body}" if macro["function_type"] == "table_macro" else f"({body})"
        parameters = ", ".join(_name(one) for one in macro["parameters"])
        connection.execute(f"create macro marts.{_name(macro['function_name'])}({parameters}) as {meaning}")


def _write_parquet(connection: duckdb.DuckDBPyConnection, mart: str, parquet: Path) -> int:
    target = _text(str(parquet / f"{mart}.parquet"))
    connection.execute(f"copy marts.{_name(mart)} to {target} (format parquet, compression zstd)")
    return int(rows(connection, f"select count(*) as n from marts.{_name(mart)}")[0]["n"])


def _facts(connection: duckdb.DuckDBPyConnection, marts: set[str]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    if "rpt_reporting_rate" in marts:
        facts["as_of"] = rows(connection, "select max(as_of_on) as day from marts.rpt_reporting_rate")[0]["day"]
    if "fct_finding" in marts:
        found = rows(
            connection,
            "select severity, count(*) as n from marts.fct_finding where state = 'open' group by 1 order by 1",
        )
        facts["findings"] = {row["severity"]: row["n"] for row in found}
    return facts


def _keys(connection: duckdb.DuckDBPyConnection, marts: set[str]) -> dict[str, list[str]]:
    """The grain of each mart; a warehouse that does not say it is published all the same."""
    if not rows(
        connection, "select 1 from duckdb_tables() where database_name = 'warehouse' and table_name = 'mart_key'"
    ):
        return {}
    found: dict[str, list[str]] = {}
    for row in rows(connection, "select mart, column_name from warehouse.meta.mart_key order by mart, position"):
        if row["mart"] in marts:
            found.setdefault(row["mart"], []).append(row["column_name"])
    return found


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
