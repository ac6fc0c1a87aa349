"""One event of the ledger of reminders: what was about to be done, and what came of it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

Kind = Literal["intended", "sent", "failed", "uncertain", "dropped", "settled", "letter"]
Channel = Literal["mail", "letter"]


class Event(BaseModel):
    """One event, never changed once written; the columns of the bronze table `reminder_event`.

    `attempt` counts the sends of one reminder from 1 (0: dropped before any). `reason`: why it was dropped or failed,
    and for a settled one `sent` or `not_sent`; `note`: what a server or a person said, word for word; `decided_by`: who
    approved the list, settled the case or recorded the letter.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    event_id: str
    event: Kind
    reminder_key: str
    obligation_key: str
    return_type: str
    period: str
    locality_code: str
    addressed_body_code: str
    addressed_locality_code: str
    tier: str
    tier_no: int
    phase: str
    fault: str
    channel: Channel
    attempt: int
    as_of_on: date
    list_id: str | None
    message_id: str | None
    document_no: str | None
    document_on: date | None
    reason: str | None
    note: str | None
    decided_by: str | None
    run_id: str | None
    recorded_at: AwareDatetime
