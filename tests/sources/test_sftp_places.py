"""SFTP: whose key is trusted, passwords, and files that are still on their way. OpenSSH where the machine has it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import file_servers
import pytest
from source_spots import Spot, listed

from ingestion import SourceEntry, SourceFailed
from ingestion.places import PlaceError


@pytest.fixture
def with_password(short_home: Path) -> Iterator[file_servers.SftpServer]:
    home = short_home / "sftp-password"
    home.mkdir(exist_ok=True)
    server = file_servers.asyncssh_server(home)
    yield server
    server.stop()


@pytest.mark.skipif(file_servers.SSHD is None, reason="no OpenSSH on this machine; an asyncssh server stood in for it")
def test_the_server_is_openssh(sftp_server: file_servers.SftpServer) -> None:
    import socket

    with socket.create_connection(("127.0.0.1", sftp_server.port), 5) as one:
        assert one.recv(64).startswith(b"SSH-2.0-OpenSSH")


def _entry(url: str, connection: str, **settings: Any) -> SourceEntry:
    return SourceEntry("20", "Lạng Sơn", "province", "20", url, connection=connection, timeout_seconds=10.0, **settings)


def test_a_password_opens_the_door_and_a_wrong_one_does_not(
    with_password: file_servers.SftpServer, connection: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "nop").mkdir()
    (tmp_path / "nop" / "a.csv").write_bytes(b"mot")
    url = f"sftp://127.0.0.1:{with_password.port}{tmp_path}/nop"
    right = {"host": "127.0.0.1", "login": file_servers.USER, "extra": {"host_key": with_password.host_key}}

    place, files = listed(_entry(url, connection("sftp", password=file_servers.PASSWORD, **right)), tmp_path)

    assert [(one.path, place.read(one, 9)) for one in files] == [("a.csv", b"mot")]
    with pytest.raises(PlaceError, match="refused the login, password or key of the connection") as failed:
        listed(_entry(url, connection("sftp", password="hunter2-hunter2", **right)), tmp_path)
    assert "hunter2" not in str(failed.value)


@pytest.mark.parametrize("trusted", ["other", "nothing"])
def test_a_server_with_another_key_is_not_spoken_to(
    trusted: str,
    sftp_server: file_servers.SftpServer,
    connection: Callable[..., str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    extra = {"private_key": sftp_server.key}
    if trusted == "other":
        extra["host_key"] = file_servers.make_key(tmp_path / "other")
    name = connection("sftp", host="127.0.0.1", login=sftp_server.login, extra=extra)

    with pytest.raises(PlaceError, match=r"the key of host 127\.0\.0\.1 is not the one that is trusted .*host_key"):
        listed(_entry(f"sftp://127.0.0.1:{sftp_server.port}{tmp_path}", name), tmp_path)


def test_a_file_of_known_hosts_is_trusted(
    sftp_server: file_servers.SftpServer, connection: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "nop").mkdir()
    (tmp_path / "hosts").write_text(f"[127.0.0.1]:{sftp_server.port} {sftp_server.host_key}\n")
    (tmp_path / "key").write_text(sftp_server.key)
    (tmp_path / "key").chmod(0o600)
    extra = {"key_file": str(tmp_path / "key"), "known_hosts": str(tmp_path / "hosts")}
    name = connection("sftp", host="127.0.0.1", login=sftp_server.login, extra=extra)

    assert listed(_entry(f"sftp://127.0.0.1:{sftp_server.port}{tmp_path}/nop", name), tmp_path)[1] == []


def test_a_connection_for_another_host_keeps_its_password(connection: Callable[..., str], tmp_path: Path) -> None:
    name = connection("sftp", host="nop.bo.invalid", login="nop", password="hunter2-hunter2")

    with pytest.raises(PlaceError, match=r"is for nop\.bo\.invalid:, the address names 127\.0\.0\.1:22;") as failed:
        listed(_entry("sftp://127.0.0.1:22/nop", name), tmp_path)
    assert "hunter2" not in str(failed.value)


def test_a_missing_connection_and_a_missing_folder_are_told(
    spot_of: Callable[[str], Spot], connection: Callable[..., str], tmp_path: Path
) -> None:
    spot = spot_of("sftp")
    with pytest.raises(
        PlaceError, match=r"no usable Airflow connection 'khong_co' .*; set AIRFLOW_CONN_KHONG_CO or add"
    ):
        listed(spot.entry(connection="khong_co"), tmp_path)
    with pytest.raises(PlaceError, match="no such folder: sftp://127"):
        listed(spot.entry(f"{spot.url}-khac"), tmp_path)


def test_a_file_that_grows_is_left_for_later_and_taken_when_it_is_whole(
    spot_of: Callable[[str], Spot], collect: Any, receipts: Any, tmp_path: Path
) -> None:
    spot = spot_of("sftp")
    spot.put("xong.csv", b"xong")
    stop = threading.Event()

    def write() -> None:
        with (tmp_path / "sftp" / "dang-gui.csv").open("ab", buffering=0) as stream:
            while not stop.wait(0.02):
                stream.write(b"1,2,3\r\n")

    thread = threading.Thread(target=write)
    thread.start()
    try:
        time.sleep(0.1)
        with pytest.raises(SourceFailed, match=r"'dang-gui\.csv'.* it is left for the next collect"):
            collect(spot.entry(settle_seconds=0.2), "run-1")
    finally:
        stop.set()
        thread.join()
    whole = (tmp_path / "sftp" / "dang-gui.csv").stat().st_size
    states = {row["path"]: (row["state"], row["reason_code"]) for row in receipts("file")}
    assert states == {"xong.csv": ("accepted", None), "dang-gui.csv": ("quarantined", "SRC05")}
    assert "chưa được gửi lên trọn vẹn" in next(row["reason"] for row in receipts("file") if row["reason_code"])

    assert collect(spot.entry(settle_seconds=0.2), "run-2").states == {"accepted": 1}

    taken = [row for row in receipts("file") if row["path"] == "dang-gui.csv" and row["state"] == "accepted"]
    assert [row["size_bytes"] for row in taken] == [whole]


def test_a_file_that_is_whole_a_moment_later_is_taken_at_once(
    spot_of: Callable[[str], Spot], collect: Any, tmp_path: Path
) -> None:
    spot = spot_of("sftp")
    spot.put("a.csv", b"nua")
    late = threading.Timer(0.3, lambda: spot.put("a.csv", b"nua kia"))
    late.start()

    assert collect(spot.entry(settle_seconds=0.6)).states == {"accepted": 1}

    late.join()
    assert [path.read_bytes() for path in (tmp_path / "landing").rglob("*") if path.is_file()] == [b"nua kia"]


def test_a_link_and_a_pipe_are_refused(spot_of: Callable[[str], Spot], tmp_path: Path) -> None:
    import os

    spot = spot_of("sftp")
    (tmp_path / "mat.txt").write_text("mat")
    (tmp_path / "sftp" / "ra-ngoai.csv").symlink_to(tmp_path / "mat.txt")
    os.mkfifo(tmp_path / "sftp" / "ong.csv")

    place, files = listed(spot.entry(), tmp_path)

    assert [one.path for one in files] == ["ong.csv", "ra-ngoai.csv"]
    for one in files:
        with pytest.raises(PlaceError, match="is a link or a device, not a file"):
            place.read(one, 9)


def test_a_connection_that_breaks_while_reading_is_told_and_the_rest_is_tried(
    spot_of: Callable[[str], Spot], sftp_server: file_servers.SftpServer, collect: Any, receipts: Any
) -> None:
    spot = spot_of("sftp")
    spot.put("a.csv", b"x" * 3_000_000)
    relay = file_servers.Relay(sftp_server.port)
    relay.cut_after, relay.falls_silent = 500_000, True
    url = spot.url.replace(f":{sftp_server.port}", f":{relay.port}")
    began = time.monotonic()

    with pytest.raises(SourceFailed, match="no answer within 1 s"):
        collect(spot.entry(url, timeout_seconds=1.0))

    assert time.monotonic() - began < 4
    assert [row["reason_code"] for row in receipts("file")] == ["SRC03"]
    relay.stop()


def test_a_connection_that_breaks_is_opened_anew_within_the_task(
    spot_of: Callable[[str], Spot], sftp_server: file_servers.SftpServer, collect: Any
) -> None:
    spot = spot_of("sftp")
    for name in ("a.csv", "b.csv"):
        spot.put(name, name.encode() * 200_000)
    relay = file_servers.Relay(sftp_server.port)
    relay.cut_after = 500_000
    url = spot.url.replace(f":{sftp_server.port}", f":{relay.port}")

    assert collect(spot.entry(url)).states == {"accepted": 2}

    assert relay.connections == 2
    relay.stop()
