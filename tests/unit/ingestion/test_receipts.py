"""Whose source an attempt was made at; receipts written before that was recorded are read as they are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from intake_fakes import Desk

from ingestion import SourceFailed


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_every_receipt_says_whose_source_it_is_also_of_a_listing_that_failed(desk: Desk) -> None:
    desk.put("08-BC.csv", "cover 2023H1")
    desk.put("unknown.csv", "unknown")
    desk.collect("run-1")
    with pytest.raises(SourceFailed):
        desk.collect("run-2", replace(desk.entry, source_id="vn", locality_code="VN", url=str(desk.home / "absent")))
    assert [(row["source_id"], row["attempt_kind"], row["locality_code"]) for row in desk.rows("attempt")] == [
        ("20-lang-son", "source", "20"),
        ("20-lang-son", "file", "20"),
        ("20-lang-son", "file", "20"),
        ("vn", "source", "VN"),
    ]


def test_receipts_without_the_column_count_as_before(desk: Desk) -> None:
    desk.put("08-BC.csv", "cover 2023H1")
    first = desk.collect("run-1")
    (place,) = (desk.bronze / "attempt").glob("20-lang-son-*.parquet")
    pq.write_table(pq.read_table(place).drop_columns("locality_code"), place)

    assert desk.collect("run-1") == first
    assert desk.collect("run-2").files_unchanged == 1
    assert sorted(str(row["locality_code"]) for row in desk.receipts("source")) == ["20", "None"]
