"""What a proof holds: for each return of a reporter what was decided, and all it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from delivery.reminders.draft_model import Address
from delivery.reminders.model import Earlier, Place, Reminder, Words


@dataclass(frozen=True)
class Owed:
    """What an obligation rests on: the duty, the version of the locality that owes it, an extension.

    The version is the one there on the day that decides. `duty_to`, `locality_to`: the first day it no longer holds,
    None if none is known.
    """

    recipient: str | None
    precondition: str | None
    duty_from: date | None
    duty_to: date | None
    is_extended: bool
    extension_reason: str | None
    locality_key: str
    locality: str
    locality_from: date | None
    locality_to: date | None


@dataclass(frozen=True)
class Document:
    """One thing that came for a return: a file of the reporter, or the row of a register that names it.

    `kind`: cover, form, report or register; `evidence` is None for what was rejected, with the `reason`.
    """

    evidence_key: str | None
    submission_key: str
    kind: str
    evidence: str | None
    has_mark: bool | None
    document_no: str | None
    document_on: date | None
    received_at: datetime | None
    arrival_basis: str | None
    known_from: datetime
    source_id: str
    path: str
    version: int
    state: str
    reason: str | None
    sheet: str | None
    cell: str | None
    line: int | None
    raw_text: str | None


@dataclass(frozen=True)
class Register:
    """A sheet of a register that says who has sent a return; `named`: how many it gives a mark or a document."""

    source_id: str
    path: str
    document_no: str | None
    document_on: date | None
    sheet: str | None
    named: int
    names_reporter: bool
    known_from: datetime


@dataclass(frozen=True)
class Look:
    """The last look at a source: `attempted_at` is None if none is recorded, `listed_at` the last that succeeded."""

    source_id: str
    attempted_at: datetime | None = None
    state: str | None = None
    reason: str | None = None
    files_listed: int | None = None
    listed_at: datetime | None = None


@dataclass(frozen=True)
class Unplaced:
    """A file of the reporter's that was not taken and belongs to no return; it may be the one that is missed."""

    source_id: str
    path: str
    state: str
    reason: str | None
    attempted_at: datetime


@dataclass(frozen=True)
class Tier:
    """A step of chasing as the seed `reminder_tiers` has it; days are calendar days, `reply_days` working days."""

    tier: str
    tier_no: int
    phase: str
    days_from_due: int | None
    days_after_previous: int | None
    reply_days: int | None
    legal_basis: str | None
    reason: str | None


@dataclass(frozen=True)
class Addressee:
    """One of those a reminder goes to; `addresses` is None when no contacts were given, empty when there is none."""

    role: str
    body: str
    place: str | None
    addresses: tuple[Address, ...] | None


@dataclass(frozen=True)
class ReturnProof:
    """One return: what was decided, and all it rests on. `tiers` are those of this return, by phase and number."""

    decision: Reminder
    owed: Owed
    documents: tuple[Document, ...]
    registers: tuple[Register, ...]
    looks: tuple[Look, ...]
    earlier: tuple[Earlier, ...]
    tiers: tuple[Tier, ...]
    addressees: tuple[Addressee, ...]


@dataclass(frozen=True)
class Proof:
    """Everything on one reporter, listed or not. `own_sources` are its own; `unplaced` what they brought in vain.

    `words` are English, but for the names of returns, periods and bodies. Instants are Asia/Ho_Chi_Minh.
    """

    as_of: date
    known: date | None
    build_id: str
    locality_code: str
    locality: Place
    own_sources: tuple[str, ...]
    returns: tuple[ReturnProof, ...]
    unplaced: tuple[Unplaced, ...]
    words: Words
