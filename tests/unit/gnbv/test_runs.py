"""The ledger of runs: what a step leaves behind, also when it fails, and that no job fails for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from gnbv import jobs, runs
from gnbv.run_facts import dbt_nodes
from gnbv.runs import Part, recorded, recording, run_of, run_rows, sweep_runs
from gnbv.settings import Workspace

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("_no_airflow")


@pytest.fixture
def _no_airflow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A DAG that ran in this process leaves its variables behind."""
    for name in ("AIRFLOW_CTX_DAG_ID", "AIRFLOW_CTX_DAG_RUN_ID"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def ws(new_workspace: Callable[..., Workspace]) -> Workspace:
    return new_workspace()


def test_a_step_that_ended_well(ws: Workspace) -> None:
    with time_machine.travel(NOW, tick=False), recorded(ws, "cli-1", "build", "swap", "b-1") as step:
        step.rows, step.bytes, step.detail = 90, 1000, "33 marts"
    [row] = run_rows(ws.runs)
    key, seconds = row.pop("run_step_key"), row.pop("seconds")
    assert key.startswith("20261120T010000000000Z-")
    assert 0 <= seconds < 60
    assert row.pop("ended_at") == NOW + timedelta(seconds=seconds)
    assert row == {
        "run_id": "cli-1",
        "job": "build",
        "step": "swap",
        "subject": "b-1",
        "started_at": NOW,
        "state": "done",
        "rows": 90,
        "bytes": 1000,
        "detail": "33 marts",
    }


def test_a_step_that_failed_tells_its_error_in_one_line_and_raises_it(ws: Workspace) -> None:
    with pytest.raises(ValueError, match="the folder"), recorded(ws, "cli-1", "collect", "source", "12-lai-chau"):
        raise ValueError("the folder\n  is closed")
    [row] = run_rows(ws.runs)
    assert (row["state"], row["subject"], row["detail"]) == ("failed", "12-lai-chau", "the folder is closed")


def test_a_private_step_keeps_the_kind_of_its_error_alone(ws: Workspace) -> None:
    with pytest.raises(RuntimeError), recorded(ws, "cli-1", "remind", "send", is_private=True):
        raise RuntimeError("so@20.invalid refused")
    assert "so@20" not in next(ws.runs.glob("*.json")).read_text(encoding="utf-8")
    assert run_rows(ws.runs)[0]["detail"] == "RuntimeError"


def test_parts_are_rows_of_their_own(ws: Workspace) -> None:
    with recorded(ws, "cli-1", "build", "transform", "b-1") as step:
        step.parts = [Part("model", "fct_fund", NOW, 1.5), Part("test", "unique", NOW, 0.1, "failed", "3 rows")]
    whole, model, test = run_rows(ws.runs)
    assert [one["run_step_key"].partition("#")[2] for one in (whole, model, test)] == ["", "1", "2"]
    assert (model["step"], model["subject"], model["seconds"], model["state"]) == ("model", "fct_fund", 1.5, "done")
    assert model["ended_at"] == NOW + timedelta(seconds=1.5)
    assert (test["run_id"], test["job"], test["detail"]) == ("cli-1", "build", "3 rows")


def test_only_failures_where_a_round_has_a_record_of_its_own(ws: Workspace) -> None:
    with recorded(ws, "cli-1", "collect", "source", "20", only_failed=True):
        pass
    assert run_rows(ws.runs) == []
    with pytest.raises(OSError, match="gone"), recorded(ws, "cli-1", "collect", "source", "12", only_failed=True):
        raise OSError("gone")
    assert [row["subject"] for row in run_rows(ws.runs)] == ["12"]


def test_a_ledger_that_cannot_be_written_stops_nothing(ws: Workspace, caplog: pytest.LogCaptureFixture) -> None:
    ws.runs.parent.mkdir(parents=True)
    ws.runs.write_text("a file where the folder should be")
    with recorded(ws, "cli-1", "build", "swap"):
        pass
    assert "the record of build/swap is not kept" in caplog.text


def test_a_record_that_cannot_be_read_is_left_out(ws: Workspace, caplog: pytest.LogCaptureFixture) -> None:
    with recorded(ws, "cli-1", "build", "swap"):
        pass
    for name, text in (("20990101T0-x", ""), ("20990101T1-x", "[]"), ("20990101T2-x", '{"parts": []}')):
        (ws.runs / f"{name}.json").write_text(text)
    assert [row["step"] for row in run_rows(ws.runs)] == ["swap"]
    assert caplog.text.count("not a record of a run") == 3


def test_a_job_records_itself(ws: Workspace) -> None:
    @recording("publish", "release", subject="name", tell=lambda _, result: {"rows": result})
    def work(ws: Workspace, name: str, *, run_id: str = "cli-1") -> int:
        return 7

    assert work(ws, "r-1") == 7
    [row] = run_rows(ws.runs)
    assert (row["run_id"], row["subject"], row["rows"]) == (run_of(), "r-1", 7)


def test_a_job_that_cannot_tell_what_it_made_has_ended_well(ws: Workspace, caplog: pytest.LogCaptureFixture) -> None:
    @recording("publish", "release", tell=lambda _, result: {"bytes": result.stat().st_size})
    def work(ws: Workspace) -> Path:
        return ws.home / "nowhere"

    assert work(ws) == ws.home / "nowhere"
    assert run_rows(ws.runs)[0]["state"] == "done"
    assert "could not tell what it made" in caplog.text


def test_the_run_is_that_of_airflow_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run_of("cli-7") == "cli-7"
    assert run_of().startswith("cli-") and run_of() == run_of()
    monkeypatch.setenv("AIRFLOW_CTX_DAG_ID", "collect_returns")
    monkeypatch.setenv("AIRFLOW_CTX_DAG_RUN_ID", "manual__1")
    assert run_of("manual__1") == "collect_returns/manual__1"


def test_what_is_older_than_the_rule_is_swept(ws: Workspace) -> None:
    for days in (401, 400, 1):
        with time_machine.travel(NOW - timedelta(days=days), tick=False), recorded(ws, "r", "build", str(days)):
            pass
    (ws.runs / ".20200101T000000000000Z-ab.json").write_text("half")
    assert sweep_runs(ws.runs, keep_newest=3, keep_days=400, now=NOW) == 1
    assert [row["step"] for row in run_rows(ws.runs)] == ["401", "400", "1"]
    assert sweep_runs(ws.runs, keep_newest=1, keep_days=400, now=NOW) == 1
    assert [row["step"] for row in run_rows(ws.runs)] == ["400", "1"]


def test_models_that_took_a_while_and_whatever_failed(ws: Workspace) -> None:
    def node(kind: str, name: str, seconds: float, status: str) -> dict[str, object]:
        timing = [{"name": "compile", "started_at": "2026-11-20T01:00:00Z", "completed_at": "2026-11-20T01:00:01Z"}]
        return {
            "unique_id": f"{kind}.gnbv.{name}", "timing": timing, "execution_time": seconds, "status": status,
            "message": "no such column",
        }  # fmt: skip

    results = [
        node("model", "quick", 0.09, "success"), node("model", "slow", 0.1, "success"),
        node("seed", "regions", 0.5, "success"), node("test", "unique_a.b1", 0.01, "fail"),
        node("model", "slower", 2.0, "error"), node("model", "never", 0, "skipped") | {"timing": []},
    ]  # fmt: skip
    path = ws.builds.parent / "dbt" / "target" / "run_results.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"metadata": {"generated_at": "2026-11-20T01:00:05Z"}, "results": results}))
    found = dbt_nodes(ws, NOW)
    assert [(one.step, one.subject, one.seconds, one.state, one.detail) for one in found] == [
        ("model", "slower", 2.0, "failed", "no such column"),
        ("model", "slow", 0.1, "done", None),
        ("test", "unique_a.b1", 0.01, "failed", "no such column"),
    ]
    assert dbt_nodes(ws, NOW + timedelta(minutes=1)) == ()  # the results of an earlier run


def test_a_round_on_the_command_line_has_one_record_and_one_for_each_source_that_failed(
    new_workspace: Callable[..., Workspace], tmp_path: Path
) -> None:
    (tmp_path / "there").mkdir()
    places = {"absent": "20", "there": "14"}
    entries = [
        {"id": name, "name": name, "level": "province", "locality_code": code, "url": name}
        for name, code in places.items()
    ]
    (tmp_path / "sources.yml").write_text(json.dumps({"sources": entries}), encoding="utf-8")
    ws = new_workspace(sources=tmp_path / "sources.yml")
    jobs.collect_all(ws, "cli-7", now=NOW)
    found = {(row["step"], row["subject"], row["state"], row["rows"]) for row in run_rows(ws.runs)}
    assert found == {("round", None, "done", 0), ("source", "absent", "failed", None)}
    assert {row["run_id"] for row in run_rows(ws.runs)} == {"cli-7"}


def test_the_next_build_takes_the_records_in_and_is_no_other_build_for_it(ws: Workspace) -> None:
    from ingestion import read_table

    first = jobs.start_build(ws, date(2023, 10, 27))
    second = jobs.start_build(ws, date(2023, 10, 27))
    rows = read_table(ws.bronze, "run_step", ["_runs"]).to_pylist()
    assert [(row["job"], row["step"], row["subject"]) for row in rows] == [("build", "copy", first)]
    hashes = {json.loads((ws.builds / one / "manifest.json").read_text())["input_hash"] for one in (first, second)}
    assert len(hashes) == 1


def test_the_error_kept_is_bounded() -> None:
    assert len(runs.one_line("x" * 1000)) == 403
    assert runs.one_line(KeyError()) == "KeyError"
