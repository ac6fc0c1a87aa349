"""A small approved draft, a server that keeps what it takes, and names nothing speaks against."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path
from typing import Any

from delivery.reminders.draft_model import Address, Draft, DraftList, DraftMessage
from delivery.reminders.ledger import Ledger
from delivery.reminders.mailer import MailResult
from delivery.reminders.recheck import Objection
from delivery.reminders.sending import Sent, send

AS_OF = date(2023, 10, 27)
PDF = b"%PDF-1.7 thu"


def message(code: str, **changes: Any) -> DraftMessage:
    """The first reminder of a province that has not sent its six-month report."""
    told = {
        "reminder_key": f"coordination_6m:2023-H1:{code}:first", "obligation_key": f"coordination_6m:2023-H1:{code}",
        "return_type": "coordination_6m", "period": "2023-H1", "reporter_level": "province", "locality_code": code,
        "locality": f"Tỉnh {code}", "region": None, "addressed_body_code": "so_ldtbxh",
        "addressed_locality_code": code, "tier": "first", "tier_no": 1, "phase": "overdue", "fault": "no_programme",
        "status": "overdue", "evidence_key": None, "to": (address("so_ldtbxh", code),),
        "cc": (address("ubnd_tinh", code),), "missing": (), "subject": f"Đôn đốc báo cáo 6 tháng - Tỉnh {code}",
        "text": "Kính gửi Sở.\n", "html": "<p>Kính gửi Sở.</p>",
        "attachments": ("rieng/thu.pdf",), "sha256": {"rieng/thu.pdf": sha256(PDF).hexdigest()},
    }  # fmt: skip
    return DraftMessage.model_validate(told | changes)


def address(body: str, code: str) -> Address:
    return Address(
        contact_id=f"{body}-{code}", body_code=body, locality_code=code, name="Sở", email=f"{body}@{code}.invalid"
    )


def approved(folder: Path, *messages: DraftMessage) -> Draft:
    """Lay a draft into a folder, as it is approved."""
    content = DraftList(as_of=AS_OF, known=None, build_id="build-7", messages=messages)
    (folder / "rieng").mkdir(parents=True, exist_ok=True)
    (folder / "rieng" / "thu.pdf").write_bytes(PDF)
    text = json.dumps(content.model_dump(mode="json"), sort_keys=True)
    return Draft(folder, sha256(text.encode()).hexdigest(), content)


class Clock:
    """A second later at every look; it begins at 30/10/2023 08:00 in Ha Noi."""

    def __init__(self) -> None:
        self.time = datetime(2023, 10, 30, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time


@dataclass
class Server:
    """Keeps what it is handed, unless told for one who gets it that something else comes of it."""

    results: dict[str, MailResult] = field(default_factory=dict)
    handed: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    before: Callable[[], None] = field(default=lambda: None)
    after: Callable[[], None] = field(default=lambda: None)
    sender: str = "vpqggn@bo.invalid"

    @contextmanager
    def open(self) -> Iterator[Server]:
        yield self

    def send(self, message: EmailMessage, recipients: Sequence[str]) -> MailResult:
        self.before()
        self.handed.append((str(message["Message-ID"]), tuple(recipients)))
        self.after()
        return self.results.get(recipients[0], MailResult("sent", "250 OK"))


def nothing_speaks_against_it(message: DraftMessage) -> Objection | None:
    return None


def sent(draft: Draft, ledger: Path, server: Any, **how: Any) -> Sent:
    """Send a draft as a run of the DAG does."""
    usual: dict[str, Any] = {
        "recheck": nothing_speaks_against_it, "now": Clock(), "approved_by": "Văn phòng", "run_id": "run-1",
    }  # fmt: skip
    return send(draft, ledger=Ledger(ledger), mailer=server, **usual | how)


def told(ledger: Path) -> list[tuple[str, str, str | None]]:
    """The events of the ledger: which, of whom, why."""
    return [(one.event, one.locality_code, one.reason) for one in Ledger(ledger).events()]
