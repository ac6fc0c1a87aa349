"""A real mail server (aiosmtpd) on the loopback that fails where it is told to, and keeps what it has taken.

At every step of a session (`greeting`, `EHLO`, `NOOP`, `MAIL`, `RCPT`, `DATA`, `content`) a plan is asked. It names
what is to go wrong there, or None:

- `drop`: the connection breaks; at `content` after all of it has come, but before it is kept;
- `hang`: the server keeps silent for longer than any client of the tests waits;
- a reply such as `451 busy`; `nonsense`: an answer that is no reply;
- at `DATA` also `half`: the server asks for the content and breaks while it comes;
- at `content` also `kept_drop`, `kept_hang`: the message is kept and the reply never comes; `drop_after`: it is kept,
  the reply is sent, and the connection breaks.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult

Plan = Callable[[str], str | None]

HANGS_FOR = 5.0
logging.getLogger("mail.log").setLevel(logging.CRITICAL)


@dataclass
class Office:
    """What the server holds (`kept`: recipients and message, in order), how often it failed and of what, its port.

    `sessions` are those there ever were, `open_sessions` those that are not yet over.
    """

    plan: Plan = field(default=lambda step: None)
    port: int = 0
    sessions: int = 0
    open_sessions: int = 0
    kept: list[tuple[tuple[str, ...], EmailMessage]] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)

    def message_ids(self) -> list[str]:
        """Of the messages held, in order."""
        return [str(message["Message-ID"]) for _, message in self.kept]

    def fault(self, step: str) -> str | None:
        """Ask the plan and count."""
        kind = self.plan(step)
        if kind:
            self.faults[f"{step} {kind}"] += 1
        return kind

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - as aiosmtpd calls it
        """Take a message whose content has come as a whole."""
        kind = self.fault("content") or ""
        if kind in ("", "kept_drop", "kept_hang", "drop_after"):
            message = message_from_bytes(envelope.content, policy=policy.default)
            self.kept.append((tuple(envelope.rcpt_tos), message))
        if kind == "drop_after":
            asyncio.get_running_loop().call_later(0.005, server.transport.abort)
        elif kind:
            await server.fail(kind.removeprefix("kept_"))
            return "250 never read"
        return f"250 kept as {len(self.kept)}"


class _Session(SMTP):
    """One connection."""

    def __init__(self, office: Office, **how: Any) -> None:
        super().__init__(office, **how)
        self.office, self.is_cut = office, False

    def connection_made(self, transport: Any) -> None:
        if self.transport is not None:  # after STARTTLS it is called again
            super().connection_made(transport)
            return
        self.office.sessions += 1
        self.office.open_sessions += 1
        kind = self.office.fault("greeting")
        if kind is None:
            super().connection_made(transport)
            return
        self.is_cut = True
        if kind[0].isdigit():
            transport.write(f"{kind}\r\n".encode())
            transport.close()
        else:
            self.loop.call_later(HANGS_FOR if kind == "hang" else 0, transport.abort)

    def connection_lost(self, error: Exception | None) -> None:
        self.office.open_sessions -= 1
        if not self.is_cut:
            super().connection_lost(error)

    async def fail(self, kind: str) -> None:
        """Do what the plan says at this step."""
        if kind == "hang":
            await asyncio.sleep(HANGS_FOR)
        if kind == "half":
            await self.push("354 go on")
            await asyncio.sleep(0.01)
        if kind in ("hang", "half", "drop"):
            self.transport.abort()
        else:
            await self.push("???" if kind == "nonsense" else kind)

    async def push(self, status: Any) -> None:
        if self.transport is not None and not self.transport.is_closing():
            await super().push(status)


def _with_faults(step: str) -> Any:
    plain = getattr(SMTP, f"smtp_{step}")

    async def command(self: _Session, arg: str) -> None:
        kind = self.office.fault(step)
        await (self.fail(kind) if kind else plain(self, arg))

    return command


for _step in ("EHLO", "NOOP", "MAIL", "RCPT", "DATA"):
    setattr(_Session, f"smtp_{_step}", _with_faults(_step))


@contextmanager
def office(plan: Plan | None = None, *, login: tuple[str, str] | None = None, **how: Any) -> Iterator[Office]:
    """Run a server in a thread, on a free port; with a `login` it takes nothing without it."""
    opened = Office(plan or (lambda step: None))
    if login:
        how |= {"authenticator": _only(login), "auth_required": True, "auth_require_tls": "tls_context" in how}
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda loop, context: None)  # broken connections are what it is for
    listening = loop.run_until_complete(
        loop.create_server(lambda: _Session(opened, loop=loop, hostname="localhost", **how), "127.0.0.1", 0)
    )
    opened.port = listening.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield opened
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
        listening.close()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()


def _only(login: tuple[str, str]) -> Any:
    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=(data.login.decode(), data.password.decode()) == login, handled=False)

    return check


def scripted(*faults: tuple[str, str]) -> Plan:
    """A plan that fails at the steps given, each once, in this order, and nowhere else."""
    left = list(faults)

    def plan(step: str) -> str | None:
        return left.pop(0)[1] if left and left[0][0] == step else None

    return plan
