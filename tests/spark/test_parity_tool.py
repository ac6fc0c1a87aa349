"""The comparison of a warehouse with what Spark made: it says what differs, and on which side."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tools.parity import compare, main


@pytest.fixture
def engines(tmp_path: Path) -> tuple[Path, Path]:
    """A warehouse with one mart of three rows, two of them alike, and Spark's folder with the same rows."""
    warehouse, tables = tmp_path / "warehouse.duckdb", tmp_path / "tables"
    with duckdb.connect(warehouse) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.dim_place as from (values (1, 'a'), (2, null), (2, null)) as t (no, name)"
        )
    write(tables / "marts.db" / "dim_place", "values (2, null), (1, 'a'), (2, null)")
    return warehouse, tables


def write(folder: Path, rows: str, columns: str = "no, name") -> None:
    """Write a table as Spark does: a folder of Parquet files."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute(f"copy (select * from ({rows}) as t ({columns})) to '{folder}/part-0.parquet'")


def test_the_same_rows_in_another_order_are_equal(
    engines: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(path) for path in engines]) == 0
    assert capsys.readouterr().out == "marts.dim_place: 3 rows, equal\n1 equal, 0 not\n"


@pytest.mark.parametrize(
    ("rows", "only_duckdb", "only_spark"),
    [
        # A row that stands twice on one side only is a difference.
        ("values (1, 'a'), (2, null)", 1, 0),
        ("values (1, 'a'), (2, null), (2, null), (3, 'c')", 0, 1),
        ("values (1, 'b'), (2, null), (2, null)", 1, 1),
        ("values (1, 'a'), (2, ''), (2, null)", 1, 1),
    ],
)
def test_rows_that_differ_are_counted_on_their_side(
    engines: tuple[Path, Path], rows: str, only_duckdb: int, only_spark: int
) -> None:
    warehouse, tables = engines
    write(tables / "marts.db" / "dim_place", rows)

    (found,) = compare(warehouse, tables)

    assert (found.only_duckdb, found.only_spark, found.is_equal) == (only_duckdb, only_spark, False)


def test_columns_of_another_type_are_a_difference(engines: tuple[Path, Path]) -> None:
    warehouse, tables = engines
    write(tables / "marts.db" / "dim_place", "values (1::bigint, 'a'), (2, null), (2, null)")

    (found,) = compare(warehouse, tables)

    assert found.columns == ("column no: INTEGER on DuckDB, BIGINT on Spark",)
    assert not found.is_equal


def test_a_mart_only_one_engine_made_is_a_difference(
    engines: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    warehouse, tables = engines
    write(tables / "marts.db" / "fct_more", "values (1)", "no")

    assert main([str(warehouse), str(tables)]) == 1
    assert (
        "marts.fct_more: 0 rows, 0 only on DuckDB, 0 only on Spark\n    made on Spark only\n" in capsys.readouterr().out
    )
