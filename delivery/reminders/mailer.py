"""What sending needs of a mail server; the one that speaks SMTP is `gnbv.mailing`."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Literal, Protocol


@dataclass(frozen=True)
class MailResult:
    """What came of one message: `sent` (the server took it), `failed` (certainly not), `uncertain` (it may have).

    `note` is what the server or the connection said; `refused` are addresses it would not take while it took the
    message.
    """

    outcome: Literal["sent", "failed", "uncertain"]
    note: str | None = None
    refused: tuple[str, ...] = ()


class Mailbox(Protocol):
    """An open way to a server. Nothing is ever repeated by itself."""

    def send(self, message: EmailMessage, recipients: Sequence[str]) -> MailResult:
        """Hand one message over, once. Does not raise for what a server or a network does."""


class Mailer(Protocol):
    """A server that can be opened."""

    @property
    def sender(self) -> str:
        """The address messages come from."""

    def open(self) -> AbstractContextManager[Mailbox]:
        """Connect when the first message is sent; close at the end."""
