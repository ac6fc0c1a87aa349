"""What people tell the ledger of reminders: that a signed letter went out, and what became of an uncertain message."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal
from unicodedata import normalize

from delivery.append_only import LedgerError
from delivery.reading import LOCAL, check_return_type, open_marts
from delivery.reminders.due import read_reminders
from delivery.reminders.events import Attempt, Book, Event, Subject
from delivery.reminders.ledger import Ledger, Writer
from delivery.reminders.model import Reminder

_SHOWN = 5
_NUMBER = re.compile(r"\d+\w*/\S+")


@dataclass(frozen=True)
class PaperLetter:
    """A signed letter of one round and tier. `localities`: codes it went to; empty: those a letter to all names."""

    return_type: str
    period: str
    tier: str
    document_no: str
    document_on: date
    recorded_by: str
    localities: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """What the ledger was told: the events written now, and those that say the same and stood there already.

    `apart` are those due the tier whom a letter to all does not name, unless they were asked for.
    """

    written: tuple[Event, ...]
    held: tuple[Event, ...]
    apart: tuple[Subject, ...] = ()


def record_letter(ledger: Ledger, marts: Path, letter: PaperLetter, *, now: datetime) -> Told:
    """Record that a letter went out, an event for each obligation that was due the tier on the day of the letter.

    Due it also was to those whose mail of the tier had gone out and who had not filed by that day. `marts` is the marts
    file of a release. All is checked before anything is written; the same letter again writes what is missing. Raises
    LedgerError, other DeliveryError when the marts cannot be read, OSError.
    """
    number, by = _said(letter.document_no, "--document"), _said(letter.recorded_by, "--by")
    if not _NUMBER.fullmatch(number):
        raise LedgerError(f"'{number}' is no number of a letter; expected number and symbol: 3716/LĐTBXH-VPQGGN")
    if letter.document_on > now.astimezone(LOCAL).date():
        raise LedgerError(
            f"a letter of {letter.document_on} cannot have gone out yet; expected its date, at most today"
        )
    rows = _round(marts, letter)
    with ledger.locked() as writer:
        held = _held(writer.book, letter, number)
        due, apart = _wanted(rows, writer.book, {event.locality_code for event in held}, letter)
        _refuse_other_date(writer, due, letter, number)
        written = [
            writer.letter(one, document_no=number, document_on=letter.document_on, decided_by=by, now=now)
            for one in due
        ]
    asked = set(letter.localities)
    return Told(
        tuple(written), tuple(event for event in held if not asked or event.locality_code in asked), tuple(apart)
    )


def settle(
    ledger: Ledger,
    reminder_keys: Sequence[str],
    outcome: Literal["sent", "not_sent"],
    *,
    by: str,
    note: str,
    now: datetime,
    document_no: str | None = None,
) -> Told:
    """Record what a person found out of messages that are uncertain, or, with its number, that a letter did not go out.

    All keys are checked before anything is written; the same again writes nothing. Raises LedgerError, OSError.
    """
    who, why = _said(by, "--by"), _said(note, "--note")
    with ledger.locked() as writer:
        attempts = [_attempt(writer.book, key, outcome, document_no) for key in dict.fromkeys(reminder_keys)]
        held = [one.last for one in attempts if _is_told(one, outcome)]
        written = [
            writer.settle(one, outcome, decided_by=who, note=why, now=now)
            for one in attempts
            if not _is_told(one, outcome)
        ]
    return Told(tuple(written), tuple(held))


def _round(marts: Path, letter: PaperLetter) -> list[Reminder]:
    with open_marts(marts) as connection:
        check_return_type(connection, letter.return_type)
        found = read_reminders(connection, letter.document_on, None, return_type=letter.return_type)
    periods = sorted({row.period for row in found})
    if letter.period not in periods:
        raise LedgerError(
            f"no {letter.return_type} of {letter.period} was owed on {letter.document_on}; expected a period of: "
            f"{', '.join(periods) or 'none was owed at all'}"
        )
    return [row for row in found if row.period == letter.period]


def _held(book: Book, letter: PaperLetter, number: str) -> list[Event]:
    """The events of this very letter that stand; one that was taken back does not."""
    asked = (letter.return_type, letter.period, letter.tier, number, letter.document_on)
    return [
        attempt.opened
        for attempt in book.attempts()
        if attempt.uses_tier
        and (one := attempt.opened).event == "letter"
        and (one.return_type, one.period, one.tier, one.document_no, one.document_on) == asked
    ]


def _wanted(
    rows: Sequence[Reminder], book: Book, held: set[str], letter: PaperLetter
) -> tuple[list[Subject], list[Subject]]:
    """Those of the round the letter is still to be recorded of: asked for, due the tier, not recorded yet.

    Without a list of places these are the ones a letter to all names; beside them the others due the tier.
    """
    from delivery.letters.rounds import is_chased

    due = {row.locality_code: one for row in rows if (one := _due(row, book, letter.tier))}
    asked = set(letter.localities)
    if astray := sorted(asked - due.keys() - held):
        raise LedgerError(
            f"the tier '{letter.tier}' of {letter.return_type} {letter.period} is not due on {letter.document_on} to "
            f"{_first([_standing(code, rows) for code in astray])}; nothing was recorded: leave those out, or see "
            f"'gnbv remind --as-of {letter.document_on}'"
        )
    if not due and not held:
        tiers = Counter(row.tier for row in rows if row.is_listed)
        instead = ", ".join(f"'{tier}' to {count}" for tier, count in sorted(tiers.items(), key=str)) or "no tier"
        raise LedgerError(
            f"the tier '{letter.tier}' of {letter.return_type} {letter.period} is due to nobody on "
            f"{letter.document_on}; due is {instead}"
        )
    missing = {code: one for code, one in due.items() if code not in held}
    if asked:
        return [one for code, one in missing.items() if code in asked], []
    own = {row.locality_code for row in rows if row.phase == "overdue" and not is_chased(row)}
    return (
        [one for code, one in missing.items() if code not in own],
        [one for code, one in missing.items() if code in own],
    )


def _due(row: Reminder, book: Book, tier: str) -> Subject | None:
    """What a letter of a tier is to one of the round; None when the tier is not due to it.

    The mail goes out when it is approved, the signed letter days later, and a build in between counts the tier as used:
    whom the mail went to is due the letter as well, for as long as the return is in the same phase.
    """
    if row.is_listed and row.tier == tier:
        return Subject.model_validate(row, from_attributes=True)
    mail = book.state(f"{row.obligation_key}:{tier}")
    if mail is None or not mail.uses_tier or mail.opened.phase != row.phase:
        return None
    return Subject.model_validate(mail.opened, from_attributes=True)


def _standing(code: str, rows: Sequence[Reminder]) -> str:
    row = next((row for row in rows if row.locality_code == code), None)
    if row is None:
        return f"{code} (owes no such return)"
    return f"{code} {row.locality} ({f'due: {row.tier}' if row.is_listed else row.reason})"


def _refuse_other_date(writer: Writer, due: Sequence[Subject], letter: PaperLetter, number: str) -> None:
    for one in due:
        other = writer.state(one.reminder_key, "letter")
        if other and other.uses_tier and other.last.document_no == number:
            raise LedgerError(
                f"{one.reminder_key}: letter {number} is in the ledger with the date {other.last.document_on}, found: "
                f"{letter.document_on}; if that was wrong take it back: gnbv reminders settle --not-sent --document"
            )


def _attempt(book: Book, key: str, outcome: str, document_no: str | None) -> Attempt:
    """The attempt a person speaks of: the letter of that number, else the mail that is uncertain."""
    held = book.of(key, "letter" if document_no else "mail")
    if document_no:
        held = [one for one in held if one.opened.document_no == normalize("NFC", document_no).strip()]
    if not held:
        what = f"letter {document_no}" if document_no else "mail"
        raise LedgerError(f"the ledger knows of no {what} of '{key}'; 'gnbv reminders' lists what there is")
    state = next((one for one in held if one.uses_tier), held[-1])
    is_open = state.outcome == "uncertain" or (bool(document_no) and state.uses_tier and outcome == "not_sent")
    if not is_open and not _is_told(state, outcome):
        raise LedgerError(
            f"{key} is {state.outcome} since {state.last.recorded_at.astimezone(LOCAL):%d/%m/%Y %H:%M}: only what is "
            "uncertain can be settled"
        )
    return state


def _is_told(attempt: Attempt, outcome: str) -> bool:
    return (attempt.last.event, attempt.last.reason) == ("settled", outcome)


def _first(names: Sequence[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")


def _said(text: str, option: str) -> str:
    said = normalize("NFC", text).strip()
    if not said:
        raise LedgerError(f"{option} says nothing; expected some words")
    return said
