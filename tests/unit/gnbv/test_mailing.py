"""Mail over the provider's hook, against a real server that fails at every step."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from delivery.reminders.mailer import MailResult
from gnbv.connections import ConnectionFailed
from gnbv.mailing import SmtpMailer
from tests.soak.faulty_smtp import Office, office, scripted

TO = ("so@20.invalid",)
Connect = Callable[..., SmtpMailer]


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Connect:
    """Give the mailer of a connection on the loopback: `connect(port, login=..., extra={...})`."""
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path / "airflow"))

    def make(port: int, *, extra: dict[str, Any] | None = None, **fields: Any) -> SmtpMailer:
        usual = {
            "from_email": "vpqggn@bo.invalid", "disable_ssl": True, "disable_tls": True, "timeout": 1, "retry_limit": 0,
        }  # fmt: skip
        shown = {"conn_type": "smtp", "host": "127.0.0.1", "port": port, "extra": usual | (extra or {}), **fields}
        monkeypatch.setenv("AIRFLOW_CONN_THU", json.dumps(shown))
        return SmtpMailer("thu", tmp_path)

    return make


def message(number: int = 1) -> EmailMessage:
    made = EmailMessage()
    made["Subject"] = "Đôn đốc báo cáo 6 tháng đầu năm 2023"
    made["From"], made["To"], made["Message-ID"] = "vpqggn@bo.invalid", "so@20.invalid", f"<{number}@bo.invalid>"
    made.set_content("Kính gửi Sở.\n.\nMột dòng chỉ có dấu chấm.\n")
    made.add_attachment(b"PK\x03\x04", maintype="application", subtype="zip", filename="Danh sách Lạng Sơn.zip")
    return made


def send_one(mailer: SmtpMailer, to: tuple[str, ...] = TO) -> MailResult:
    with mailer.open() as box:
        return box.send(message(), to)


def test_a_message_arrives_as_it_was_made(connect: Connect) -> None:
    with office() as opened:
        result = send_one(connect(opened.port), ("so@20.invalid", "ubnd@20.invalid"))
    assert result == MailResult("sent", "250 kept as 1")
    [(recipients, received)] = opened.kept
    assert recipients == ("so@20.invalid", "ubnd@20.invalid")
    assert received["Subject"] == "Đôn đốc báo cáo 6 tháng đầu năm 2023"
    assert received["Message-ID"] == "<1@bo.invalid>"
    body = received.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == "Kính gửi Sở.\n.\nMột dòng chỉ có dấu chấm.\n"
    [attached] = received.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("Danh sách Lạng Sơn.zip", b"PK\x03\x04")


@pytest.mark.parametrize(
    ("step", "kind", "outcome", "note", "kept"),
    [
        ("greeting", "drop", "failed", "AirflowException: Unable to connect to smtp server", 0),
        ("greeting", "hang", "failed", "AirflowException: Unable to connect to smtp server", 0),
        ("greeting", "554 go away", "failed", "SMTPConnectError: 554 go away", 0),
        ("MAIL", "drop", "failed", "SMTPServerDisconnected: Connection unexpectedly closed", 0),
        ("MAIL", "hang", "failed", "SMTPServerDisconnected: Connection unexpectedly closed: timed out", 0),
        ("MAIL", "451 busy", "failed", "SMTPSenderRefused: 451 busy", 0),
        ("RCPT", "drop", "failed", "SMTPServerDisconnected: Connection unexpectedly closed", 0),
        ("RCPT", "550 no such user", "failed", "SMTPRecipientsRefused: so@20.invalid: 550 no such user", 0),
        ("DATA", "drop", "failed", "SMTPServerDisconnected: Connection unexpectedly closed", 0),
        ("DATA", "hang", "failed", "SMTPServerDisconnected: Connection unexpectedly closed: timed out", 0),
        ("DATA", "421 closing", "failed", "SMTPDataError: 421 closing", 0),
        ("DATA", "half", "uncertain", "SMTPServerDisconnected: Connection unexpectedly closed", 0),
        ("content", "drop", "uncertain", "SMTPServerDisconnected: Connection unexpectedly closed", 0),
        ("content", "hang", "uncertain", "SMTPServerDisconnected: Connection unexpectedly closed: timed out", 0),
        ("content", "kept_drop", "uncertain", "SMTPServerDisconnected: Connection unexpectedly closed", 1),
        ("content", "kept_hang", "uncertain", "SMTPServerDisconnected: Connection unexpectedly closed: timed out", 1),
        ("content", "nonsense", "uncertain", "SMTPDataError: -1", 0),
        ("content", "452 mailbox full", "failed", "SMTPDataError: 452 mailbox full", 0),
        ("content", "554 refused", "failed", "SMTPDataError: 554 refused", 0),
        ("content", "drop_after", "sent", "250 kept as 1", 1),
    ],
)  # fmt: skip
def test_what_comes_of_a_fault_at_each_step(
    connect: Connect, step: str, kind: str, outcome: str, note: str, kept: int
) -> None:
    with office(scripted((step, kind))) as opened:
        result = send_one(connect(opened.port))
    assert (result.outcome, len(opened.kept)) == (outcome, kept)
    assert result.note is not None
    # Whether a broken connection shows as its end or as a reset is up to the system.
    assert result.note.replace(": [Errno 104] Connection reset by peer", "").startswith(note)


def test_nothing_is_handed_over_twice_also_where_the_connection_allows_retries(connect: Connect) -> None:
    with office(scripted(("content", "kept_drop"))) as opened:
        result = send_one(connect(opened.port, extra={"retry_limit": 5}))
    assert (result.outcome, len(opened.kept), opened.sessions) == ("uncertain", 1, 1)


def test_recipients_refused_while_others_are_taken(connect: Connect) -> None:
    with office(scripted(("RCPT", "550 no such user"))) as opened:
        result = send_one(connect(opened.port), ("cu@20.invalid", "so@20.invalid"))
    assert result == MailResult("sent", "250 kept as 1; cu@20.invalid: 550 no such user", ("cu@20.invalid",))
    assert opened.kept[0][0] == ("so@20.invalid",)


def test_a_copy_does_not_go_out_without_the_message_itself(connect: Connect) -> None:
    with office(scripted(("RCPT", "550 no such user"))) as opened, connect(opened.port).open() as box:
        results = [box.send(message(number), (*TO, "ubnd@20.invalid")) for number in range(2)]
    assert results[0] == MailResult("failed", "SMTPRecipientsRefused: so@20.invalid: 550 no such user")
    assert [one.outcome for one in results] == ["failed", "sent"]
    assert opened.message_ids() == ["<1@bo.invalid>"]


def test_after_a_break_the_next_message_gets_a_connection_of_its_own(connect: Connect) -> None:
    plan = scripted(("content", "kept_drop"), ("content", "554 refused"), ("NOOP", "421 idle for too long"))
    with office(plan) as opened, connect(opened.port).open() as box:
        outcomes = [box.send(message(number), TO).outcome for number in range(5)]
    assert outcomes == ["uncertain", "failed", "sent", "sent", "sent"]
    assert opened.message_ids() == ["<0@bo.invalid>", "<2@bo.invalid>", "<3@bo.invalid>", "<4@bo.invalid>"]
    assert opened.sessions == 4


def test_a_server_that_is_down_is_left_alone_after_three_messages(connect: Connect) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens
        with connect(taken.getsockname()[1]).open() as box:
            results = [box.send(message(number), TO) for number in range(5)]
    assert {one.outcome for one in results} == {"failed"}
    refused = "ConnectionRefusedError: [Errno 111] Connection refused"
    assert [one.note for one in results] == [refused] * 3 + [f"not tried, after the messages before: {refused}"] * 2


def test_a_refused_login_is_not_tried_again_and_tells_no_secret(connect: Connect) -> None:
    with office(login=("bo", "dung")) as opened:
        mailer = connect(opened.port, login="bo", password="sai-mat-khau", extra={"retry_limit": 5})
        with mailer.open() as box:
            first, second = box.send(message(1), TO), box.send(message(2), TO)
    assert (first.outcome, second.outcome, opened.sessions, opened.kept) == ("failed", "failed", 1, [])
    assert first.note == "SMTPAuthenticationError: 535 5.7.8 Authentication credentials invalid"
    assert second.note == f"not tried, after the messages before: {first.note}"


def test_a_server_that_repeats_the_password_is_not_quoted(connect: Connect) -> None:
    said = "554 you said dung-mat-khau and AGJvAGR1bmctbWF0LWtoYXU="
    with office(scripted(("content", said)), login=("bo", "dung-mat-khau")) as opened:
        result = send_one(connect(opened.port, login="bo", password="dung-mat-khau"))
    assert result == MailResult("failed", "SMTPDataError: 554 you said *** and ***")


def test_the_login_goes_over_tls_and_a_certificate_nobody_vouches_for_is_refused(
    connect: Connect, certificate: ssl.SSLContext
) -> None:
    with office(login=("bo", "dung"), tls_context=certificate) as opened:
        settings = {"login": "bo", "password": "dung"}
        strict = send_one(connect(opened.port, extra={"disable_tls": False}, **settings))
        lax = send_one(connect(opened.port, extra={"disable_tls": False, "ssl_context": "none"}, **settings))
    assert strict.outcome == "failed"
    assert strict.note is not None
    assert strict.note.startswith("SSLCertVerificationError")
    assert (lax.outcome, len(opened.kept)) == ("sent", 1)


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"conn_type": "http"}, "type 'http'"),
        ({"host": ""}, "host "),
        ({"extra": {}, "login": "bo"}, "sender 'bo'"),
    ],
)
def test_a_connection_that_cannot_send_says_what_it_lacks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fields: dict[str, Any], found: str
) -> None:
    whole = {"conn_type": "smtp", "host": "127.0.0.1", "extra": {"from_email": "a@bo.invalid"}}
    monkeypatch.setenv("AIRFLOW_CONN_THU", json.dumps(whole | fields))
    with pytest.raises(ConnectionFailed, match=found), SmtpMailer("thu", tmp_path).open():
        pass


def test_a_missing_connection_says_where_to_put_it(tmp_path: Path) -> None:
    with pytest.raises(ConnectionFailed, match="set AIRFLOW_CONN_KHONG_CO or add it under Admin > Connections"):
        _ = SmtpMailer("khong_co", tmp_path).sender


def test_the_sender_is_the_login_where_no_other_is_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_THU", '{"conn_type": "smtp", "host": "h.invalid", "login": "vp@bo.invalid"}')
    assert SmtpMailer("thu", tmp_path).sender == "vp@bo.invalid"


def test_a_name_before_the_address_is_no_part_of_the_sender(connect: Connect) -> None:
    with office() as opened:
        mailer = connect(opened.port, extra={"from_email": "Văn phòng Quốc gia <vpqggn@bo.invalid>"})
        assert mailer.sender == "vpqggn@bo.invalid"
        assert send_one(mailer).outcome == "sent"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """A certificate for 127.0.0.1 that signs itself."""
    import datetime as dt
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    begins = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(begins).not_valid_after(begins + dt.timedelta(days=7))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    place = tmp_path_factory.mktemp("tls") / "both.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    place.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(place)
    return context


def test_the_office_of_the_tests_fails_as_planned() -> None:
    plan = scripted(("MAIL", "drop"), ("content", "hang"))
    assert [plan(step) for step in ("EHLO", "MAIL", "MAIL", "RCPT", "content", "content")] == [
        None, "drop", None, None, "hang", None,
    ]  # fmt: skip
    assert Office(plan).fault("greeting") is None
