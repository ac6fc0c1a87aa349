"""A Superset of the tests: its environment from the lock, its records in PostgreSQL, its server on loopback."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from gnbv.settings import PROJECT

FOLDER = PROJECT / "deploy" / "superset"
VENV = PROJECT / ".venv-superset"
#: Seconds a cold start of the server may take on a busy machine.
_START_SECONDS = 120


def programs() -> Path:
    """The programs of Superset's environment, brought to its lock; the tests are skipped where that is not possible."""
    done = subprocess.run([FOLDER / "make_venv.sh", VENV], capture_output=True, text=True, check=False)
    if done.returncode:
        why = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        pytest.skip(f"not run: Superset could not be installed from deploy/superset/requirements.lock: {why}")
    return VENV / "bin"


@dataclass
class Superset:
    """A Superset that is set up; `url` answers while `serving()` goes on."""

    bin: Path
    folder: Path
    metadata_uri: str
    marts_uri: str
    port: int = field(default_factory=lambda: _free_port())
    password: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(42))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        """The settings, and nothing of this machine's that could stand in for one."""
        kept = {name: os.environ[name] for name in ("HOME", "LANG", "TZ", "TMPDIR") if name in os.environ}
        return {
            **kept,
            "PATH": f"{self.bin}:{os.environ['PATH']}",
            "FLASK_APP": "superset.app:create_app()",
            "SUPERSET_CONFIG_PATH": str(FOLDER / "superset_config.py"),
            "SUPERSET_HOME": str(self.folder),
            "SUPERSET_BIND": f"127.0.0.1:{self.port}",
            "SUPERSET_SECRET_KEY": self.secret,
            "SUPERSET_ADMIN_PASSWORD": self.password,
            "SUPERSET_METADATA_URI": self.metadata_uri,
            "SUPERSET_MARTS_URI": self.marts_uri,
            "PYTHONPYCACHEPREFIX": str(self.folder / "pycache"),
        }

    def run(self, *command: str | Path) -> str:
        """Run a program of the environment to its end; what it printed. Fails with what it said last."""
        done = subprocess.run(
            command, env=self.environment(), cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}: {(done.stdout + done.stderr)[-2000:]}"
        return done.stdout

    def bring_assets(self) -> str:
        """Import the dashboards; the line that says what came."""
        return self.run(self.bin / "python", FOLDER / "import_assets.py").strip().splitlines()[-1]

    @contextmanager
    def serving(self) -> Iterator[None]:
        """The server, as the image starts it."""
        command = [self.bin / "gunicorn", "--config", FOLDER / "gunicorn.conf.py", "superset.app:create_app()"]
        with (self.folder / "server.log").open("w") as log:
            server = subprocess.Popen(command, env=self.environment(), cwd=self.folder, stdout=log, stderr=log)
        try:
            self._wait(server)
            yield
        finally:
            server.terminate()
            server.wait(timeout=60)

    def _wait(self, server: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until and server.poll() is None:
            with suppress(OSError), urllib.request.urlopen(f"{self.url}/health", timeout=5) as answer:
                if answer.status == 200:
                    return
            time.sleep(0.2)
        pytest.fail(f"Superset did not start: {(self.folder / 'server.log').read_text()[-2000:]}")


class Rest:
    """Superset's REST API, as its administrator."""

    def __init__(self, superset: Superset) -> None:
        import requests

        self._session, self._url = requests.Session(), superset.url
        login = {"username": "admin", "password": superset.password, "provider": "db", "refresh": False}
        answer = self._session.post(f"{self._url}/api/v1/security/login", json=login, timeout=60)
        assert answer.status_code == 200, answer.text
        self._session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    def all(self, kind: str) -> list[dict[str, Any]]:
        """Every `chart`, `dashboard`, `dataset` or `database`."""
        found: list[dict[str, Any]] = self._json(f"/api/v1/{kind}/?q=(page_size:100)")["result"]
        return found

    def one(self, kind: str, number: int) -> dict[str, Any]:
        found: dict[str, Any] = self._json(f"/api/v1/{kind}/{number}")["result"]
        return found

    def exported(self) -> bytes:
        """Everything as Superset exports it: a zip of YAML."""
        answer = self._session.get(f"{self._url}/api/v1/assets/export/", timeout=120)
        assert answer.status_code == 200, answer.text
        return bytes(answer.content)

    def _json(self, path: str) -> Any:
        answer = self._session.get(f"{self._url}{path}", timeout=60)
        assert answer.status_code == 200, answer.text
        return answer.json()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
