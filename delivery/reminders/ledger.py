"""The ledger of reminders: the order in which things are written down is what keeps a message from going out twice.

    with Ledger(folder).locked() as writer:
        intent = writer.intend(subject, approval, message_id=..., now=...)   # on the disk before anything is sent
        ...                                                                  # send
        writer.conclude(intent, "sent", now=...)

Whoever dies between the two leaves an intent without an outcome: `uncertain`, for a person to settle, never for a
machine to repeat.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from delivery.append_only import PATIENCE, LedgerError, read_entries, write_entry, writing
from delivery.reminders.events import Attempt, Book, Channel, Event, Kind, Subject


@dataclass(frozen=True)
class Approval:
    """Under which list something is done: its day, its sha256, who approved it, and the run that acts on it."""

    as_of_on: date
    list_id: str
    decided_by: str | None
    run_id: str | None


def message_id(reminder_key: str, sender_domain: str) -> str:
    """The Message-ID of a reminder as it stands in the header, angle brackets included; the same at every attempt."""
    return f"<{sha256(reminder_key.encode()).hexdigest()[:32]}@{sender_domain}>"


class Ledger:
    """The ledger in a folder (`Workspace.reminders`), which need not be there yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def events(self) -> list[Event]:
        """Every event in the order written. Raises LedgerError for a file that is none or a copy, OSError."""
        events = read_entries(
            self.folder,
            Event,
            name="reminders",
            mend="take it away once you know what became of that message",
        )
        met = Counter(event.event_id for event in events)
        if twice := [name for name, count in met.items() if count > 1]:
            raise LedgerError(f"{self.folder}: the entry {twice[0]} is there twice; take the copy away")
        return events

    def read(self) -> Book:
        """What stands now, folded; needs no lock. Raises LedgerError, OSError."""
        return Book(self.events())

    @contextmanager
    def locked(self, patience: float = PATIENCE) -> Iterator[Writer]:
        """Be the only writer, for as long as something is being sent; the lock goes when its holder dies.

        Waits `patience` seconds for another one. Raises LedgerError when that does not end, or for a broken file.
        """
        with writing(self.folder, patience):
            yield Writer(self.folder, self.read())


class Writer:
    """The one who may write. Each event is on the disk, whole, when the call that writes it returns.

    All methods raise OSError, and LedgerError when the ledger's order forbids the event; then nothing was written.
    `book` is what stands, kept up to date.
    """

    def __init__(self, folder: Path, book: Book) -> None:
        self._folder, self.book = folder, book

    def state(self, reminder_key: str, channel: Channel = "mail") -> Attempt | None:
        """What stands (`Book.state`), from memory."""
        return self.book.state(reminder_key, channel)

    def intend(self, subject: Subject, approval: Approval, *, message_id: str, now: datetime) -> Event:
        """Write down that a mail is about to be sent: the next attempt, refused if one went out or may have."""
        held = self.state(subject.reminder_key)
        if held and held.uses_tier:
            raise LedgerError(
                f"{subject.reminder_key} is {held.outcome} since {held.opened.recorded_at.isoformat()}: it is never "
                "sent again by itself; 'gnbv reminders' shows it"
            )
        facts = _facts(subject, approval) | {"message_id": message_id, "attempt": self._next(subject)}
        return self._write("intended", facts, now)

    def conclude(
        self,
        intent: Event,
        outcome: Literal["sent", "failed", "uncertain"],
        *,
        now: datetime,
        reason: str | None = None,
        note: str | None = None,
    ) -> Event:
        """Write down what came of an intent, once. `reason` is a code, `note` what the server said."""
        held = self.state(intent.reminder_key)
        if held is None or held.last != intent or intent.event != "intended":
            raise LedgerError(f"{intent.reminder_key}: event {intent.event_id} is no intent that is still open")
        return self._follow(intent, outcome, now, reason=reason, note=note)

    def drop(
        self, subject: Subject, approval: Approval, reason: str, *, now: datetime, note: str | None = None
    ) -> Event:
        """Write down that a mail is not sent, and why; the same of the same list is written down once.

        It takes no tier: what went out before stays sent.
        """
        held = self.book.of(subject.reminder_key)
        last = held[-1].last if held else None
        if last and (last.event, last.list_id, last.reason) == ("dropped", approval.list_id, reason):
            return last
        facts = _facts(subject, approval) | {"attempt": self._next(subject), "reason": reason, "note": _said(note)}
        return self._write("dropped", facts, now)

    def letter(self, subject: Subject, *, document_no: str, document_on: date, decided_by: str, now: datetime) -> Event:
        """Write down that a signed letter went out on paper; one of its number that stands is not written twice."""
        letters = self.book.of(subject.reminder_key, "letter")
        if any(one.uses_tier and one.last.document_no == document_no for one in letters):
            raise LedgerError(f"{subject.reminder_key}: letter {document_no} is in the ledger already")
        facts = subject.model_dump() | {
            "channel": "letter",
            "attempt": self._next(subject, "letter"),
            "as_of_on": document_on,
            "document_no": document_no,
            "document_on": document_on,
            "decided_by": decided_by,
        }
        return self._write("letter", facts, now)

    def settle(
        self, attempt: Attempt, outcome: Literal["sent", "not_sent"], *, decided_by: str, note: str, now: datetime
    ) -> Event:
        """Write down what a person found out of a mail that is uncertain, or that a letter did not go out after all."""
        is_letter_back = attempt.last.channel == "letter" and attempt.uses_tier and outcome == "not_sent"
        if attempt.outcome != "uncertain" and not is_letter_back:
            raise LedgerError(f"{attempt.last.reminder_key} is {attempt.outcome}: there is nothing to settle")
        return self._follow(attempt.last, "settled", now, reason=outcome, note=note, decided_by=decided_by)

    def _next(self, subject: Subject, channel: Channel = "mail") -> int:
        return len(self.book.of(subject.reminder_key, channel)) + 1

    def _follow(self, event: Event, kind: Kind, now: datetime, *, note: str | None, **changed: Any) -> Event:
        return self._write(kind, event.model_dump() | changed | {"note": _said(note)}, now)

    def _write(self, kind: Kind, facts: dict[str, Any], now: datetime) -> Event:
        """Events keep the order of writing, also when the clock was set back."""
        recorded_at = now.astimezone(UTC)
        if self.book.last:
            recorded_at = max(recorded_at, self.book.last.recorded_at + timedelta(microseconds=1))
        event_id = f"{recorded_at:%Y%m%dT%H%M%S.%fZ}"
        written = {"event": kind, "event_id": event_id, "recorded_at": recorded_at}
        event = Event.model_validate(_NOTHING_SAID | facts | written)
        write_entry(self._folder, event_id, event)
        self.book.add(event)
        return event


_NOTHING_SAID: dict[str, Any] = {
    "channel": "mail",
    **dict.fromkeys(("list_id", "message_id", "document_no", "document_on", "reason", "note", "decided_by", "run_id")),
}


def _facts(subject: Subject, approval: Approval) -> dict[str, Any]:
    return subject.model_dump() | {
        "as_of_on": approval.as_of_on,
        "list_id": approval.list_id,
        "decided_by": approval.decided_by,
        "run_id": approval.run_id,
    }


def _said(note: str | None) -> str | None:
    """What servers say need not be text: half a character must not keep an outcome from being written down."""
    return note.encode("utf-8", "replace").decode() if note else None


def event_rows(ledger: Ledger) -> list[dict[str, Any]]:
    """Return the events as rows for the next build, the columns of `reminder_event`. Raises LedgerError, OSError."""
    return [event.model_dump() for event in ledger.events()]
