"""Mailboxes: whose mails, which attachments, under which names, and that nothing in the mailbox changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import file_servers
import mail_servers
import pytest
from mail_servers import MailServer
from source_spots import RECEIVED, Spot, listed, mail, mail_spot

from ingestion import SourceEntry, SourceFailed
from ingestion.places import PlaceError


@pytest.fixture
def box(mail_server: MailServer, connection: Callable[..., str]) -> tuple[Spot, MailServer, str]:
    """A folder of its own at each mail server, and its name."""
    spot = mail_spot(mail_server, connection)
    return spot, mail_server, spot.folder  # type: ignore[attr-defined]


def _contents(entry: SourceEntry, home: Path) -> dict[str, bytes]:
    """Path and content of every file; the mails' numbers, which every server gives as it likes, from 1 on."""
    place, files = listed(entry, home)
    numbers = sorted({_uid(one.path) for one in files})
    shown = {one.path.replace(f"_{_uid(one.path)}/", f"_{numbers.index(_uid(one.path)) + 1}/", 1): one for one in files}
    return {path: place.read(one, 10_000_000) for path, one in shown.items()}


def _uid(path: str) -> int:
    return int(path.partition("/")[0].partition("_")[2])


def test_attachments_are_files_with_size_and_instant(box: Any, tmp_path: Path) -> None:
    spot, server, folder = box
    late = datetime(2023, 6, 20, 23, 30, tzinfo=timezone(timedelta(hours=7)))
    server.deliver(folder, mail(attachments=[("a.xlsx", b"\x00\xff" * 400_001), ("b.csv", b"")]), late)

    place, files = listed(spot.entry(), tmp_path)

    uid = _uid(files[0].path)
    sizes = [(f"2023-06-20_{uid}/a.xlsx", 800_002), (f"2023-06-20_{uid}/b.csv", 0)]
    assert [(one.path, one.size) for one in files] == sizes
    assert files[0].arrival is not None
    assert files[0].arrival.arrived_at == datetime(2023, 6, 20, 16, 30, tzinfo=UTC)
    assert files[0].arrival.arrival_basis == "recorded"
    assert place.read(files[0], 10_000_000) == b"\x00\xff" * 400_001
    assert place.read(files[0], 10) == b"\x00\xff" * 5 + b"\x00"
    assert place.read(files[1], 10) == b""


def test_the_arrival_is_that_of_the_mail(spot_of: Callable[[str], Spot], collect: Any, receipts: Any) -> None:
    spot = spot_of("imap")
    spot.put("a.csv", b"mot")
    collect(spot.entry())
    assert [(row["arrived_at"], row["arrival_basis"]) for row in receipts("file")] == [(RECEIVED, "recorded")]


RAW = b"""From: vanthu@langson.invalid
Subject: =?utf-8?b?TuG7mXAgYsOhbyBjw6Fv?=
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain; charset=utf-8

Xin gui
--x
Content-Type: application/octet-stream
Content-Disposition: attachment; filename*0*=utf-8''Bi%E1%BB%83u%20;
 filename*1*=m%E1%BA%ABu%2001.csv
Content-Transfer-Encoding: quoted-printable

m=E1=BB=99t=
,hai
--x
Content-Type: application/octet-stream; name="=?utf-8?Q?B=C3=A1o_c=C3=A1o=2Ecsv?="
Content-Transfer-Encoding: base64

bW90
--x
Content-Type: application/octet-stream
Content-Disposition: attachment; filename*=utf-8''%C4%90a%CC%86%CC%81k%20L%C4%83%CC%81k.csv
Content-Transfer-Encoding: 8bit

\xc4\x91\xe1\xba\xafk
--x
Content-Type: application/octet-stream
Content-Disposition: attachment; filename="../../..\\\\etc/c.csv"

bon
--x
Content-Type: application/octet-stream
Content-Disposition: attachment

nam
--x--
"""


def test_encoded_names_come_out_right(box: Any, tmp_path: Path) -> None:
    spot, server, folder = box
    server.deliver(folder, RAW.replace(b"\n", b"\r\n"), RECEIVED)

    # (pymap counts the line end before a boundary to the part.)
    contents = {path: content.rstrip(b"\r\n") for path, content in _contents(spot.entry(), tmp_path).items()}

    assert contents == {
        "2023-06-21_1/Biểu mẫu 01.csv": "một,hai".encode(),
        "2023-06-21_1/Báo cáo.csv": b"mot",
        "2023-06-21_1/Đắk Lắk.csv": "đắk".encode(),
        "2023-06-21_1/_.._.._.._etc_c.csv": b"bon",
        "2023-06-21_1/khong-ten-6": b"nam",
    }


def test_two_files_of_one_name_stay_apart(box: Any, tmp_path: Path) -> None:
    spot, server, folder = box
    for content in (b"mot", b"hai"):
        server.deliver(folder, mail(attachments=[("a.csv", content), ("a.csv", content * 2)]), RECEIVED)

    assert _contents(spot.entry(), tmp_path) == {
        "2023-06-21_1/a.csv": b"mot", "2023-06-21_1/a (2).csv": b"motmot",
        "2023-06-21_2/a.csv": b"hai", "2023-06-21_2/a (2).csv": b"haihai",
    }  # fmt: skip


def test_pictures_in_the_text_and_signatures_are_left_out(box: Any, tmp_path: Path) -> None:
    spot, server, folder = box
    made = mail(attachments=[("ky.p7s", b"k"), ("the.VCF", b"v"), ("bc.csv", b"mot")])
    made.add_attachment(b"x" * 900, maintype="image", subtype="png", filename="logo.png")
    made.add_attachment(b"x" * 90_000, maintype="image", subtype="jpeg", filename="quet.jpg")
    made.add_attachment(
        b"x" * 90_000, maintype="image", subtype="png", filename="nen.png", disposition="inline", cid="<n>"
    )
    server.deliver(folder, made, RECEIVED)
    server.deliver(folder, mail(attachments=[]), RECEIVED)

    assert set(_contents(spot.entry(), tmp_path)) == {"2023-06-21_1/bc.csv", "2023-06-21_1/quet.jpg"}


def test_a_forwarded_mail_gives_its_files(dovecot: MailServer, connection: Callable[..., str], tmp_path: Path) -> None:
    # (pymap does not give the parts of a mail within a mail.)
    spot, server = mail_spot(dovecot, connection), dovecot
    folder = spot.folder  # type: ignore[attr-defined]
    made = mail(attachments=[("a.csv", b"mot")])
    made.add_attachment(mail(sender="xa@xa.invalid", attachments=[("b.csv", b"hai")]))
    server.deliver(folder, made, RECEIVED)

    assert _contents(spot.entry(), tmp_path) == {"2023-06-21_1/a.csv": b"mot", "2023-06-21_1/b.csv": b"hai"}


def test_a_mail_that_is_nothing_but_a_file(box: Any, tmp_path: Path) -> None:
    spot, server, folder = box
    made = EmailMessage()
    made["From"] = "vanthu@langson.invalid"
    made.set_content(b"mot", maintype="application", subtype="octet-stream", filename="Tờ trình.csv")
    server.deliver(folder, made, RECEIVED)

    assert _contents(spot.entry(), tmp_path) == {"2023-06-21_1/Tờ trình.csv": b"mot"}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("?from=vanthu@langson.invalid", {"a.csv"}),
        ("?from=VanThu@CaoBang.invalid&from=so@caobang.invalid", {"b.csv", "c.csv"}),
        ("?subject=k%E1%BB%B3%206%20th%C3%A1ng", {"c.csv"}),
        ("?from=langson.invalid", set()),
        ("", {"a.csv", "b.csv", "c.csv", "d.csv"}),
    ],
)
def test_an_entry_sees_its_own_senders_mails(asked: str, found: set[str], box: Any, tmp_path: Path) -> None:
    spot, server, folder = box
    senders = {
        "a.csv": "Văn thư Lạng Sơn <vanthu@langson.invalid>",
        "b.csv": "vanthu@caobang.invalid",
        "c.csv": "Sở <so@caobang.invalid>",
        "d.csv": "xvanthu@langson.invalid",
    }
    for name, sender in senders.items():
        subject = "Báo cáo KỲ 6 tháng" if name == "c.csv" else "vanthu@langson.invalid"
        server.deliver(folder, mail(sender=sender, subject=subject, attachments=[(name, b"x")]), RECEIVED)

    assert {path.partition("/")[2] for path in _contents(spot.entry(spot.url + asked), tmp_path)} == found


def test_nothing_in_the_mailbox_changes(box: Any, tmp_path: Path) -> None:
    spot, server, folder = box
    server.deliver(folder, mail(attachments=[("a.csv", b"mot")]), RECEIVED)

    assert len(_contents(spot.entry(), tmp_path)) == 1

    with server.client() as client:
        client.select(folder, readonly=True)
        _, flags = client.fetch("1", "(FLAGS)")
        assert b"\\Seen" not in flags[0]
        assert client.search(None, "ALL")[1] == [b"1"]
        _, (parts, *_) = client.fetch("1", "(BODY.PEEK[])")
    whole = message_from_bytes(parts[1], policy=policy.default)
    assert [one.get_filename() for one in whole.iter_attachments()] == ["a.csv"]


def test_a_folder_with_a_vietnamese_name_is_found_and_a_missing_one_told(box: Any, tmp_path: Path) -> None:
    from imap_tools.imap_utf7 import utf7_encode

    spot, server, folder = box
    server.make_folder('"' + utf7_encode(f"Báo cáo {folder}").decode() + '"')

    url = f"imap://127.0.0.1:{server.port}/B%C3%A1o%20c%C3%A1o%20{folder}"
    assert listed(spot.entry(url), tmp_path)[1] == []
    with pytest.raises(PlaceError, match="no such folder: imap://127"):
        listed(spot.entry(f"imap://127.0.0.1:{server.port}/KhongCo"), tmp_path)


def test_a_connection_that_breaks_is_opened_anew(box: Any, collect: Any) -> None:
    spot, server, folder = box
    server.deliver(folder, mail(attachments=[("a.csv", b"x" * 900_000)]), RECEIVED)
    relay = file_servers.Relay(server.port)
    relay.cut_after = 200_000

    assert collect(spot.entry(f"imap://127.0.0.1:{relay.port}/{folder}")).states == {"accepted": 1}

    assert relay.connections == 2
    relay.stop()


def test_a_server_that_falls_silent_while_reading_is_left(box: Any, collect: Any, receipts: Any) -> None:
    spot, server, folder = box
    for name in ("a.csv", "b.csv"):
        server.deliver(folder, mail(attachments=[(name, b"x" * 900_000)]), RECEIVED)
    relay = file_servers.Relay(server.port)
    relay.cut_after, relay.falls_silent = 200_000, True

    with pytest.raises(SourceFailed, match=r"timed out|no answer within 1 s"):
        collect(spot.entry(f"imap://127.0.0.1:{relay.port}/{folder}", timeout_seconds=1.0))

    assert [row["reason_code"] for row in receipts("file")] == ["SRC03", "SRC03"]
    relay.stop()


def test_tls_is_checked(
    dovecot: MailServer, cert: tuple[Path, Path], connection: Callable[..., str], tmp_path: Path
) -> None:
    spot = mail_spot(dovecot, connection)
    spot.put("a.csv", b"mot")
    folder = spot.folder  # type: ignore[attr-defined]
    login: dict[str, Any] = {"host": "127.0.0.1", "login": mail_servers.USER, "password": mail_servers.PASSWORD}
    trusting = connection("imap", extra={"ca_file": str(cert[0])}, **login)
    strange = connection("imap", **login)

    for url in (f"imaps://127.0.0.1:{dovecot.tls_port}/{folder}", f"imap://127.0.0.1:{dovecot.port}/{folder}"):
        assert set(_contents(spot.entry(url, connection=trusting), tmp_path)) == {"2023-06-21_1/a.csv"}
        with pytest.raises(PlaceError, match="certificate verify failed"):
            listed(spot.entry(url, connection=strange), tmp_path)
