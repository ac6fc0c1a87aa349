"""A batch that is written in parts: row groups, what is read back, what a failure leaves."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import numpy as np
import pyarrow.parquet as pq
import pytest

from ingestion import TABLES, bronze_batch, committed_batches, read_table
from ingestion.atomic import Staging
from ingestion.bronze_rows import as_table
from ingestion.bronze_store import BatchWriter
from ingestion.model import FormValues

NOW = datetime(2024, 7, 2, 3, 0, tzinfo=UTC)
ATTEMPT = as_table("attempt", [{"attempt_id": "b-1/0", "state": "listed", "attempted_at": NOW}])


@pytest.fixture
def small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bronze_batch, "_HELD_ROWS", 3)
    monkeypatch.setattr(bronze_batch, "_GROUP_ROWS", 6)


def _form(count: int) -> FormValues:
    return FormValues(
        "bench", 1, np.arange(1, count + 1, dtype=np.int32), np.full(count, 2.5), {0: "hai rưỡi"}, {1: "none"}, 0
    )


def _lines(numbers: range) -> dict[str, list[dict[str, object]]]:
    return {"text_line": [{"submission_key": "k", "line": number, "text": f"dòng {number}"} for number in numbers]}


@pytest.mark.usefixtures("small_groups")
def test_what_comes_in_parts_is_read_back_whole_and_in_order(tmp_path: Path) -> None:
    with BatchWriter(tmp_path, "b-1") as batch:
        for start in range(0, 20, 2):
            batch.add(_lines(range(start, start + 2)))
        for key in ("one", "two", "three"):
            batch.add_form(key, _form(4))
        assert list((tmp_path / "text_line").glob("*.parquet")) == []
        batch.commit(ATTEMPT)

    assert [row["line"] for row in read_table(tmp_path, "text_line").to_pylist()] == list(range(20))
    assert {row["batch_id"] for row in read_table(tmp_path, "text_line").to_pylist()} == {"b-1"}
    values = read_table(tmp_path, "form_value")
    assert values.column("submission_key").to_pylist() == ["one"] * 4 + ["two"] * 4 + ["three"] * 4
    assert values.column("text").to_pylist() == ["hai rưỡi", None, None, None] * 3
    assert values.column("absence").to_pylist() == [None, "none", None, None] * 3
    groups = {
        table: pq.ParquetFile(tmp_path / table / "b-1.parquet").num_row_groups for table in ("text_line", "form_value")
    }
    assert groups == {"text_line": 3, "form_value": 2}


def test_cells_of_forms_are_plain_columns_to_every_reader(tmp_path: Path) -> None:
    with BatchWriter(tmp_path, "b-1") as batch:
        batch.add_form("one", _form(2))
        batch.commit(ATTEMPT)

    place = tmp_path / "form_value" / "b-1.parquet"
    assert pq.read_schema(place) == TABLES["form_value"]
    assert duckdb.sql(f"select * from '{place}'").fetchall() == [
        ("b-1", "one", 1, 2.5, "hai rưỡi", None),
        ("b-1", "one", 2, 2.5, None, "none"),
    ]


@pytest.mark.usefixtures("small_groups")
def test_a_batch_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="disk full"), BatchWriter(tmp_path, "b-1") as batch:
        batch.add(_lines(range(10)))
        batch.add_form("one", _form(7))
        assert [path.name for path in tmp_path.rglob("*") if path.is_file()] != []
        raise OSError(28, "disk full")

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_files_that_go_before_are_in_place_when_the_batch_is_committed(tmp_path: Path) -> None:
    staging = Staging()
    with BatchWriter(tmp_path / "bronze", "b-1", staging) as batch:
        staging.write(tmp_path / "landing" / "a", b"a", mode=0o444)
        assert not (tmp_path / "landing" / "a").exists()
        batch.commit(ATTEMPT)

    assert (tmp_path / "landing" / "a").read_bytes() == b"a"
    assert committed_batches(tmp_path / "bronze") == ["b-1"]


def test_what_a_killed_run_left_under_the_same_name_goes(tmp_path: Path) -> None:
    left = tmp_path / "figure" / "b-1.parquet"
    left.parent.mkdir()
    left.write_bytes(b"half")

    with BatchWriter(tmp_path, "b-1") as batch:
        batch.commit(ATTEMPT)

    assert not left.exists()
