"""`gnbv runs`: the runs of a ledger, the latest first."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from click.testing import CliRunner, Result

from gnbv.commands.runs import runs
from gnbv.runs import Part, recorded
from gnbv.settings import Workspace

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
Ask = Callable[..., Result]


@pytest.fixture
def ask(new_workspace: Callable[..., Workspace], monkeypatch: pytest.MonkeyPatch) -> Ask:
    """A build that went well at eight, and a round of a DAG at nine in which a source failed."""
    ws = new_workspace()
    monkeypatch.setenv("GNBV_HOME", str(ws.home))
    with time_machine.travel(NOW, tick=False) as clock:
        with recorded(ws, "cli-1", "build", "copy"):
            pass
        clock.shift(1)
        with recorded(ws, "cli-1", "build", "transform", "b-1") as step:
            step.parts = [Part("model", "fct_fund", NOW + timedelta(seconds=2), 1.5)]
    for minute, name in enumerate(("20-lang-son", "12-lai-chau")):
        with time_machine.travel(NOW.replace(hour=2, minute=minute), tick=False):
            try:
                with recorded(ws, "collect_returns/manual__1", "collect", "source", name) as step:
                    step.rows = 3
                    if name == "12-lai-chau":
                        raise OSError("no such folder")
            except OSError:
                pass
    return lambda *words: CliRunner().invoke(runs, words)


def rows(result: Result) -> list[dict[str, str]]:
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_the_latest_run_comes_first(ask: Ask) -> None:
    found = rows(ask("--format", "csv"))
    assert [(row["run_id"], row["jobs"], row["failed"]) for row in found] == [
        ("collect_returns/manual__1", "collect", "1"),
        ("cli-1", "build", "0"),
    ]
    assert found[0]["detail"] == "source 12-lai-chau: no such folder"
    assert found[0]["started_at"] == "2026-11-20T02:00:00+00:00"
    assert 60 <= float(found[0]["seconds"]) < 120


def test_steps_of_the_runs_that_failed(ask: Ask) -> None:
    found = rows(ask("--failed", "--steps", "--format", "csv"))
    assert [(row["step"], row["subject"], row["state"], row["rows"]) for row in found] == [
        ("source", "12-lai-chau", "failed", "3")
    ]


def test_models_are_steps_and_no_part_of_a_runs_own(ask: Ask) -> None:
    steps = json.loads(ask("--job", "build", "--steps", "--format", "json").stdout)
    assert [(one["step"], one["subject"]) for one in steps] == [
        ("copy", None), ("transform", "b-1"), ("model", "fct_fund"),
    ]  # fmt: skip
    (run,) = json.loads(ask("--job", "build", "--format", "json").stdout)
    assert run["steps"] == "copy 0.0, transform 0.0"


def test_a_table_for_people_in_the_hours_of_viet_nam(ask: Ask) -> None:
    shown = ask("--last", "1").output
    assert "20/11/2026 09:00:00" in shown
    assert "no such folder" in shown
    assert "cli-1" not in shown


def test_a_workspace_in_which_nothing_ran(ask: Ask, monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("GNBV_HOME", f"{tmp_path}/empty")
    told = ask()
    assert (told.exit_code, told.output) == (0, "nothing has run in this workspace yet\n")
