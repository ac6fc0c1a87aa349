"""Places of every kind where tests put files as a locality would, and what they need to collect from them."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import file_servers
import mail_servers
import pytest

from gnbv.connections import opener
from ingestion import Reading, Reference, SourceEntry
from ingestion.places import Listed, Place

SEEDS = Path(__file__).resolve().parents[2] / "dbt_project" / "seeds"
NOW = datetime(2023, 7, 3, 6, 0, tzinfo=UTC)
RECEIVED = datetime(2023, 6, 20, 18, 30, tzinfo=UTC)
KINDS = ("folder", "sftp", "s3", "http", "imap")
COUNT = itertools.count(1)


class Spot:
    """A place of one kind where files can be put as a locality would, and how it is collected from."""

    def __init__(self, kind: str, url: str, put: Callable[[str, bytes], None], connect: Callable[..., str]) -> None:
        self.kind, self.url, self.put, self._connect = kind, url, put, connect

    def entry(self, url: str | None = None, *, is_wrong: bool = False, **settings: Any) -> SourceEntry:
        """Return the entry; `is_wrong` with a password or key that is not the right one."""
        name = None if self.kind == "folder" else self._connect(is_wrong, url)
        kept = {"timeout_seconds": 10.0, "settle_seconds": 0.0, "connection": name} | settings
        return SourceEntry("20-lang-son", "Lạng Sơn", "province", "20", url or self.url, **kept)


def _writer(folder: Path) -> Callable[[str, bytes], None]:
    folder.mkdir(parents=True)

    def put(name: str, content: bytes) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)

    return put


def folder_spot(request: pytest.FixtureRequest, home: Path, connect: Callable[..., str]) -> Spot:
    return Spot("folder", str(home), _writer(home), lambda *_: "")


def sftp_spot(request: pytest.FixtureRequest, home: Path, connect: Callable[..., str]) -> Spot:
    server: file_servers.SftpServer = request.getfixturevalue("sftp_server")

    def connection(is_wrong: bool, url: str | None) -> str:
        key = server.key
        if is_wrong:
            file_servers.make_key(home.parent / "other_key")
            key = (home.parent / "other_key").read_text()
        extra = {"private_key": key, "host_key": server.host_key}
        return connect("sftp", host="127.0.0.1", login=server.login, extra=extra)

    return Spot("sftp", f"sftp://127.0.0.1:{server.port}{home}", _writer(home), connection)


def s3_spot(request: pytest.FixtureRequest, home: Path, connect: Callable[..., str]) -> Spot:
    server: file_servers.S3Server = request.getfixturevalue("s3_server")
    prefix = f"nop-{next(COUNT)}"

    def connection(is_wrong: bool, url: str | None) -> str:
        # The address of a bucket names no server: a test that speaks of another one gives its endpoint.
        endpoint, _, _ = (url or "").partition("|")
        secret = "khong-phai-mat-khau-nay" if is_wrong else server.secret
        extra = {"endpoint_url": endpoint or server.endpoint, "region_name": "us-east-1"}
        return connect("aws", login=server.key, password=secret, extra=extra)

    def put(name: str, content: bytes) -> None:
        server.client.put_object(Bucket="kho", Key=f"{prefix}/{name}", Body=content)

    return Spot("s3", f"s3://kho/{prefix}", put, connection)


def http_spot(request: pytest.FixtureRequest, home: Path, connect: Callable[..., str]) -> Spot:
    put = _writer(home / "nop")
    server = file_servers.WebServer(home)
    request.addfinalizer(server.stop)

    def connection(is_wrong: bool, url: str | None) -> str:
        password = "khong-phai-mat-khau-nay" if is_wrong else file_servers.PASSWORD
        return connect("http", host="127.0.0.1", login=file_servers.USER, password=password)

    spot = Spot("http", f"{server.url}nop/", put, connection)
    spot.server = server  # type: ignore[attr-defined]
    return spot


def imap_spot(request: pytest.FixtureRequest, home: Path, connect: Callable[..., str]) -> Spot:
    name = "dovecot" if mail_servers.DOVECOT else "pymap"
    return mail_spot(request.getfixturevalue(name), connect)


def mail_spot(server: mail_servers.MailServer, connect: Callable[..., str]) -> Spot:
    """A folder of its own on a mail server; every file is the attachment of one mail."""
    folder = f"Nop{next(COUNT)}"
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


MAKERS = {"folder": folder_spot, "sftp": sftp_spot, "s3": s3_spot, "http": http_spot, "imap": imap_spot}
