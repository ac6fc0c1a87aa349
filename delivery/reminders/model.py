"""What the warehouse decided on reminders, as rows: one obligation each, listed or not, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path


@dataclass(frozen=True)
class Party:
    """One of those a reminder goes to: `role` is `to` or `cc`, `locality_code` None for a body of the country."""

    role: str
    body_code: str
    locality_code: str | None


@dataclass(frozen=True)
class Reminder:
    """One obligation as `marts.reminders` gives it (docs/architecture.md, section 12).

    `reminder_key` and `tier` are None unless it is listed; `reason` is why it is not. Instants are Asia/Ho_Chi_Minh.
    """

    obligation_key: str
    reminder_key: str | None
    return_type: str
    period: str
    reporter_level: str
    locality_code: str
    locality: str
    unit_type: str
    region_code: str | None
    region: str | None
    body_code: str
    body_vi: str
    addressed_body_code: str
    addressed_body_vi: str
    addressed_locality_code: str
    addressed_locality: str
    status: str
    evidence: str | None
    evidence_key: str | None
    document_no: str | None
    document_on: date | None
    received_at: datetime | None
    days_late: int | None
    reasons: tuple[str, ...]
    opens_at: datetime
    due_on: date | None
    due_rule: str
    due_at: datetime | None
    chase_until: date | None
    duty_id: str
    request_document: str | None
    legal_basis: str
    received_at_evidence: str
    date_basis: str
    is_exempt: bool
    exemption_reason: str | None
    fault: str | None
    phase: str | None
    tier: str | None
    tier_no: int | None
    reply_days: int | None
    eligible_on: date | None
    reminders_sent: int
    last_reminded_on: date | None
    recipients: tuple[Party, ...]
    is_listed: bool
    reason: str | None


@dataclass(frozen=True)
class Earlier:
    """A reminder recorded as sent: by letter with its number and date, or by mail with the day alone."""

    return_type: str
    period: str
    locality_code: str
    tier: str
    tier_no: int
    channel: str
    document_no: str | None
    document_on: date | None
    sent_on: date


@dataclass(frozen=True)
class Rejection:
    """The last version sent of a return, which was sent back; `reason` in Vietnamese, as its receipt says.

    `error_sheet` is the workbook that shows what to correct, if one was made of the file.
    """

    submission_key: str
    document_no: str | None
    document_on: date | None
    reason: str
    error_sheet: Path | None = None


@dataclass(frozen=True)
class Words:
    """What the codes are called in one language, by code."""

    return_types: dict[str, str]
    periods: dict[str, str]
    statuses: dict[str, str]
    evidence: dict[str, str]
    status_reasons: dict[str, str]
    tiers: dict[str, str]
    faults: dict[str, str]
    reasons: dict[str, str]
    bodies: dict[str, str]


@dataclass(frozen=True)
class Issuer:
    """Who signs the letters of a round, as the seed `letter_issuers` has it on the day of the list."""

    superior: str | None
    name: str
    symbol: str
    place: str
    signed_for: str | None
    signer_title: str
    filed: str
    receiver: str


@dataclass(frozen=True)
class Place:
    """A locality as a letter names it: `huyện Bắc Sơn`; `parent_code` as the marts have it."""

    name: str
    unit_type: str
    level: str
    parent_code: str | None


@dataclass(frozen=True)
class ReminderList:
    """All obligations opened by the end of `as_of`, from what was known by the end of `known` (None: all), in order.

    `issuers` by (return type, level, locality code), for every row that has one, listed or not, and then by tier, `*`
    for those not named; `places` by locality code: those of the rows, of who is addressed, of the recipients, and their
    parents, each as it is on `as_of` or last was before; `owners` by obligation key: who owed it, as it was then, for
    its code may be another's by now; `rejections` by obligation key; `build_id` is the build the marts come from.
    """

    as_of: date
    known: date | None
    build_id: str
    rows: tuple[Reminder, ...]
    earlier: tuple[Earlier, ...]
    issuers: dict[tuple[str, str, str], dict[str, Issuer]]
    words: Words
    places: dict[str, Place] = field(default_factory=dict)
    rejections: dict[str, Rejection] = field(default_factory=dict)
    owners: dict[str, Place] = field(default_factory=dict)

    @property
    def listed(self) -> tuple[Reminder, ...]:
        """Those a message is due to."""
        return tuple(row for row in self.rows if row.is_listed)

    def signers(self, one: Reminder) -> tuple[Issuer, ...]:
        """All who write to a reporter about a return, in some tier or other."""
        return tuple(dict.fromkeys(self._by_tier(one).values()))

    def issuer(self, one: Reminder, tier: str | None) -> Issuer | None:
        """Who writes to a reporter about a return in a tier."""
        by_tier = self._by_tier(one)
        return by_tier.get(tier or "*") or by_tier.get("*")

    def sent_back(self, one: Reminder) -> Rejection | None:
        """What was sent back, of a reminder that says so."""
        return self.rejections.get(one.obligation_key) if one.fault == "rejected" else None

    def with_error_sheets(self, sheets: Mapping[str, Path]) -> ReminderList:
        """The same list with the error sheets of what was sent back, by submission; letters and mails name them."""
        found = {key: replace(one, error_sheet=sheets.get(one.submission_key)) for key, one in self.rejections.items()}
        return replace(self, rejections=found)

    def _by_tier(self, one: Reminder) -> dict[str, Issuer]:
        return self.issuers.get((one.return_type, one.reporter_level, one.locality_code), {})
