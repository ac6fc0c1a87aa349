"""The examples of docs/own-data.md, with real servers behind their addresses, collected by `gnbv.jobs`."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import file_servers
import mail_servers
import pytest
from source_spots import RECEIVED, Spot, mail

from gnbv import jobs
from gnbv.settings import PROJECT, Workspace
from ingestion import load_sources, read_table

pytestmark = pytest.mark.slow

GUIDE = (PROJECT / "docs" / "own-data.md").read_text(encoding="utf-8")
SOURCES = GUIDE.partition("## Sources that are not one folder")[2].partition("```yaml\n")[2].partition("```")[0]
CONNECTIONS = dict(re.findall(r"^export (AIRFLOW_CONN_\w+)='(.*)'$", GUIDE, re.MULTILINE))
ADDRESSES = {
    "folder": "returns/20-lang-son",
    "sftp": "sftp://sftp.so.invalid/nop/04",
    "s3": "s3://kho-bao-cao/02",
    "http": "https://nop.so.invalid/06/",
    "imap": "imaps://mail.so.invalid/INBOX",
}
LOCALITIES = {
    "folder": "Lạng Sơn", "sftp": "Cao Bằng", "s3": "Hà Giang", "http": "Bắc Kạn", "imap": "UBND huyện Bắc Sơn",
}  # fmt: skip


def _cover(reporter: str) -> bytes:
    rows = [
        ("Loại báo cáo", "Báo cáo giám sát 6 tháng"), ("Kỳ báo cáo", "6 tháng đầu năm 2024"),
        ("Đơn vị báo cáo", reporter), ("Số văn bản", "301/BC-UBND"), ("Ngày văn bản", "30/05/2024"),
    ]  # fmt: skip
    return "".join(f"{label},{value}\n" for label, value in rows).encode()


def test_the_examples_of_the_guide_are_valid(tmp_path: Path) -> None:
    (tmp_path / "sources.yml").write_text(SOURCES, encoding="utf-8")

    entries = load_sources(tmp_path / "sources.yml")

    assert [one.connection for one in entries] == [None, "sftp_so", "kho_s3", "web_so", "mail_so"]
    assert sorted(CONNECTIONS) == [
        "AIRFLOW_CONN_KHO_S3", "AIRFLOW_CONN_MAIL_SO", "AIRFLOW_CONN_SFTP_SO", "AIRFLOW_CONN_WEB_SO",
    ]  # fmt: skip
    assert all(json.loads(text)["conn_type"] for text in CONNECTIONS.values())


@pytest.fixture
def served(
    spot_of: Callable[[str], Spot],
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[Path, dict[str, Spot]]:
    """The example's `sources.yml` and connections, each address turned to a running server with one cover record."""
    spots = {kind: spot_of(kind) for kind in ADDRESSES}
    text = f"settle_seconds: 0\n{SOURCES}"
    for kind, spot in spots.items():
        text = text.replace(ADDRESSES[kind], spot.url)
        if kind != "imap":
            spot.put("301-BC-UBND.csv", _cover(LOCALITIES[kind]))
    sent = mail(sender="vanthu@bacson.invalid", attachments=[("301-BC-UBND.csv", _cover(LOCALITIES["imap"]))])
    server: mail_servers.MailServer = request.getfixturevalue("dovecot" if mail_servers.DOVECOT else "pymap")
    server.deliver(spots["imap"].folder, sent, RECEIVED)  # type: ignore[attr-defined]
    (tmp_path / "sources.yml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path / "airflow"))
    for name, example in CONNECTIONS.items():
        monkeypatch.setenv(name, json.dumps(_as_served(json.loads(example), request, tmp_path)))
    return tmp_path / "sources.yml", spots


def _as_served(example: dict[str, Any], request: pytest.FixtureRequest, home: Path) -> dict[str, Any]:
    """The example with what is the test server's own in place of its fillings: no other field is added but one."""
    kind, extra = example["conn_type"], example.get("extra", {})
    if kind == "sftp":
        server: file_servers.SftpServer = request.getfixturevalue("sftp_server")
        (home / "key").write_text(server.key)
        (home / "key").chmod(0o600)
        filled = {"key_file": str(home / "key"), "host_key": server.host_key}
        assert set(extra) == set(filled)
        return example | {"host": "127.0.0.1", "login": server.login, "extra": filled}
    if kind == "aws":
        store: file_servers.S3Server = request.getfixturevalue("s3_server")
        return example | {
            "login": store.key,
            "password": store.secret,
            "extra": extra | {"endpoint_url": store.endpoint},
        }
    login, password = (
        (file_servers.USER, file_servers.PASSWORD) if kind == "http" else (mail_servers.USER, mail_servers.PASSWORD)
    )
    # The example is TLS; tests/sources/test_mail_places.py has that.
    plain = {"extra": {"starttls": False}} if kind == "imap" else {}
    return example | {"host": "127.0.0.1", "login": login, "password": password} | plain


def test_five_kinds_are_collected_at_once_and_one_that_is_down_is_told_alone(
    served: tuple[Path, dict[str, Spot]], tmp_path: Path
) -> None:
    place, spots = served
    right = place.read_text(encoding="utf-8")
    port = spots["sftp"].url.split(":")[2].partition("/")[0]
    place.write_text(right.replace(f"127.0.0.1:{port}/", f"127.0.0.1:{file_servers.free_port()}/"), encoding="utf-8")
    workspace = Workspace(tmp_path / "var", place)

    first = {one.source_id: one for one in jobs.collect_all(workspace, "run-1")}

    failed = first.pop("04-cao-bang")
    assert (failed.state, failed.files_listed) == ("failed", 0)
    assert failed.failure is not None
    assert failed.failure.endswith("; check the address, the access rights and the connection")
    assert [one.failure for one in first.values()] == [None] * 4
    assert [(one.state, one.files_new) for one in first.values()] == [("listed", 1)] * 4
    attempts = read_table(workspace.bronze, "attempt").to_pylist()
    (row,) = [row for row in attempts if row["source_id"] == "04-cao-bang"]
    assert (row["attempt_kind"], row["state"], row["reason_code"]) == ("source", "failed", "SRC01")
    assert row["reason"] == "Không đọc được nơi gửi tệp; kiểm tra đường dẫn, quyền truy cập và kết nối."

    place.write_text(right, encoding="utf-8")
    second = {one.source_id: one for one in jobs.collect_all(workspace, "run-2")}

    assert second.pop("04-cao-bang").states == {"accepted": 1}
    assert [(one.files_new, one.files_unchanged) for one in second.values()] == [(0, 1)] * 4
    submissions = read_table(workspace.bronze, "submission").to_pylist()
    assert {row["source_id"]: row["arrival_basis"] for row in submissions}["20-lang-son"] == "first_seen"
    provinces = {row["locality_code"] for row in submissions if row["state"] == "accepted"}
    assert provinces == {"02", "04", "06", "20"}  # a district does not owe this return: its mail is refused
    mailed = next(row for row in attempts if row["source_id"] == "185-bac-son" and row["attempt_kind"] == "file")
    assert (mailed["arrived_at"], mailed["arrival_basis"]) == (RECEIVED, "recorded")


def test_the_command_line_collects_without_an_airflow_that_runs(
    served: tuple[Path, dict[str, Spot]], tmp_path: Path
) -> None:
    """In processes of its own, with nothing but the environment; what the libraries say is not shown."""
    command = [sys.executable, "-m", "gnbv", "collect", "--source", str(served[0]), "--jobs", "2"]
    env = {name: value for name, value in os.environ.items() if name != "AIRFLOW_HOME"}
    done = subprocess.run(
        command, env=env | {"GNBV_HOME": str(tmp_path / "var"), "HOME": str(tmp_path / "home")}, capture_output=True,
        text=True, timeout=120, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "5 of 5 sources read, 5 files seen", "  unchanged since the last run: 0", "  accepted: 4",
        "  rejected: 1", "next: gnbv build",
    ]  # fmt: skip
    assert "asyncssh" not in done.stderr
    assert not (tmp_path / "home").exists()


def test_the_embedded_airflow_is_given_the_connections(tmp_path: Path) -> None:
    from gnbv.airflow_home import environment

    given = {"AIRFLOW_CONN_SFTP_SO": "{}", "AIRFLOW_HOME": "/elsewhere", "AIRFLOW__CORE__EXECUTOR": "Other"}
    env = environment(Workspace(tmp_path / "var", tmp_path), given)

    assert env["AIRFLOW_CONN_SFTP_SO"] == "{}"
    assert env["AIRFLOW_HOME"] == str(tmp_path / "var" / "airflow")
    assert env["AIRFLOW__CORE__EXECUTOR"] == "LocalExecutor"
