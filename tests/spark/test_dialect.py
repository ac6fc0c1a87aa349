"""What DuckDB and Spark write differently stands in one file of macros."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gnbv.settings import PROJECT

DBT_PROJECT = PROJECT / "dbt_project"
DIALECT = DBT_PROJECT / "macros" / "dialect.sql"
_DIALECTS = re.compile(r"macro (?:spark|duckdb|default)__|adapter\.dispatch|target\.type")
#: The one thing a model says of the engine: whether it is kept as a view, which on Spark would be no Parquet.
_STORED = "{{ config(materialized='view' if target.type == 'duckdb' else 'table') }}"
#: Engines read these otherwise, silently; what to write stands in docs/decisions/0027-spark.md.
_SILENT = {
    "concat with a column that may be null": r"(?<![\w.])concat\((?!.*(?:figure_prefix|sha256|only_for))",
    "rtrim or ltrim with two arguments": r"[rl]trim\([^()]*(?:\([^()]*\)[^()]*)*,",
    "a decimal literal times a number": r"100\.0 \* [{]",
}


def sql_files(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((DBT_PROJECT / folder).rglob("*.sql"))]


def test_no_other_file_asks_which_engine_it_is_for() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in sql_files("macros", "models")}
    asking = [name for name, text in texts.items() if _DIALECTS.search(text.removeprefix(_STORED))]
    assert asking == ["dialect.sql"]


def test_each_macro_of_the_dialect_has_both_sides() -> None:
    text = DIALECT.read_text(encoding="utf-8")
    dispatched = set(re.findall(r"adapter\.dispatch\('(\w+)', 'gnbv'\)", text))
    assert len(dispatched) == 17
    for engine in ("default", "spark"):
        assert dispatched <= set(re.findall(rf"macro {engine}__(\w+)", text))


@pytest.mark.parametrize("pattern", _SILENT.values(), ids=_SILENT)
def test_what_engines_read_differently_is_not_written(pattern: str) -> None:
    found = [
        f"{path.name}:{number}: {line.strip()}"
        for path in sql_files("macros/findings", "macros/reminders", "models/findings", "models/marts/reminders")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(pattern, line)
    ]
    assert found == []
