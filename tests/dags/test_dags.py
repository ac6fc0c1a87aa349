"""What every DAG must be, read from the real files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[2]
DAGS = PROJECT / "dags"
IDS = {"collect_returns", "build_warehouse", "publish_marts", "check_quality", "remind_late"}
PERIOD_DAGS = {"remind_late"}
OWNERS = {
    "collect_returns": "data-intake", "build_warehouse": "data-engineering", "publish_marts": "data-engineering",
    "check_quality": "data-quality", "remind_late": "chasing",
}  # fmt: skip

pytestmark = pytest.mark.airflow


@pytest.fixture(scope="module")
def dags() -> dict[str, Any]:
    from airflow.dag_processing.dagbag import DagBag

    assert DAGS.is_dir() and list(DAGS.glob("*.py"))
    bag = DagBag(DAGS)
    assert bag.import_errors == {}
    return dict(bag.dags)


def test_exactly_the_dags_that_are_meant(dags: dict[str, Any]) -> None:
    assert set(dags) == IDS


@pytest.mark.parametrize("dag_id", sorted(IDS))
def test_owner_tags_retries_and_catchup(dags: dict[str, Any], dag_id: str) -> None:
    dag = dags[dag_id]
    assert dag.catchup is False
    assert "gnbv" in dag.tags and (("period" if dag_id in PERIOD_DAGS else "now") in dag.tags)
    assert dag.tasks
    for task in dag.tasks:
        assert task.owner == OWNERS[dag_id]
        called = task.on_failure_callback
        assert [one.__name__ for one in (called if isinstance(called, Sequence) else [called])] == ["note_failure"]
        assert task.retries == 3
        assert task.retry_exponential_backoff == 2.0
        assert task.max_retry_delay is not None and task.max_retry_delay.total_seconds() == 1800


@pytest.mark.parametrize("dag_id", sorted(IDS))
def test_doc_says_which_kind_and_what_running_again_does(dags: dict[str, Any], dag_id: str) -> None:
    doc = dags[dag_id].doc_md
    assert doc.strip().startswith("**Period-DAG**" if dag_id in PERIOD_DAGS else "**Now-DAG**")
    assert "**Running it again**" in doc and "no harm" in doc


@pytest.mark.parametrize("dag_id", sorted(IDS))
def test_doc_names_runbooks_that_are_there_and_the_guide_its_owner(dags: dict[str, Any], dag_id: str) -> None:
    doc = dags[dag_id].doc_md
    named = re.findall(r"docs/runbooks/[\w-]+\.md", doc)
    assert named and [path for path in named if not (PROJECT / path).is_file()] == []
    guide = (PROJECT / "docs" / "airflow.md").read_text(encoding="utf-8")
    assert f"| `{dag_id}` | `{OWNERS[dag_id]}` |" in guide


@pytest.mark.parametrize("dag_id", sorted(IDS))
def test_every_run_ends_with_a_digest_that_does_not_count_for_its_state(dags: dict[str, Any], dag_id: str) -> None:
    dag = dags[dag_id]
    last = dag.get_task("tell_failures")
    assert last.upstream_task_ids == {task.task_id for task in dag.tasks} - {"tell_failures"}
    assert (last.is_teardown, last.on_failure_fail_dagrun, last.pool) == (True, False, "default_pool")


def test_collect_maps_over_localities_by_name(dags: dict[str, Any]) -> None:
    collect = dags["collect_returns"].get_task("collect")
    assert type(collect).__name__ == "DecoratedMappedOperator"
    assert collect.map_index_template == "{{ task.op_kwargs['name'] }}"
    assert collect.pool == "collecting"
    assert dags["collect_returns"].get_task("announce").trigger_rule.value == "all_done"


@pytest.mark.parametrize(
    ("dag_id", "started_by"),
    [("build_warehouse", "bronze"), ("publish_marts", "warehouse"), ("check_quality", "marts")],
)
def test_assets_start_what_follows(dags: dict[str, Any], dag_id: str, started_by: str) -> None:
    assert [asset.name for asset in dags[dag_id].timetable.asset_condition.objects] == [started_by]


@pytest.mark.parametrize(
    ("dag_id", "task_id", "asset"),
    [
        ("collect_returns", "announce", "bronze"),
        ("build_warehouse", "swap", "warehouse"),
        ("publish_marts", "publish", "marts"),
        ("remind_late", "send", "bronze"),
    ],
)
def test_assets_are_emitted_by_the_last_task_alone(dags: dict[str, Any], dag_id: str, task_id: str, asset: str) -> None:
    outlets = {task.task_id: [one.name for one in task.outlets] for task in dags[dag_id].tasks if task.outlets}
    assert outlets == {task_id: [asset]}


def test_one_writer_at_a_time(dags: dict[str, Any]) -> None:
    dag = dags["build_warehouse"]
    assert dag.max_active_runs == 1
    chain = ["copy", "dbt_build", "gate", "swap"]
    assert {dag.get_task(task_id).pool for task_id in chain} == {"warehouse_writer"}
    assert [task.task_id for task in dag.topological_sort()] == [*chain, "tell_failures"]


def test_nothing_is_sent_before_a_person_has_answered(dags: dict[str, Any]) -> None:
    dag = dags["remind_late"]
    chain = ["write_list", "draft", "may_send", "approve", "send"]
    assert [task.task_id for task in dag.topological_sort()] == [*chain, "tell_failures"]
    approve = dag.get_task("approve")
    assert (type(approve).__name__, approve.defaults) == ("ListApproval", ["Reject"])
    assert approve.response_timeout is not None and approve.response_timeout.total_seconds() == 23 * 3600
    assert approve.task_id in dag.get_task("send").upstream_task_ids
    assert dag.get_task("send").trigger_rule.value == "all_success"


@pytest.mark.parametrize(("dag_id", "at"), [("collect_returns", "06:00"), ("remind_late", "07:00")])
def test_scheduled_on_working_mornings(dags: dict[str, Any], dag_id: str, at: str) -> None:
    timetable = dags[dag_id].timetable
    assert type(timetable).__name__ == "WorkingMornings"
    assert timetable.serialize() == {"at": at}


def test_dags_survive_serialisation(dags: dict[str, Any]) -> None:
    from airflow.serialization.serialized_objects import DagSerialization

    again = {dag_id: DagSerialization.from_dict(DagSerialization.to_dict(dag)) for dag_id, dag in dags.items()}
    assert {dag_id: dag.timetable.summary for dag_id, dag in again.items()} == {
        "collect_returns": "working mornings 06:00",
        "remind_late": "working mornings 07:00",
        "build_warehouse": "Asset",
        "publish_marts": "Asset",
        "check_quality": "Asset",
    }


@pytest.mark.parametrize("path", sorted(DAGS.glob("*.py")), ids=lambda path: path.stem)
def test_dags_are_thin(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 120
