"""The services of docker-compose.yml as processes of this machine: their commands, variables and health checks, with
containers' addresses and folders replaced by loopback ports and folders of the test."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from gnbv.settings import PROJECT
from tests.servers.postgres_servers import Server

HOST = "127.0.0.1"
STOP_SECONDS = 20.0
TAIL_LINES = 40


def free_ports(count: int) -> list[int]:
    """Ports that nothing listens on now, all different."""
    probes = [socket.create_server((HOST, 0)) for _ in range(count)]
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


class NativeServices:
    """Starts services of a rendered compose file; on the way out every process is stopped with its children.

    `places` are replaced wherever they stand in a command, a health check or a variable, in the order given.
    """

    def __init__(self, services: Mapping[str, dict[str, Any]], places: Mapping[str, str], home: Path) -> None:
        self.services, self.places, self.home = services, places, home
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # As containers are stopped: what others depend on goes last, and the signal is for the first process alone.
        first, *others = self.processes.values() or [None]
        for group in (others, [first] if first else []):
            for process in group:
                process.terminate()
            until = time.monotonic() + STOP_SECONDS
            for process in group:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(max(0.1, until - time.monotonic()))
                _signal(process, signal.SIGKILL)
                process.wait()

    def start(self, name: str) -> None:
        """Start a service; what it says goes to its log."""
        with self.log(name).open("wb") as log:
            self.processes[name] = subprocess.Popen(
                self.command(name), env=self.environment(name), cwd=self.home, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip

    def run(self, name: str, timeout: float) -> None:
        """Run a one-shot service to its end; fails with its log when it does."""
        self.start(name)
        code = self.processes.pop(name).wait(timeout)
        assert code == 0, f"{name} ended with code {code}:\n{self.tail(name)}"

    def check(self) -> None:
        """Fail with its log when a service has ended."""
        for name, process in self.processes.items():
            assert process.poll() is None, f"{name} ended with code {process.returncode}:\n{self.tail(name)}"

    def health(self, name: str) -> subprocess.CompletedProcess[str]:
        """Run the health check of a service once."""
        test = self.services[name]["healthcheck"]["test"]
        command = ["sh", "-c", test[1]] if test[0] == "CMD-SHELL" else test[1:]
        return subprocess.run(
            [self.local(part) for part in command], env=self.environment(name), cwd=self.home, text=True,
            capture_output=True, timeout=60, check=False,
        )  # fmt: skip

    def command(self, name: str) -> list[str]:
        """The command of a service, behind the ENTRYPOINT of an image that is built here."""
        service = self.services[name]
        before: list[str] = []
        if "dockerfile" in service.get("build", {}):
            text = (PROJECT / service["build"]["dockerfile"]).read_text(encoding="utf-8")
            before = json.loads(re.findall(r"^ENTRYPOINT (.*)$", text, re.M)[0])
        return [self.local(part) for part in before + service["command"]]

    def environment(self, name: str) -> dict[str, str]:
        """The variables of the file and the least of the machine's: nothing of who runs the tests."""
        own = {key: self.local(str(value)) for key, value in self.services[name]["environment"].items()}
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        return {"PATH": path, "HOME": str(self.home), "LANG": "C.UTF-8"} | own

    def local(self, text: str) -> str:
        for there, here in self.places.items():
            text = text.replace(there, here)
        return text

    def log(self, name: str) -> Path:
        return self.home / f"{name}.log"

    def tail(self, name: str) -> str:
        lines = self.log(name).read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-TAIL_LINES:])

    def tails(self) -> str:
        """The last lines of every log, for the report of a failure."""
        return "\n".join(f"--- {name}\n{self.tail(name)}" for name in self.processes)


def make_databases(server: Server, binaries: Path, variables: Mapping[str, str]) -> None:
    """Run the scripts of deploy/postgres as the image does; `variables` are those of the service `postgres`."""
    psql = [binaries / "psql", "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--dbname", server.uri()]
    env = {"PATH": os.environ["PATH"]} | dict(variables)
    for script in sorted((PROJECT / "deploy" / "postgres").glob("*.sql")):
        subprocess.run([*psql, "--file", script], env=env, check=True, capture_output=True, text=True, timeout=60)


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)
