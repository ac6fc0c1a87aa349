"""OpenLineage: where events go, what dbt's say, and that a place that does not answer fails nothing."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gnbv import lineage
from gnbv.lineage import airflow_settings, send_dbt, transport
from gnbv.settings import Workspace

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
PARENT = "gnbv/build_warehouse.dbt_build/01a1fffa-2b98-7707-8819-9fc1b12585e5"


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("/srv/lineage.jsonl", {"type": "file", "log_file_path": "/srv/lineage.jsonl", "append": True}),
        ("file:///srv/the%20lineage", {"type": "file", "log_file_path": "/srv/the lineage", "append": True}),
        (
            "https://lineage.invalid:5000",
            {
                "type": "http", "url": "https://lineage.invalid:5000", "endpoint": "api/v1/lineage", "timeout": 2,
                "retry": {"total": 0},
            },
        ),
        (
            "http://lineage.invalid/own/path/",
            {
                "type": "http", "url": "http://lineage.invalid", "endpoint": "own/path", "timeout": 2,
                "retry": {"total": 0},
            },
        ),
    ],
)  # fmt: skip
def test_a_place_is_a_file_or_an_address(place: str, expected: dict[str, Any]) -> None:
    assert transport(place) == expected


def test_without_a_place_the_provider_is_switched_off(new_workspace: Callable[..., Workspace]) -> None:
    assert airflow_settings(new_workspace()) == {"AIRFLOW__OPENLINEAGE__DISABLED": "True"}


def test_with_a_place_airflow_sends_there(new_workspace: Callable[..., Workspace]) -> None:
    found = airflow_settings(replace(new_workspace(), lineage="/srv/lineage.jsonl"))
    assert found["AIRFLOW__OPENLINEAGE__DISABLED"] == "False"
    assert json.loads(found["AIRFLOW__OPENLINEAGE__TRANSPORT"])["log_file_path"] == "/srv/lineage.jsonl"
    assert found["AIRFLOW__OPENLINEAGE__NAMESPACE"] == "gnbv"


@pytest.mark.slow
def test_a_model_tells_what_it_read_and_made(
    sample_workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENLINEAGE_PARENT_ID", PARENT)
    ws = replace(sample_workspace, lineage=str(tmp_path / "lineage.jsonl"))
    sent = send_dbt(ws, LONG_AGO)
    events = [json.loads(line) for line in (tmp_path / "lineage.jsonl").read_text(encoding="utf-8").splitlines()]
    assert sent == len(events) > 400
    of_run_cost = [one for one in events if one["job"]["name"] == "warehouse.marts.gnbv.rpt_run_cost.build.run"]
    assert [one["eventType"] for one in of_run_cost] == ["START", "COMPLETE"]
    for one in of_run_cost:
        assert [item["name"] for item in one["inputs"]] == ["warehouse.marts.fct_run_step"]
        assert [item["name"] for item in one["outputs"]] == ["warehouse.marts.rpt_run_cost"]
        assert {item["namespace"] for item in one["inputs"] + one["outputs"]} == {f"duckdb://{ws.warehouse}"}
        assert one["run"]["facets"]["parent"]["job"] == {"namespace": "gnbv", "name": "build_warehouse.dbt_build"}
    (tested,) = [
        one
        for one in events
        if one["job"]["name"].endswith("rpt_run_cost.build.test") and one["eventType"] == "COMPLETE"
    ]
    checks = tested["inputs"][0]["inputFacets"]["dataQualityAssertions"]["assertions"]
    assert {check["success"] for check in checks} == {True}


@pytest.fixture
def with_results(new_workspace: Callable[..., Workspace], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace in which dbt has run, and a hundred events are to be sent."""
    from openlineage.client.event_v2 import Job, Run, RunEvent, RunState

    ws = new_workspace()
    target = ws.builds.parent / "dbt" / "target"
    target.mkdir(parents=True)
    results = {"metadata": {"generated_at": "2026-11-20T01:00:05Z"}, "results": []}
    (target / "run_results.json").write_text(json.dumps(results), encoding="utf-8")
    event = RunEvent(
        eventTime="2026-11-20T01:00:00Z", run=Run("01a1fffa-2b98-7707-8819-9fc1b12585e5"), job=Job("gnbv", "model"),
        eventType=RunState.START, producer="https://gnbv.invalid",
    )  # fmt: skip

    class Events:
        def events(self) -> list[RunEvent]:
            return [event] * 100

    monkeypatch.setattr(lineage, "_dbt_events", lambda ws, parent: Events())
    return ws


def test_nothing_is_sent_without_a_place_or_for_another_run(with_results: Workspace, tmp_path: Path) -> None:
    assert send_dbt(with_results, LONG_AGO) == 0
    ws = replace(with_results, lineage=str(tmp_path / "lineage.jsonl"))
    assert send_dbt(ws, datetime(2026, 11, 20, 1, 1, tzinfo=UTC)) == 0
    assert not (tmp_path / "lineage.jsonl").exists()
    assert send_dbt(ws, LONG_AGO) == 100


def test_a_closed_port_is_tried_once_and_told(with_results: Workspace, caplog: pytest.LogCaptureFixture) -> None:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert send_dbt(replace(with_results, lineage=f"http://127.0.0.1:{port}"), LONG_AGO) == 0
    assert "lineage of dbt not sent after 0 events" in caplog.text


@pytest.fixture
def silent_server() -> Iterator[int]:
    """The port of a server that takes connections and never answers."""
    with closing(socket.socket()) as server:
        server.bind(("127.0.0.1", 0))
        server.listen(5)
        yield server.getsockname()[1]


def test_a_server_that_never_answers_is_waited_for_once(
    with_results: Workspace, silent_server: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lineage, "ANSWER_SECONDS", 0.2)
    ws = replace(with_results, lineage=f"http://127.0.0.1:{silent_server}")
    began = time.monotonic()
    assert send_dbt(ws, LONG_AGO) == 0
    # A hundred events one after another would take twenty seconds.
    assert time.monotonic() - began < 10
