"""What `make up` refuses, and what it keeps to itself. (That it serves: tests/airflow/test_scheduler.py.)"""

from __future__ import annotations

import json
import socket
import stat
from pathlib import Path

import pytest

from gnbv import up
from gnbv.settings import Workspace

pytestmark = pytest.mark.airflow


def test_taken_port_is_said_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as other:
        other.bind((up.HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setenv("GNBV_PORT", str(port))
        monkeypatch.setenv("GNBV_HOME", str(tmp_path / "var"))
        assert up.main() == 1
    said = capsys.readouterr()
    assert said.err == (
        f"make up: port {port} on 127.0.0.1 is taken: stop what uses it, or choose another with GNBV_PORT=8081\n"
    )
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("text", ["eighty", "80", "70000"])
def test_port_that_is_none(text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("GNBV_PORT", text)
    assert up.main() == 1
    assert capsys.readouterr().err == f"make up: GNBV_PORT: expected a port from 1024 to 65535, found {text!r}\n"


def test_password_is_random_private_and_kept(tmp_path: Path) -> None:
    here, there = Workspace(tmp_path / "a", tmp_path), Workspace(tmp_path / "b", tmp_path)
    for ws in (here, there):
        up.make_password(ws)
    first = json.loads(up.password_file(here).read_text())["admin"]
    assert len(first) == 24
    assert first != json.loads(up.password_file(there).read_text())["admin"]
    assert stat.S_IMODE(up.password_file(here).stat().st_mode) == 0o600
    up.make_password(here)
    assert json.loads(up.password_file(here).read_text())["admin"] == first


def test_address_is_set_in_all_four_places(tmp_path: Path) -> None:
    env = up.server_environment(Workspace(tmp_path, tmp_path), {}, 18090)
    assert env["AIRFLOW__API__HOST"] == "127.0.0.1"
    assert env["AIRFLOW__API__PORT"] == "18090"
    assert env["AIRFLOW__API__BASE_URL"] == "http://127.0.0.1:18090"
    assert env["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"] == "http://127.0.0.1:18090/execution/"


def test_secrets_outlive_a_restart_and_differ(tmp_path: Path) -> None:
    ws = Workspace(tmp_path, tmp_path)
    first, second = up.server_environment(ws, {}, 18090), up.server_environment(ws, {}, 18091)
    for name in ("AIRFLOW__API_AUTH__JWT_SECRET", "AIRFLOW__API__SECRET_KEY"):
        assert first[name] == second[name] and len(first[name]) == 64
    assert first["AIRFLOW__API_AUTH__JWT_SECRET"] != first["AIRFLOW__API__SECRET_KEY"]


def test_no_log_server_is_started() -> None:
    assert "--skip-serve-logs" in up.COMMANDS["scheduler"] and "--skip-serve-logs" in up.COMMANDS["triggerer"]
