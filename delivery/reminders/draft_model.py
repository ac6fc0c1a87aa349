"""A draft list as it lies in `list.json`: what a person approves, and what is sent, word for word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from delivery.reminders.events import Subject


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Address(_Frozen):
    """One contact a message goes to."""

    contact_id: str
    body_code: str
    locality_code: str | None
    name: str
    email: str


class DraftMessage(Subject):
    """One message, or one that cannot be addressed (`to` is empty, `missing` says whose contact there is none of).

    `attachments` are paths within the folder of the draft: the letter (.pdf), then the error sheet (.xlsx) of what was
    sent back, if there is one; `sha256` of each by path, so that what was approved is what goes out.
    """

    reporter_level: str
    locality: str
    region: str | None
    status: str
    evidence_key: str | None
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    missing: tuple[str, ...]
    subject: str
    text: str
    html: str
    attachments: tuple[str, ...]
    sha256: dict[str, str]


class DraftList(_Frozen):
    """Everything one run would send; the sha256 of the file `list.json` is its `list_id`.

    When it was made is not part of it: the same decisions made again are the same list. `names` are the Vietnamese
    names of the codes in it, by kind of code (`return_type`, `period`, `tier`, `fault`), so that it can be read alone.
    """

    as_of: date
    known: date | None
    build_id: str
    messages: tuple[DraftMessage, ...]
    names: dict[str, dict[str, str]] = {}


@dataclass(frozen=True)
class Draft:
    """A draft as it lies in its folder; `list_id` is the sha256 of its `list.json`, whose content is `content`."""

    folder: Path
    list_id: str
    content: DraftList
