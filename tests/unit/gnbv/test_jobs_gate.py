"""Gate, swap, publication and the check of what is published, on the built samples."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from datetime import date

import duckdb
import pytest

from gnbv import jobs, serving
from gnbv.build import find_build
from gnbv.settings import Workspace

pytestmark = pytest.mark.slow

AS_OF = date(2023, 10, 27)


@pytest.fixture
def own(sample_workspace: Workspace, new_workspace: Callable[..., Workspace]) -> Workspace:
    """The built samples in a workspace of the test's own."""
    ws = new_workspace()
    shutil.copytree(sample_workspace.bronze, ws.bronze)
    ws.warehouse.parent.mkdir(parents=True)
    shutil.copyfile(sample_workspace.warehouse, ws.warehouse)
    return ws


def test_a_copy_on_which_dbt_has_not_ended_is_not_checked(own: Workspace) -> None:
    build_id = jobs.start_build(own, AS_OF)
    with pytest.raises(jobs.BuildError, match="dbt has not ended well on it; build again"):
        jobs.gate(own, build_id)


def test_a_damaged_copy_stops_at_the_gate_and_a_whole_one_is_swapped_in(own: Workspace) -> None:
    before = own.warehouse.read_bytes()
    build_id = jobs.start_build(own, AS_OF)
    build = find_build(own, build_id)
    build.note(row_counts={})
    with duckdb.connect(build.copy) as connection:
        connection.execute("delete from marts.rpt_late_returns where locality = 'Lạng Sơn'")
    result = jobs.gate(own, build_id)
    assert [f"{flag.suite}.{flag.expectation}" for flag in result.stops] == [
        "marts.late_list_equals_rate", "marts.reminders_equal_late_list",
    ]  # fmt: skip
    with pytest.raises(jobs.BuildError, match=r"has not passed its gate: .*marts\.late_list_equals_rate"):
        jobs.swap(own, build_id)
    assert own.warehouse.read_bytes() == before
    kept = json.loads((own.quality / "build.json").read_text(encoding="utf-8"))
    assert (kept["build_id"], kept["stops"][0]["expectation"]) == (build_id, "late_list_equals_rate")

    shutil.copyfile(own.warehouse, build.copy)
    assert jobs.gate(own, build_id).stops == ()
    jobs.swap(own, build_id)
    assert not build.copy.exists()
    assert own.warehouse.read_bytes() == before


def test_what_is_published_is_checked_for_the_date_it_was_built_for(own: Workspace) -> None:
    release = jobs.publish_marts(own)
    with duckdb.connect(own.warehouse, read_only=True) as connection:
        assert connection.execute("select build_id from meta.build").fetchall() == [(release.name,)]
    result = jobs.check_published(own)
    assert result.stops == ()
    assert [flag.name for flag in result.warnings if flag.expectation == "coordination_submitted"][:2] == [
        "Lào Cai",
        "Yên Bái",
    ]
    assert {name.partition(".")[0] for name in result.evaluated} == {"completeness", "marts", "findings"}
    assert (own.quality / "published" / "index.html").is_file()


def test_the_late_list_of_a_day_is_a_file(own: Workspace) -> None:
    jobs.publish_marts(own)
    path = serving.late_list(own, date(2023, 8, 31))
    assert path == own.lists / "late" / "2023-08-31.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["return_type"] == "coordination_6m"]
    assert [row["status"] for row in rows].count("overdue") == 28
    assert [row["status"] for row in rows].count("late") == 24
