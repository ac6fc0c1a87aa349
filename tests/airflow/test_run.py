"""What `make run` says when it cannot do its work: one readable line, exit code 1. (That it works: tests/e2e.)"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from gnbv import run
from gnbv.airflow_home import AirflowHomeError, environment, owned
from gnbv.settings import Workspace

pytestmark = pytest.mark.airflow


def start(home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL") if name in os.environ}
    env = kept | {"GNBV_HOME": str(home)} | variables
    return subprocess.run([sys.executable, "-m", "gnbv.run"], env=env, capture_output=True, text=True, timeout=240)


@pytest.mark.slow
@pytest.mark.timeout(260)
def test_when_no_source_can_be_read_nothing_is_built(tmp_path: Path) -> None:
    entry = '{id: 12-lai-chau, name: Lai Châu, level: province, locality_code: "12", url: not-there}'
    (tmp_path / "sources.yml").write_text(f"sources:\n  - {entry}\n", encoding="utf-8")
    told = tmp_path / "lineage.jsonl"
    answer = start(tmp_path / "var", GNBV_SOURCES=str(tmp_path / "sources.yml"), GNBV_LINEAGE=str(told))
    assert answer.returncode == 1
    (line,) = answer.stderr.splitlines()
    assert line.startswith("make run: collect_returns failed in collect [Lai Châu]: ")
    assert "not-there" in line and "make-run.log" in line
    assert "build_warehouse" not in answer.stdout
    (digest,) = (tmp_path / "var" / "lists" / "failures").glob("collect_returns--*--data-intake.md")
    assert "collect [Lai Châu]" in digest.read_text(encoding="utf-8")
    assert "no source could be read: nothing is announced, nothing is built" in digest.read_text(encoding="utf-8")
    assert not (tmp_path / "var" / "warehouse" / "warehouse.duckdb").exists()
    events = [json.loads(line) for line in told.read_text(encoding="utf-8").splitlines()]
    of_tasks = {(one["job"]["name"].partition(".")[2], one["eventType"]) for one in events}
    assert {
        ("list_sources", "START"),
        ("list_sources", "COMPLETE"),
        ("collect", "START"),
        ("collect", "FAIL"),
    } <= of_tasks
    assert {one["job"]["namespace"] for one in events} == {"gnbv"}
    assert (tmp_path / "var" / "airflow" / "logs" / "make-run.log").stat().st_size > 0


def test_unreadable_date(tmp_path: Path) -> None:
    answer = start(tmp_path, AS_OF="27/10/2023")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr == "make run: AS_OF: expected a date as YYYY-MM-DD, found '27/10/2023'\n"


def test_run_and_up_exclude_each_other(tmp_path: Path) -> None:
    ws = Workspace(tmp_path, tmp_path / "sources.yml")
    with owned(ws), pytest.raises(AirflowHomeError, match="another `make run` or `make up` is using"), owned(ws):
        pass


def test_settings_of_another_airflow_are_put_aside(tmp_path: Path) -> None:
    ws = Workspace(tmp_path, tmp_path / "sources.yml")
    env = environment(ws, {"AIRFLOW__CORE__EXECUTOR": "Other", "AIRFLOW__API__PORT": "1", "PATH": "/bin"})
    assert env["AIRFLOW__CORE__EXECUTOR"] == "LocalExecutor"
    assert "AIRFLOW__API__PORT" not in env
    assert env["PATH"] == "/bin"
    assert env["AIRFLOW__CORE__LOAD_EXAMPLES"] == "False"


def test_period_dag_gets_its_date_as_logical_date() -> None:
    given = run._arguments("remind_late", date(2023, 10, 27))
    assert given["logical_date"].astimezone(UTC) == datetime(2023, 10, 27, 0, 0, tzinfo=UTC)
    assert run._arguments("build_warehouse", date(2023, 10, 27)) == {"run_conf": {"as_of": "2023-10-27"}}
    assert run._arguments("collect_returns", date(2023, 10, 27)) == {}


def test_later_try_takes_its_error_back() -> None:
    watch = run.Watch()
    task = SimpleNamespace(task_id="collect", dag_id="collect_returns", rendered_map_index="Sơn La")
    watch.ended(task, ValueError("the folder is closed\nsecond line"))
    assert (watch.done, watch.errors) == (0, {"collect [Sơn La]": "the folder is closed"})
    watch.ended(task)
    assert (watch.done, watch.errors) == (1, {})
