"""The jobs: cheap to import, and one source that fails does not stop the others."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from gnbv import jobs
from gnbv.settings import Workspace

HEAVY = ["great_expectations", "dbt", "duckdb", "pandas", "pyarrow", "airflow", "ingestion", "delivery", "expectations"]


def test_importing_the_jobs_brings_in_nothing_heavy() -> None:
    code = f"import json, sys, gnbv.jobs; print(json.dumps([name for name in {HEAVY} if name in sys.modules]))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout) == []


@pytest.fixture
def two_sources(new_workspace: Callable[..., Workspace], tmp_path: Path) -> Workspace:
    (tmp_path / "there").mkdir()
    entries = [
        {"id": "absent", "name": "Lạng Sơn", "level": "province", "locality_code": "20", "url": "absent"},
        {"id": "there", "name": "Sơn La", "level": "province", "locality_code": "14", "url": "there"},
    ]
    (tmp_path / "sources.yml").write_text(json.dumps({"sources": entries}, ensure_ascii=False), encoding="utf-8")
    return new_workspace(sources=tmp_path / "sources.yml")


def test_one_failing_source_does_not_stop_the_others(two_sources: Workspace) -> None:
    seen: list[tuple[str, int, int]] = []
    now = datetime(2023, 10, 27, tzinfo=UTC)
    summaries = jobs.collect_all(two_sources, "run-1", now=now, on_progress=lambda *step: seen.append(step))
    assert [(one.source_id, one.state) for one in summaries] == [("absent", "failed"), ("there", "empty")]
    assert summaries[0].failure is not None
    assert summaries[1].failure is None
    assert seen[-1] == ("collecting from the sources", 2, 2)


def test_a_failing_source_fails_its_own_job(two_sources: Workspace) -> None:
    from ingestion import SourceFailed

    with pytest.raises(SourceFailed, match="absent"):
        jobs.collect_one(two_sources, "absent", "run-1")
    assert jobs.collect_one(two_sources, "there", "run-1").failure is None
    assert jobs.source_ids(two_sources) == ["absent", "there"]


def test_an_unknown_source_is_named(two_sources: Workspace) -> None:
    from ingestion import SourcesError

    with pytest.raises(SourcesError, match="there is no source 'nowhere'"):
        jobs.collect_one(two_sources, "nowhere", "run-1")


def test_before_anything_was_collected_a_build_says_so(two_sources: Workspace) -> None:
    with pytest.raises(jobs.BuildError, match=r"nothing was collected yet; run `gnbv collect` first"):
        jobs.build(two_sources, date(2023, 10, 27))


def test_a_build_notes_its_batches_and_a_calendar_of_all_due_years(two_sources: Workspace) -> None:
    from ingestion import read_table

    jobs.collect_all(two_sources, "run-1", now=datetime(2023, 10, 27, tzinfo=UTC))
    build_id = jobs.start_build(two_sources, date(2023, 10, 27))
    assert (two_sources.builds / build_id / "batches.parquet").is_file()
    days = read_table(two_sources.bronze, "non_working_day", ["_calendar"]).column("day").to_pylist()
    # 25/06/2023, the due date of the coordination return, was a Sunday.
    assert date(2023, 6, 25) in days
    assert {2023, 2024, 2025} <= {day.year for day in days}


def test_publishing_without_a_warehouse_says_what_to_do(new_workspace: Callable[..., Workspace]) -> None:
    with pytest.raises(jobs.BuildError, match="there is no warehouse yet; run `gnbv collect` and `gnbv build` first"):
        jobs.publish_marts(new_workspace())


def test_a_build_removes_what_a_run_killed_days_ago_left(two_sources: Workspace) -> None:
    jobs.collect_all(two_sources, "run-1", now=datetime(2023, 10, 27, tzinfo=UTC))
    old = two_sources.bronze / "submission" / "there-0123456789ab-1.parquet"
    young = two_sources.bronze / "submission" / "there-ba9876543210-1.parquet"
    for path in (old, young):
        path.write_bytes(b"of a batch that was never committed")
    two_days_ago = time.time() - 2 * 86_400
    os.utime(old, (two_days_ago, two_days_ago))
    jobs.start_build(two_sources, date(2023, 10, 27))
    assert (old.exists(), young.exists()) == (False, True)
