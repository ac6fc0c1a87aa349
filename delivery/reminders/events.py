"""Events of the ledger of reminders: what was about to be done, what came of it, and how they fold to what stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from pydantic import AwareDatetime, BaseModel, ConfigDict

Kind = Literal["intended", "sent", "failed", "uncertain", "dropped", "settled", "letter"]
Channel = Literal["mail", "letter"]
#: The codes of the seed `reminder_outcomes`.
Outcome = Literal["sent", "uncertain", "failed", "not_sent", "dropped"]

#: After one of these no other message of the tier goes out (`uses_tier` of the seed): it went out, or may have.
USES_TIER: frozenset[Outcome] = frozenset({"sent", "uncertain"})


class Subject(BaseModel):
    """The reminder an event speaks of: one obligation in one tier, and who is asked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

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


class Event(Subject):
    """One event, never changed once written; the columns of the bronze table `reminder_event`.

    `event_id` is the instant it was written down, which no other event has. `attempt` counts from 1 how often this
    reminder was to go out by this channel: whoever intends or drops opens the next, a letter one a document. `reason`:
    a code, why it was dropped or failed, and for a settled one `sent` or `not_sent`; `note`: what a server or a person
    said, word for word; `decided_by`: who approved the list, settled the case or recorded the letter.
    """

    event_id: str
    event: Kind
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

    @property
    def outcome(self) -> Outcome:
        """What the attempt has come to with this event; what began and was never told the end of is uncertain."""
        if self.event in _OUTCOMES:
            return _OUTCOMES[self.event]
        return cast(Outcome, self.reason if self.event == "settled" else self.event)


_OUTCOMES: dict[Kind, Outcome] = {"intended": "uncertain", "letter": "sent"}


@dataclass(frozen=True)
class Attempt:
    """One attempt to get a reminder out by one channel: the event that opened it, and the one that speaks last."""

    opened: Event
    last: Event

    @property
    def outcome(self) -> Outcome:
        """`sent`, `uncertain`, `failed`, `not_sent` or `dropped`, as in the mart `fct_reminder`."""
        return self.last.outcome

    @property
    def uses_tier(self) -> bool:
        """Whether the message went out or may have, so that no other may."""
        return self.outcome in USES_TIER


class Book:
    """The ledger folded: every attempt with what it came to, by reminder and channel, in the order they were opened."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self._held: dict[tuple[str, Channel], list[Attempt]] = {}
        self.last: Event | None = None
        for event in events:
            self.add(event)

    def add(self, event: Event) -> None:
        """Take the next event in. An event of an attempt that is open belongs to it, any other opens one."""
        self.last = event
        held = self._held.setdefault((event.reminder_key, event.channel), [])
        for place, attempt in enumerate(held):
            if attempt.opened.attempt == event.attempt:
                held[place] = Attempt(attempt.opened, event)
                return
        held.append(Attempt(event, event))

    def attempts(self) -> list[Attempt]:
        """Every attempt, in the order they were opened."""
        return sorted((one for held in self._held.values() for one in held), key=lambda one: one.opened.event_id)

    def of(self, reminder_key: str, channel: Channel = "mail") -> list[Attempt]:
        """The attempts of one reminder by one channel, first to last."""
        return list(self._held.get((reminder_key, channel), ()))

    def state(self, reminder_key: str, channel: Channel = "mail") -> Attempt | None:
        """What stands: the attempt that used the tier, else the last one; None when there was none."""
        held = self.of(reminder_key, channel)
        return next((one for one in held if one.uses_tier), held[-1] if held else None)
