"""A draft list as it lies in `list.json`: what a person approves, and what is sent, word for word."""

from __future__ import annotations

from datetime import date

from pydantic import AwareDatetime, BaseModel, ConfigDict


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Address(_Frozen):
    """One contact a message goes to."""

    contact_id: str
    body_code: str
    locality_code: str | None
    name: str
    email: str


class DraftMessage(_Frozen):
    """One message, or one that cannot be addressed (`to` is empty, `missing` says whose contact there is none of).

    `attachments` are paths within the folder of the draft; `sha256` of each by path, so that what was approved is what
    goes out.
    """

    reminder_key: str
    obligation_key: str
    return_type: str
    period: str
    reporter_level: str
    locality_code: str
    locality: str
    region: str | None
    addressed_body_code: str
    addressed_locality_code: str
    tier: str
    tier_no: int
    phase: str
    fault: str
    status: str
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    missing: tuple[str, ...]
    subject: str
    text: str
    html: str
    attachments: tuple[str, ...]
    sha256: dict[str, str]


class DraftList(_Frozen):
    """Everything one run would send; the sha256 of the file `list.json` is its `list_id`."""

    as_of: date
    known: date | None
    build_id: str
    made_at: AwareDatetime
    messages: tuple[DraftMessage, ...]
