"""`make up`: Airflow with its pages, for people, on the embedded defaults; Ctrl-C stops it.

Four processes: API server, scheduler, DAG processor, triggerer. `airflow standalone` is not used, because it opens the
log servers of scheduler and triggerer to the whole network; all processes share one folder of logs here, so that no log
server is needed and nothing listens but the API server, on the loopback address.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import FrameType

from gnbv.airflow_home import AirflowHomeError, airflow_home, environment, owned, prepare
from gnbv.settings import Workspace

HOST = "127.0.0.1"
PORT = 8080
READY_SECONDS = 120.0
STOP_SECONDS = 15.0

#: Scheduler and triggerer would serve logs on all addresses; the pages read the shared folder instead.
COMMANDS: dict[str, tuple[str, ...]] = {
    "api-server": ("api-server", "--workers", "1"),
    "scheduler": ("scheduler", "--skip-serve-logs"),
    "dag-processor": ("dag-processor",),
    "triggerer": ("triggerer", "--skip-serve-logs"),
}


class UpError(RuntimeError):
    """Airflow cannot be brought up or went down; the text is one readable line that says what to do."""


class Servers:
    """The four processes of one Airflow; each writes to a log file of its own below `logs/servers/`."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = dict(env)
        self.logs = Path(env["AIRFLOW_HOME"]) / "logs" / "servers"
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        """Start all four."""
        self.logs.mkdir(parents=True, exist_ok=True)
        for name, command in COMMANDS.items():
            with self.log(name).open("wb") as log:
                self.processes[name] = subprocess.Popen(
                    [sys.executable, "-m", "airflow", *command],
                    env=self.env,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )

    def log(self, name: str) -> Path:
        """The log file of one process."""
        return self.logs / f"{name}.log"

    def check(self) -> None:
        """Raise UpError when one of them has ended."""
        for name, process in self.processes.items():
            if process.poll() is not None:
                raise UpError(f"{name} ended with code {process.returncode}; see {self.log(name)}")

    def wait_ready(self, base_url: str, timeout: float = READY_SECONDS) -> None:
        """Wait until all four report to be healthy; raises UpError when one ends or time is up."""
        until = time.monotonic() + timeout
        while not is_healthy(base_url):
            self.check()
            if time.monotonic() > until:
                raise UpError(f"Airflow was not ready after {timeout:.0f} s; see {self.logs}")
            time.sleep(1)

    def stop(self) -> None:
        """End all of them with all their children; those that do not listen are killed."""
        for process in self.processes.values():
            _signal(process, signal.SIGTERM)
        until = time.monotonic() + STOP_SECONDS
        for process in self.processes.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, until - time.monotonic()))
        for process in self.processes.values():
            _signal(process, signal.SIGKILL)
            process.wait()


def server_environment(ws: Workspace, base: Mapping[str, str], port: int) -> dict[str, str]:
    """The settings of the embedded Airflow, and of its servers: one address for the pages and for the tasks."""
    url = f"http://{HOST}:{port}"
    return environment(ws, base) | {
        "AIRFLOW__API__HOST": HOST,
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": url,
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{url}/execution/",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "admin:admin",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(password_file(ws)),
        # Airflow makes these anew in every process that finds no configuration file; the processes must agree on them.
        "AIRFLOW__API_AUTH__JWT_SECRET": _kept_secret(ws, "jwt"),
        "AIRFLOW__API__SECRET_KEY": _kept_secret(ws, "api"),
    }


def password_file(ws: Workspace) -> Path:
    """Where the random password of the user `admin` stands, readable by its owner alone."""
    return airflow_home(ws) / "admin-password.json"


def make_password(ws: Workspace) -> None:
    """Make the password of `admin` once."""
    path = password_file(ws)
    if not path.exists():
        _write_private(path, json.dumps({"admin": secrets.token_urlsafe(18)}) + "\n")


def port_is_free(port: int) -> bool:
    """Say whether nothing listens on a loopback port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def is_healthy(base_url: str) -> bool:
    """Ask Airflow whether database, scheduler, DAG processor and triggerer are well."""
    try:
        with urllib.request.urlopen(f"{base_url}/api/v2/monitor/health", timeout=5) as answer:
            parts = json.load(answer)
    except (OSError, urllib.error.URLError, ValueError):
        return False
    names = ("metadatabase", "scheduler", "dag_processor", "triggerer")
    return all((parts.get(name) or {}).get("status") == "healthy" for name in names)


def main() -> int:
    """Bring Airflow up and stay until it is stopped; returns the exit code. `GNBV_PORT` chooses another port."""
    try:
        return _up(Workspace.from_env(), _port())
    except (AirflowHomeError, UpError) as error:
        print(f"make up: {error}", file=sys.stderr, flush=True)
        return 1


def _up(ws: Workspace, port: int) -> int:
    if not port_is_free(port):
        raise UpError(f"port {port} on {HOST} is taken: stop what uses it, or choose another with GNBV_PORT=8081")
    os.umask(0o077)
    with owned(ws):
        env = server_environment(ws, os.environ, port)
        os.environ.update(env | {"AIRFLOW__LOGGING__LOGGING_LEVEL": "ERROR"})
        print("preparing the metadata database ...", flush=True)
        prepare()
        make_password(ws)
        servers = Servers(env)
        signal.signal(signal.SIGTERM, _interrupt)
        try:
            servers.start()
            print("starting Airflow (about half a minute) ...", flush=True)
            servers.wait_ready(f"http://{HOST}:{port}")
            _welcome(ws, port, servers)
            while True:
                servers.check()
                time.sleep(2)
        except KeyboardInterrupt:
            print("\nstopping ...", flush=True)
            return 0
        finally:
            servers.stop()


def _welcome(ws: Workspace, port: int, servers: Servers) -> None:
    print(f"Airflow is ready at http://{HOST}:{port} (this machine only)")
    print(f"  user      admin, password in {password_file(ws)}")
    print(f"  logs      {servers.logs}")
    print("  to start  switch collect_returns on and trigger it; the DAGs after it start by themselves")
    print("  to stop   Ctrl-C", flush=True)


def _port() -> int:
    text = os.environ.get("GNBV_PORT") or str(PORT)
    if not text.isdigit() or not 1024 <= int(text) <= 65535:
        raise UpError(f"GNBV_PORT: expected a port from 1024 to 65535, found {text!r}")
    return int(text)


def _kept_secret(ws: Workspace, name: str) -> str:
    path = airflow_home(ws) / f"secret-{name}"
    if not path.exists():
        _write_private(path, secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8").strip()


def _write_private(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}-{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
