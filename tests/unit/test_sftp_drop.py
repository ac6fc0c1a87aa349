"""The drop of docker-compose.yml: its start script and OpenSSH with its sshd_config, in folders of the test's own.

A mount namespace stands in for the container: /etc, /srv and /run of the test are put over those of the machine, for
the server alone. Only the port and the address are others.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from socket import create_connection, create_server

import asyncssh
import pytest

from gnbv.settings import PROJECT

SFTP = PROJECT / "deploy" / "sftp"
SSHD = Path("/usr/sbin/sshd")
#: What the image and the volumes lay down, then what the image runs.
INSIDE = """
set -eu
for folder in etc srv run; do mount --bind "$BASE/$folder" "/$folder"; done
rm -rf /etc/ssh/sshd_config.d
exec sh "$BASE/start.sh" -o ListenAddress=127.0.0.1 -p "$PORT"
"""


@dataclass
class Drop:
    """A running drop; `said` is where its log stands."""

    base: Path
    port: int
    said: Path

    async def connect(self, account: str, key: str) -> asyncssh.SSHClientConnection:
        return await asyncssh.connect(
            "127.0.0.1", self.port, username=account, client_keys=[str(self.base / "keys" / key)], config=None,
            known_hosts=([asyncssh.read_public_key(self.base / "etc" / "ssh" / "host" / "ed25519.pub")], [], []),
            agent_path=None, preferred_auth="publickey,keyboard-interactive,password", password="mat-khau",
        )  # fmt: skip


@pytest.fixture(scope="module")
def drop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drop]:
    """Two senders, and files whose names are no accounts of senders."""
    can = sys.platform == "linux" and os.getuid() == 0 and SSHD.exists()
    if not can or subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode:
        pytest.skip("not run: the drop needs OpenSSH, root and mount namespaces")
    base = tmp_path_factory.mktemp("drop")
    for folder in ("srv/drop", "run", "keys"):
        (base / folder).mkdir(parents=True)
    for parent in (base, *base.parents):  # sshd goes through it as the sender
        if parent.stat().st_mode & 0o111 != 0o111 and parent.is_relative_to(tmp_path_factory.getbasetemp().parent):
            parent.chmod(parent.stat().st_mode | 0o111)
    shutil.copytree("/etc", base / "etc", symlinks=True, ignore_dangling_symlinks=True)
    senders = base / "etc" / "gnbv-senders"
    for folder in (senders, base / "etc" / "ssh" / "host"):
        folder.mkdir(exist_ok=True)
    for name, account in {
        "lang-son": "20-lang-son",
        "lao-cai": "10-lao-cai",
        "root": "root",
        "bad": "Lai Châu",
    }.items():
        key = asyncssh.generate_private_key("ssh-ed25519")
        key.write_private_key(base / "keys" / name)
        key.write_public_key(senders / f"{account}.pub")
    shutil.copy(SFTP / "sshd_config", base / "etc" / "ssh" / "sshd_config")
    shutil.copy(SFTP / "start.sh", base / "start.sh")
    with create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    said = base / "said"
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "BASE": str(base), "PORT": str(port)}
    with said.open("wb") as log:
        server = subprocess.Popen(["unshare", "--mount", "sh", "-c", INSIDE], env=environment, stdout=log, stderr=log)
    try:
        _wait_for(port, server, said)
        yield Drop(base, port, said)
    finally:
        server.terminate()
        server.wait(10)


def _wait_for(port: int, server: subprocess.Popen[bytes], said: Path) -> None:
    for _ in range(100):
        assert server.poll() is None, said.read_text()
        with suppress(OSError), create_connection(("127.0.0.1", port), 1) as probe:
            if probe.recv(4) == b"SSH-":
                return
        time.sleep(0.1)
    raise AssertionError(f"the drop does not answer:\n{said.read_text()}")


async def _put(drop: Drop, account: str, key: str, name: str) -> list[str]:
    async with await drop.connect(account, key) as connection, connection.start_sftp_client() as sftp:
        async with sftp.open(name, "w") as file:
            await file.write("nội dung")
        return sorted(str(one) for one in await sftp.listdir("/"))


def test_sender_puts_a_file_and_sees_its_own_folder_alone(drop: Drop) -> None:
    assert asyncio.run(_put(drop, "20-lang-son", "lang-son", "bao-cao.txt")) == [".", "..", "gui"]
    held = drop.base / "srv" / "drop" / "20-lang-son" / "gui" / "bao-cao.txt"
    assert held.read_text(encoding="utf-8") == "nội dung"
    assert stat.S_IMODE(held.stat().st_mode) == 0o644  # Airflow reads it


def test_sender_cannot_leave_its_folder(drop: Drop) -> None:
    with pytest.raises((asyncssh.SFTPPermissionDenied, asyncssh.SFTPFailure)):
        asyncio.run(_put(drop, "20-lang-son", "lang-son", "/bao-cao.txt"))
    with pytest.raises((asyncssh.SFTPNoSuchPath, asyncssh.SFTPNoSuchFile)):
        asyncio.run(_put(drop, "20-lang-son", "lang-son", "/../../10-lao-cai/gui/bao-cao.txt"))


@pytest.mark.parametrize(
    ("account", "key"), [("10-lao-cai", "lang-son"), ("root", "root"), ("Lai Châu", "bad"), ("daemon", "lang-son")]
)
def test_others_are_not_let_in(drop: Drop, account: str, key: str) -> None:
    with pytest.raises(asyncssh.PermissionDenied):
        asyncio.run(_put(drop, account, key, "bao-cao.txt"))


def test_no_command_and_no_forwarding(drop: Drop) -> None:
    async def ask() -> None:
        async with await drop.connect("20-lang-son", "lang-son") as connection:
            answer = await connection.run("id", timeout=5)
            assert "uid=" not in str(answer.stdout)
            with pytest.raises(asyncssh.ChannelOpenError):
                await connection.open_connection("127.0.0.1", drop.port)

    asyncio.run(ask())


def test_key_that_names_no_sender_is_left_out_with_a_line(drop: Drop) -> None:
    said = drop.said.read_text(encoding="utf-8")
    assert "/etc/gnbv-senders/root.pub: root is an account of the system; left out" in said
    assert "/etc/gnbv-senders/Lai Châu.pub: the name of the file names the account: expected a-z, 0-9" in said


def test_sshd_takes_every_line_of_its_settings(tmp_path: Path) -> None:
    if not SSHD.exists():
        pytest.skip("not run: no OpenSSH server on this machine")
    asyncssh.generate_private_key("ssh-ed25519").write_private_key(tmp_path / "key")
    (tmp_path / "key").chmod(0o600)
    if os.getuid() == 0:  # where sshd goes for its separated part
        Path("/run/sshd").mkdir(exist_ok=True)
    command = [SSHD, "-T", "-f", SFTP / "sshd_config", "-h", tmp_path / "key", "-C", "user=x,host=x,addr=127.0.0.1"]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=20).stdout.splitlines()
    wanted = {
        "permitrootlogin no", "passwordauthentication no", "kbdinteractiveauthentication no", "disableforwarding yes",
        "permittty no", "allowgroups senders", "chrootdirectory /srv/drop/%u", "authenticationmethods publickey",
        "forcecommand internal-sftp -d /gui -u 0022",
    }  # fmt: skip
    assert wanted <= set(said)
