"""Mail through the SMTP hook of Airflow's provider, as a `Mailer` of `delivery.reminders`.

The hook opens the way (address, TLS, login, time limit), as its connection says. The message is handed to the hook's
own smtplib client, once. The hook's `send_email_smtp` is not used: it hands a message over again after any error, also
after one that leaves open whether the server has it, and its messages have no plain text.
"""

from __future__ import annotations

import contextlib
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from email.message import EmailMessage
from email.utils import parseaddr
from functools import cached_property
from pathlib import Path
from smtplib import SMTPAuthenticationError, SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from delivery.reminders.mailer import Mailbox, MailResult
from gnbv.connections import ConnectionFailed, airflow_connection

#: After so many messages in a row for which the server could not be reached the others are not tried any more.
MOST_MISSES = 3

#: Notes end up in the ledger, a line each.
_LONGEST_NOTE = 300


class SmtpMailer:
    """The server an Airflow connection of the type `smtp` names; `home` is the workspace.

    Messages come from the connection's `from_email` (extra), else from its login where that is an address; a name
    before the address is left out.
    """

    def __init__(self, connection_id: str, home: Path) -> None:
        self._connection_id, self._home = connection_id, home

    @cached_property
    def sender(self) -> str:
        """The address messages come from. Raises ConnectionFailed when the connection is missing or incomplete."""
        found = self._connection
        stated = found.extra_dejson.get("from_email") or found.login or ""
        sender = parseaddr(stated)[1]
        if found.conn_type != "smtp" or not found.host or "@" not in sender:
            raise ConnectionFailed(
                f"connection {self._connection_id!r} (type {found.conn_type!r}, host {found.host!r}, sender {stated!r})"
                " cannot send mail; it needs the type smtp, a host, and an address as from_email in its extra"
            )
        return sender

    @contextlib.contextmanager
    def open(self) -> Iterator[Mailbox]:
        """Connect when the first message is sent; close at the end. Raises ConnectionFailed."""
        box = _Box(self._connect, self.sender, _hidden(self._connection))
        try:
            yield box
        finally:
            box.close()

    @cached_property
    def _connection(self) -> Any:
        return airflow_connection(self._connection_id, self._home)

    def _connect(self) -> Any:
        """Return a client that is connected and logged in; raises whatever the hook, smtplib or the network raises."""
        from airflow.providers.smtp.hooks.smtp import SmtpHook

        # A hook a session: one whose login failed would give its client away as if it were logged in.
        hook = SmtpHook(smtp_conn_id=self._connection_id)
        try:
            return hook.get_conn()._smtp_client
        except BaseException:
            if hook._smtp_client is not None:
                hook._smtp_client.close()
            raise


class _Session:
    """A client of smtplib, watched while it hands a message over; smtplib does not tell how far it came.

    A message none of whose `To` the server takes is stopped before its content: smtplib goes on as long as one
    recipient is left, and a copy without the message itself would count as sent.
    """

    def __init__(self, client: Any) -> None:
        self._client = client
        self._plain_send, self._plain_data, self._plain_rcpt = client.send, client.data, client.rcpt
        client.send, client.data, client.rcpt = self._send, self._data, self._rcpt
        self.begin(())

    def begin(self, addressed: Sequence[str]) -> None:
        """Forget the message before."""
        self.content_begun, self.answer, self._in_data = False, "", False
        self._addressed, self._refused = set(addressed), dict[str, tuple[int, bytes]]()

    def is_alive(self) -> bool:
        """Ask the server: a session may have ended while the next message was made ready."""
        try:
            return bool(self._client.noop()[0] == 250)
        except (SMTPException, OSError):
            return False

    def hand_over(self, message: EmailMessage, sender: str, recipients: Sequence[str]) -> dict[str, tuple[int, bytes]]:
        """Return the recipients the server refused while it took the message; raises what smtplib raises."""
        self.begin([one.addr_spec for one in message["To"].addresses])
        refused: dict[str, tuple[int, bytes]] = self._client.send_message(message, sender, list(recipients))
        return refused

    def close(self, *, politely: bool) -> None:
        with contextlib.suppress(SMTPException, OSError):
            if politely:
                self._client.quit()
        self._client.close()

    def _rcpt(self, recipient: str, options: Sequence[str] = ()) -> tuple[int, bytes]:
        code, answer = self._plain_rcpt(recipient, options)
        if code not in (250, 251):
            self._refused[recipient] = (code, answer)
        return code, answer

    def _data(self, content: Any) -> tuple[int, bytes]:
        if self._addressed and self._addressed <= self._refused.keys():
            raise SMTPRecipientsRefused(self._refused)
        self._in_data = True
        code, answer = self._plain_data(content)
        self.answer = _reply(code, answer)
        return code, answer

    def _send(self, said: Any) -> None:
        # Before the server has answered the command it cannot have taken anything; whatever follows counts as content.
        if self._in_data and said != "data\r\n":
            self.content_begun = True
        self._plain_send(said)


class _Box:
    """The way to the server: a session that is opened for a message, and anew for the next one after it broke."""

    def __init__(self, connect: Callable[[], Any], sender: str, hidden: Sequence[str]) -> None:
        self._connect, self._sender, self._hidden = connect, sender, hidden
        self._session: _Session | None = None
        self._misses, self._given_up = 0, ""

    def send(self, message: EmailMessage, recipients: Sequence[str]) -> MailResult:
        """Hand one message over, once."""
        if self._given_up:
            return MailResult("failed", self._given_up)
        try:
            session = self._open_session()
        except Exception as error:  # whatever it was: the message was not even shown to the server
            return self._not_reached(error)
        self._misses = 0
        try:
            refused = session.hand_over(message, self._sender, recipients)
        except (SMTPException, OSError, ValueError) as error:
            self._end(politely=False)
            is_open = session.content_begun and not _is_refusal(error)
            return MailResult("uncertain" if is_open else "failed", self._told(error))
        said = [session.answer, *(f"{address}: {_reply(*reply)}" for address, reply in refused.items())]
        return MailResult("sent", self._line("; ".join(said)), tuple(refused))

    def close(self) -> None:
        """End the session."""
        self._end(politely=True)

    def _open_session(self) -> _Session:
        if self._session is not None and not self._session.is_alive():
            self._end(politely=False)
        if self._session is None:
            self._session = _Session(self._connect())
        return self._session

    def _end(self, *, politely: bool) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.close(politely=politely)

    def _not_reached(self, error: Exception) -> MailResult:
        """A server that is down is left alone after some tries, one that refused the login at once: tries lock it."""
        self._misses += 1
        note = self._told(error)
        if isinstance(error, SMTPAuthenticationError) or self._misses >= MOST_MISSES:
            self._given_up = self._line(f"not tried, after the messages before: {note}")
        return MailResult("failed", note)

    def _told(self, error: Exception) -> str:
        if isinstance(error, SMTPRecipientsRefused):
            text = "; ".join(f"{address}: {_reply(*reply)}" for address, reply in error.recipients.items())
        elif isinstance(error, SMTPResponseException):
            text = _reply(error.smtp_code, error.smtp_error)
        else:
            text = str(error)
        return self._line(f"{type(error).__name__}: {text}")

    def _line(self, text: str) -> str:
        for secret in self._hidden:
            text = text.replace(secret, "***")
        return " ".join(text.split())[:_LONGEST_NOTE]


def _is_refusal(error: Exception) -> bool:
    """Whether the server answered the content with a refusal; an answer that is none leaves it open."""
    return isinstance(error, SMTPDataError) and 400 <= error.smtp_code <= 599


def _reply(code: int, answer: bytes | str) -> str:
    return f"{code} {answer.decode(errors='replace') if isinstance(answer, bytes) else answer}"


def _hidden(connection: Any) -> list[str]:
    """What must not stand in a note, also not as it goes over the line; the longest first, it may hold a shorter."""
    extra = connection.extra_dejson
    secrets = {connection.password, extra.get("access_token"), extra.get("client_secret")} - {None, ""}
    login = f"\0{connection.login}\0{connection.password}"
    as_sent = (b64encode(one.encode()).decode() for one in {*secrets, login})
    return sorted({*secrets, *as_sent}, key=len, reverse=True)
