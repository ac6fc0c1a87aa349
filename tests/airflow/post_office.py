"""A real mail server on the loopback that keeps what it is given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class PostOffice:
    """What came in, in order; `port` is where it listens."""

    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - as aiosmtpd calls it
        """Keep a message."""
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 kept"


@contextmanager
def post_office(host: str, port: int) -> Iterator[PostOffice]:
    """Listen until the end."""
    office = PostOffice(port)
    controller = Controller(office, hostname=host, port=port)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()
