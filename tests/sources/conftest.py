"""Real servers, one of each kind a run, and places to put files at them."""

from __future__ import annotations

import datetime as dt
import ipaddress
import itertools
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import file_servers
import mail_servers
import pytest

from gnbv.connections import opener
from ingestion import CollectSummary, Reading, Reference, SourceEntry, collect_source, read_table
from ingestion.places import Listed, Place

SEEDS = Path(__file__).resolve().parents[2] / "dbt_project" / "seeds"
NOW = datetime(2023, 7, 3, 6, 0, tzinfo=UTC)
RECEIVED = datetime(2023, 6, 20, 18, 30, tzinfo=UTC)
KINDS = ("folder", "sftp", "s3", "http", "imap")
_COUNT = itertools.count(1)


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
        name = f"nguon_{next(_COUNT)}"
        monkeypatch.setenv(f"AIRFLOW_CONN_{name.upper()}", json.dumps({"conn_type": kind, **fields}))
        return name

    return make


class Spot:
    """A place of one kind where files can be put as a locality would, and how it is collected from."""

    def __init__(self, kind: str, url: str, put: Callable[[str, bytes], None], connect: Callable[..., str]) -> None:
        self.kind, self.url, self.put, self._connect = kind, url, put, connect

    def entry(self, url: str | None = None, *, is_wrong: bool = False, **settings: Any) -> SourceEntry:
        """Return the entry; `is_wrong` with a password or key that is not the right one."""
        name = None if self.kind == "folder" else self._connect(is_wrong, url)
        kept = {"timeout_seconds": 10.0, "settle_seconds": 0.0, "connection": name} | settings
        return SourceEntry("20-lang-son", "Lạng Sơn", "province", "20", url or self.url, **kept)


@pytest.fixture
def spot_of(request: pytest.FixtureRequest, tmp_path: Path, connection: Callable[..., str]) -> Callable[[str], Spot]:
    """Make a spot of a kind; its server is started when it is first asked for."""
    makers = {"folder": _folder, "sftp": _sftp, "s3": _s3, "http": _http, "imap": _imap}

    def make(kind: str) -> Spot:
        return makers[kind](request, tmp_path / kind, connection)

    return make


@pytest.fixture(params=KINDS)
def spot(request: pytest.FixtureRequest, spot_of: Callable[[str], Spot]) -> Spot:
    """Every kind of place, one after the other."""
    return spot_of(request.param)


def _writer(folder: Path) -> Callable[[str, bytes], None]:
    folder.mkdir(parents=True)

    def put(name: str, content: bytes) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)

    return put


def _folder(request: pytest.FixtureRequest, home: Path, connect: Callable[..., str]) -> Spot:
    return Spot("folder", str(home), _writer(home), lambda *_: "")


def _sftp(request: pytest.FixtureRequest, home: Path, connect: Callable[..., str]) -> Spot:
    server: file_servers.SftpServer = request.getfixturevalue("sftp_server")

    def connection(is_wrong: bool, url: str | None) -> str:
        key = server.key
        if is_wrong:
            file_servers.make_key(home.parent / "other_key")
            key = (home.parent / "other_key").read_text()
        extra = {"private_key": key, "host_key": server.host_key}
        return connect("sftp", host="127.0.0.1", login=server.login, extra=extra)

    return Spot("sftp", f"sftp://127.0.0.1:{server.port}{home}", _writer(home), connection)


def _s3(request: pytest.FixtureRequest, home: Path, connect: Callable[..., str]) -> Spot:
    server: file_servers.S3Server = request.getfixturevalue("s3_server")
    prefix = f"nop-{next(_COUNT)}"

    def connection(is_wrong: bool, url: str | None) -> str:
        # The address of a bucket names no server: a test that speaks of another one gives its endpoint.
        endpoint, _, _ = (url or "").partition("|")
        secret = "khong-phai-mat-khau-nay" if is_wrong else server.secret
        extra = {"endpoint_url": endpoint or server.endpoint, "region_name": "us-east-1"}
        return connect("aws", login=server.key, password=secret, extra=extra)

    def put(name: str, content: bytes) -> None:
        server.client.put_object(Bucket="kho", Key=f"{prefix}/{name}", Body=content)

    return Spot("s3", f"s3://kho/{prefix}", put, connection)


def _http(request: pytest.FixtureRequest, home: Path, connect: Callable[..., str]) -> Spot:
    put = _writer(home / "nop")
    server = file_servers.WebServer(home)
    request.addfinalizer(server.stop)

    def connection(is_wrong: bool, url: str | None) -> str:
        password = "khong-phai-mat-khau-nay" if is_wrong else file_servers.PASSWORD
        return connect("http", host="127.0.0.1", login=file_servers.USER, password=password)

    spot = Spot("http", f"{server.url}nop/", put, connection)
    spot.server = server  # type: ignore[attr-defined]
    return spot


def _imap(request: pytest.FixtureRequest, home: Path, connect: Callable[..., str]) -> Spot:
    name = "dovecot" if mail_servers.DOVECOT else "pymap"
    return mail_spot(request.getfixturevalue(name), connect)


def mail_spot(server: mail_servers.MailServer, connect: Callable[..., str]) -> Spot:
    """A folder of its own on a mail server; every file is the attachment of one mail."""
    folder = f"Nop{next(_COUNT)}"
    server.make_folder(folder)

    def connection(is_wrong: bool, url: str | None) -> str:
        password = "khong-phai-mat-khau-nay" if is_wrong else mail_servers.PASSWORD
        login = mail_servers.USER
        return connect("imap", host="127.0.0.1", login=login, password=password, extra={"starttls": False})

    def put(name: str, content: bytes) -> None:
        server.deliver(folder, mail(attachments=[(name, content)]), RECEIVED)

    spot = Spot("imap", f"imap://127.0.0.1:{server.port}/{folder}", put, connection)
    spot.folder = folder  # type: ignore[attr-defined]
    return spot


def mail(
    *, sender: str = "vanthu@langson.invalid", subject: str = "Nộp báo cáo", attachments: list[tuple[str, bytes]]
) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "nop@bo.invalid", subject
    made["Date"] = "Tue, 20 Jun 2023 09:00:00 +0700"
    made.set_content("Kính gửi quý cơ quan.")
    for name, content in attachments:
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made


def listed(entry: SourceEntry, home: Path) -> tuple[Place, list[Listed]]:
    """Open a place and list it."""
    place = Place(entry, opener(entry, home))
    return place, place.listing()[0]


def read_plain(content: bytes, name: str, *, entry: SourceEntry, reference: Reference, on: date) -> Reading:
    """Take every file for a cover record of one return."""
    return Reading(
        "accepted", file_kind="cover", return_type="coordination_6m", period="2023-H1", level=entry.level,
        locality_code=entry.locality_code,
    )  # fmt: skip


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
