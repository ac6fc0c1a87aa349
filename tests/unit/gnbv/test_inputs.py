"""What tells two builds apart: one hash a kind of input."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gnbv.inputs import hash_inputs, hash_together


@pytest.fixture
def ground(tmp_path: Path) -> Path:
    (tmp_path / "seeds" / "policy").mkdir(parents=True)
    (tmp_path / "seeds" / "policy" / "duties.csv").write_text("duty_id\n", encoding="utf-8")
    (tmp_path / "bronze" / "explanation").mkdir(parents=True)
    batches(tmp_path, "20-lang-son-1", "_calendar")
    return tmp_path


def batches(ground: Path, *names: str) -> None:
    pq.write_table(pa.table({"batch_id": list(names)}), ground / "batches.parquet")


def hashes(ground: Path) -> dict[str, str]:
    return hash_inputs(ground / "batches.parquet", ground / "seeds", ground / "bronze")


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return [kind for kind in before if before[kind] != after[kind]]


def test_each_kind_of_input_has_its_own_hash(ground: Path) -> None:
    first = hashes(ground)
    assert sorted(first) == ["batches", "forms", "ledgers", "project", "seeds"]
    batches(ground, "20-lang-son-1", "20-lang-son-2", "_calendar")
    second = hashes(ground)
    assert changed(first, second) == ["batches"]
    (ground / "seeds" / "policy" / "duties.csv").write_text("duty_id\nd1\n", encoding="utf-8")
    third = hashes(ground)
    assert changed(second, third) == ["seeds"]
    (ground / "bronze" / "explanation" / "_explanations.parquet").write_bytes(b"accepted")
    assert changed(third, hashes(ground)) == ["ledgers"]


def test_the_order_of_batches_and_what_ran_before_do_not_count(ground: Path) -> None:
    first = hashes(ground)
    batches(ground, "_runs", "_calendar", "20-lang-son-1")
    assert hashes(ground) == first


def test_the_code_is_told_apart_but_is_no_input(ground: Path) -> None:
    first = hashes(ground)
    assert hash_together({**first, "project": "other"}) == hash_together(first)
    assert hash_together({**first, "seeds": "other"}) != hash_together(first)
