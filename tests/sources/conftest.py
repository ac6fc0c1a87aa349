"""Real servers, one of each kind a run, and places to put files at them."""

from __future__ import annotations

import datetime as dt
import ipaddress
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import file_servers
import mail_servers
import pytest
from source_spots import COUNT, KINDS, MAKERS, NOW, SEEDS, Spot, read_plain

from gnbv.connections import opener
from ingestion import CollectSummary, SourceEntry, collect_source, read_table


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers that are broken on purpose need no time to recover."""
    monkeypatch.setattr("ingestion.patience._FIRST_WAIT", 0.02)


@pytest.fixture(scope="session")
def short_home() -> Iterator[Path]:
    """A folder with a short name (sockets), that the servers' own users may enter."""
    home = Path(tempfile.mkdtemp(prefix="gnbv-"))
    home.chmod(0o755)
    yield home
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def cert(short_home: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that signs itself, and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    begins = datetime.now(UTC) - dt.timedelta(days=1)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(begins)
        .not_valid_after(begins + dt.timedelta(days=7))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True).sign(key, hashes.SHA256())
    )  # fmt: skip
    pem, secret = short_home / "cert.pem", short_home / "key.pem"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return pem, secret


@pytest.fixture(scope="session")
def sftp_server(short_home: Path) -> Iterator[file_servers.SftpServer]:
    """OpenSSH where the machine has it, else asyncssh."""
    home = short_home / "sftp"
    home.mkdir()
    server = (file_servers.openssh if file_servers.SSHD else file_servers.asyncssh_server)(home)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def s3_server() -> Iterator[file_servers.S3Server]:
    server = file_servers.S3Server()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def dovecot(short_home: Path, cert: tuple[Path, Path]) -> Iterator[mail_servers.MailServer]:
    if mail_servers.DOVECOT is None:
        pytest.skip("no Dovecot on this machine; pymap stood in for it")
    ports = file_servers.free_port(), file_servers.free_port()
    server = mail_servers.dovecot(short_home / "dovecot", *ports, *cert)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def pymap(short_home: Path) -> Iterator[mail_servers.MailServer]:
    server = mail_servers.pymap(short_home / "pymap", file_servers.free_port())
    yield server
    server.stop()


@pytest.fixture(params=["dovecot", "pymap"])
def mail_server(request: pytest.FixtureRequest) -> mail_servers.MailServer:
    """Both mail servers, one after the other."""
    found: mail_servers.MailServer = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def connection(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., str]:
    """Make an Airflow connection in the environment and return its id: `connection("sftp", host=..., extra={...})`."""
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path / "airflow"))

    def make(kind: str, **fields: Any) -> str:
        name = f"nguon_{next(COUNT)}"
        monkeypatch.setenv(f"AIRFLOW_CONN_{name.upper()}", json.dumps({"conn_type": kind, **fields}))
        return name

    return make


@pytest.fixture
def spot_of(request: pytest.FixtureRequest, tmp_path: Path, connection: Callable[..., str]) -> Callable[[str], Spot]:
    """Make a spot of a kind; its server is started when it is first asked for."""

    def make(kind: str) -> Spot:
        return MAKERS[kind](request, tmp_path / kind, connection)

    return make


@pytest.fixture(params=KINDS)
def spot(request: pytest.FixtureRequest, spot_of: Callable[[str], Spot]) -> Spot:
    """Every kind of place, one after the other."""
    return spot_of(request.param)


@pytest.fixture
def collect(tmp_path: Path) -> Callable[..., CollectSummary]:
    """Collect from an entry into the test's own workspace: `collect(entry, "run-1")`."""

    def run(entry: SourceEntry, run_id: str = "run-1", **how: Any) -> CollectSummary:
        return collect_source(
            entry, landing=tmp_path / "landing", bronze=tmp_path / "bronze", seeds=SEEDS, run_id=run_id, now=NOW,
            reader=read_plain, filesystem=opener(entry, tmp_path), **how,
        )  # fmt: skip

    return run


@pytest.fixture
def receipts(tmp_path: Path) -> Callable[[str], list[dict[str, Any]]]:
    """The receipts of the workspace: `receipts("file")` or `receipts("source")`."""

    def rows(kind: str) -> list[dict[str, Any]]:
        table = read_table(tmp_path / "bronze", "attempt").to_pylist()
        return [row for row in table if row["attempt_kind"] == kind]

    return rows
