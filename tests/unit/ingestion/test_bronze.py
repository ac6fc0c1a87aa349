"""Bronze files: schemas, commit by the last file, manifests, and what is swept."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingestion import TABLES, committed_batches, init_bronze, read_table, sweep, write_batches_manifest
from ingestion.bronze_store import as_table, write_batch, write_table

NOW = datetime(2023, 7, 3, 6, 0, tzinfo=UTC)
ATTEMPT = as_table("attempt", [{"attempt_id": "b-1/0", "state": "listed", "attempted_at": NOW}])
SUBMISSION = as_table("submission", [{"submission_key": "k", "locality_code": "20", "known_from": NOW}])


def test_every_table_is_readable_before_anything_came(tmp_path: Path) -> None:
    init_bronze(tmp_path)

    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()) == [
        "attempt/_empty.parquet",
        "door_finding/_empty.parquet",
        "explanation/_empty.parquet",
        "figure/_empty.parquet",
        "form_cell/_empty.parquet",
        "form_term/_empty.parquet",
        "form_value/_empty.parquet",
        "non_working_day/_empty.parquet",
        "register_row/_empty.parquet",
        "reminder_event/_empty.parquet",
        "report/_empty.parquet",
        "run_step/_empty.parquet",
        "statement/_empty.parquet",
        "submission/_empty.parquet",
        "text_line/_empty.parquet",
    ]
    for table, schema in TABLES.items():
        empty = pq.read_table(tmp_path / table / "_empty.parquet")
        assert (empty.schema, empty.num_rows) == (schema, 0)
    assert committed_batches(tmp_path) == []


def test_an_empty_file_of_an_older_schema_is_replaced(tmp_path: Path) -> None:
    place = tmp_path / "submission" / "_empty.parquet"
    place.parent.mkdir()
    pq.write_table(pa.table({"batch_id": pa.array([], pa.string())}), place)

    init_bronze(tmp_path)

    assert pq.read_schema(place) == TABLES["submission"]


def test_a_batch_is_committed_whole_and_a_table_without_rows_has_no_file(tmp_path: Path) -> None:
    write_batch(tmp_path, "b-1", {"attempt": ATTEMPT, "submission": SUBMISSION, "statement": as_table("statement", [])})

    assert committed_batches(tmp_path) == ["b-1"]
    assert read_table(tmp_path, "submission").to_pylist()[0]["batch_id"] == "b-1"
    assert read_table(tmp_path, "submission").schema == TABLES["submission"]
    assert sorted(path.parent.name for path in tmp_path.rglob("*.parquet")) == ["attempt", "submission"]


def test_what_is_not_committed_is_not_read(tmp_path: Path) -> None:
    write_table(tmp_path, "submission", "b-2", SUBMISSION)
    write_batch(tmp_path, "b-1", {"attempt": ATTEMPT})

    assert read_table(tmp_path, "submission").num_rows == 0
    assert read_table(tmp_path, "submission", ["b-2"]).num_rows == 1


def test_a_committed_batch_is_never_written_again(tmp_path: Path) -> None:
    write_batch(tmp_path, "b-1", {"attempt": ATTEMPT})
    with pytest.raises(ValueError, match="b-1 is already committed"):
        write_batch(tmp_path, "b-1", {"attempt": ATTEMPT, "submission": SUBMISSION})
    with pytest.raises(ValueError, match="every attempt leaves a receipt"):
        write_batch(tmp_path, "b-3", {"attempt": as_table("attempt", [])})


def test_rows_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="bronze table statement has no column countt"):
        as_table("statement", [{"countt": 34}])
    with pytest.raises(pa.ArrowInvalid):
        as_table("statement", [{"stated_count": "ba mươi tư"}])
    with pytest.raises(ValueError, match="is not a plain file name"):
        write_table(tmp_path, "submission", "../x", SUBMISSION)
    with pytest.raises(ValueError, match="unknown bronze table"):
        write_table(tmp_path, "submissions", "b-1", SUBMISSION)


def test_the_manifest_lists_committed_batches_and_the_standing_ones(tmp_path: Path) -> None:
    init_bronze(tmp_path / "bronze")
    for batch in ("b-2", "a-1"):
        write_batch(tmp_path / "bronze", batch, {"attempt": ATTEMPT})
    write_table(tmp_path / "bronze", "submission", "lost", SUBMISSION)

    write_batches_manifest(tmp_path / "bronze", tmp_path / "build" / "batches.parquet")

    assert pq.read_table(tmp_path / "build" / "batches.parquet").to_pydict() == {
        "batch_id": ["_calendar", "_explanations", "_forms", "_reminders", "_runs", "a-1", "b-2"]
    }


def test_only_old_leftovers_are_swept(tmp_path: Path) -> None:
    bronze, landing = tmp_path / "bronze", tmp_path / "landing"
    init_bronze(bronze)
    write_table(bronze, "non_working_day", "_calendar", as_table("non_working_day", []))
    write_batch(bronze, "kept", {"attempt": ATTEMPT, "submission": SUBMISSION})
    write_table(bronze, "submission", "old", SUBMISSION)
    write_table(bronze, "submission", "fresh", SUBMISSION)
    (landing / "sha256" / "ba").mkdir(parents=True)
    half, whole = landing / "sha256" / "ba" / ".bax.0123.tmp", landing / "sha256" / "ba" / "bax"
    half.touch()
    whole.touch()
    (bronze / "attempt" / ".kept.parquet.0123.tmp").touch()
    for path in (*bronze.rglob("*"), half, whole):
        hours = 1 if path.stem == "fresh" else 30
        os.utime(path, ((NOW - timedelta(hours=hours)).timestamp(),) * 2)

    removed = sweep(bronze, older_than=timedelta(hours=24), now=NOW, landing=landing)

    assert {path.name for path in removed} == {"old.parquet", ".kept.parquet.0123.tmp", ".bax.0123.tmp"}
    assert {path.name for path in (bronze / "submission").iterdir()} == {
        "_empty.parquet",
        "fresh.parquet",
        "kept.parquet",
    }
    assert whole.exists()
    assert not half.exists()
    assert (bronze / "non_working_day" / "_calendar.parquet").exists()
