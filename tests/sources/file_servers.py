"""SFTP, S3 and HTTP servers for the tests, and servers that do wrong; all on the loopback and free ports."""

from __future__ import annotations

import base64
import contextlib
import http.server
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

SSHD = shutil.which("sshd") or shutil.which("sshd", path="/usr/sbin:/usr/local/sbin")
USER, PASSWORD = "nop", "mat-khau-may-chu"

_SSHD_CONF = """
ListenAddress 127.0.0.1
Port {port}
HostKey {home}/host_key
PidFile {home}/sshd.pid
AuthorizedKeysFile {home}/authorized_keys
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
StrictModes no
PermitRootLogin prohibit-password
MaxStartups 100
Subsystem sftp internal-sftp
"""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def make_key(path: Path) -> str:
    """Write a key pair and return its public half."""
    import asyncssh

    key = asyncssh.generate_private_key("ssh-ed25519")
    path.write_bytes(key.export_private_key())
    path.chmod(0o600)
    return key.export_public_key().decode().strip()


class SftpServer:
    """A running SFTP server that knows one key (OpenSSH, and asyncssh) or one password (asyncssh only)."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, host_key: str, login: str, key: str) -> None:
        self.process, self.port, self.host_key, self.login, self.key = process, port, host_key, login, key

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


def openssh(home: Path) -> SftpServer:
    """Start sshd with a configuration and keys of its own, for the user who runs the tests."""
    assert SSHD is not None
    if os.getuid() == 0:  # where sshd goes for its separated part; a system that starts no sshd has none
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    host_key = make_key(home / "host_key")
    (home / "authorized_keys").write_text(make_key(home / "user_key") + "\n")
    port = free_port()
    (home / "sshd_config").write_text(_SSHD_CONF.format(home=home, port=port))
    command = [SSHD, "-D", "-f", str(home / "sshd_config"), "-E", str(home / "sshd.log")]
    process = subprocess.Popen(command)
    return _answering(SftpServer(process, port, host_key, _me(), (home / "user_key").read_text()))


def asyncssh_server(home: Path) -> SftpServer:
    """Start a server that takes a password too; what OpenSSH does only for accounts of the system."""
    host_key = make_key(home / "host_key")
    (home / "authorized_keys").write_text(make_key(home / "user_key") + "\n")
    port = free_port()
    script = Path(__file__).with_name("sftp_with_password.py")
    process = subprocess.Popen([sys.executable, str(script), str(port), str(home), USER, PASSWORD])
    return _answering(SftpServer(process, port, host_key, USER, (home / "user_key").read_text()))


def _me() -> str:
    import pwd

    return pwd.getpwuid(os.getuid()).pw_name


def _answering(server: SftpServer) -> SftpServer:
    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", server.port), 1) as one:
            if one.recv(4) == b"SSH-":
                return server
        assert server.process.poll() is None, "the SFTP server ended"
        time.sleep(0.1)
    raise RuntimeError("the SFTP server does not answer")


class S3Server:
    """moto with its check of credentials switched on: `key` and `secret` are those of its one user."""

    def __init__(self) -> None:
        import boto3
        from moto.server import ThreadedMotoServer

        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self._server.start()
        self.endpoint = f"http://127.0.0.1:{self._server.get_host_and_port()[1]}"
        first: dict[str, Any] = {
            "endpoint_url": self.endpoint, "region_name": "us-east-1", "aws_access_key_id": "first",
            "aws_secret_access_key": "first",
        }  # fmt: skip
        iam = boto3.client("iam", **first)
        iam.create_user(UserName="nop")
        made = iam.create_access_key(UserName="nop")["AccessKey"]
        statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        iam.put_user_policy(UserName="nop", PolicyName="all", PolicyDocument=policy)
        self.key, self.secret = made["AccessKeyId"], made["SecretAccessKey"]
        own = first | {"aws_access_key_id": self.key, "aws_secret_access_key": self.secret}
        self.client = boto3.client("s3", **own)
        self.client.create_bucket(Bucket="kho")
        _post(f"{self.endpoint}/moto-api/reset-auth", b"0")

    def stop(self) -> None:
        self._server.stop()


def _post(url: str, body: bytes) -> None:
    import urllib.request

    request = urllib.request.Request(url, data=body, headers={"Content-Type": "text/plain"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.status == 200


class WebServer:
    """The standard library's server over a folder, with a password; `wrong[path]` answers in place of the file."""

    def __init__(self, root: Path, *, login: str | None = USER, password: str = PASSWORD) -> None:
        self.root, self.wrong = root, dict[str, Callable[[Any], None]]()
        self.asked: list[tuple[str, str, str | None]] = []
        expected = None if login is None else "Basic " + base64.b64encode(f"{login}:{password}".encode()).decode()
        server = self

        class Handler(http.server.SimpleHTTPRequestHandler):
            def do_GET(self) -> None:
                server.asked.append((self.command, self.path, self.headers.get("Authorization")))
                if expected is not None and self.headers.get("Authorization") != expected:
                    self.send_response(401)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                elif self.path in server.wrong:
                    server.wrong[self.path](self)
                elif self.command == "HEAD":
                    super().do_HEAD()
                else:
                    super().do_GET()

            do_HEAD = do_GET  # noqa: N815 - the name the standard library asks for

            def log_message(self, *_: object) -> None:
                """The tests' output is not the server's log."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(root)))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def answer(status: int, body: bytes, *, kind: str = "text/html", length: int | None = None) -> Callable[[Any], None]:
    """Answer with a body; `length` announces another size than it has."""

    def send(handler: Any) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(body)
        handler.close_connection = True

    return send


def sends_on(to: str) -> Callable[[Any], None]:
    """Answer with a redirect."""

    def send(handler: Any) -> None:
        handler.send_response(302)
        handler.send_header("Location", to)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return send


@contextlib.contextmanager
def silent_server() -> Iterator[int]:
    """A port that takes every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as listener:
        yield listener.getsockname()[1]


class Relay:
    """Passes bytes on to another port; `cut_after` bytes of answer (once) it breaks the connection or falls silent."""

    def __init__(self, to: int) -> None:
        self._to = to
        self.cut_after: int | None = None
        self.falls_silent = False
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=50)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self.connections += 1
                server = socket.create_connection(("127.0.0.1", self._to))
                threading.Thread(target=self._pass, args=(client, server, False), daemon=True).start()
                threading.Thread(target=self._pass, args=(server, client, True), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket, is_answer: bool) -> None:
        passed = 0
        with contextlib.suppress(OSError):
            while part := source.recv(4096):
                passed += len(part)
                if is_answer and self.cut_after is not None and passed > self.cut_after:
                    if self.falls_silent:
                        time.sleep(60)
                    self.cut_after = None
                    break
                sink.sendall(part)
        for one in (source, sink):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def stop(self) -> None:
        self._listener.close()
