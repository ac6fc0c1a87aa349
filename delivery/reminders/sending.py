"""Sending an approved list, name by name, so that it can be stopped at any instant and run again.

For every message, in the order of the list: what the ledger holds of it; whether there is anybody to write to; whether
what was approved still holds (`recheck`); then the intent is written down, the message is handed over once, and what
came of it is written down. A run that is killed leaves at most one intent open; the next run does not send that message
again, it records that nobody knows whether it went out. Afterwards every message of the list has an event of this list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime

from delivery.append_only import PATIENCE
from delivery.reminders.draft_model import Draft, DraftMessage
from delivery.reminders.events import Event, Subject
from delivery.reminders.ledger import Approval, Ledger, Writer, message_id
from delivery.reminders.mailer import Mailbox, Mailer
from delivery.reminders.messages import DraftChangedError, build_message
from delivery.reminders.recheck import Objection

#: Told before each message: what is done, how many are done, how many there are.
Progress = Callable[[str, int, int], None]

_KILLED = "the run {run_id} ended between handing it over and writing down what came of it"


@dataclass(frozen=True)
class Sent:
    """What has become of a list: an event a message, in its order. `sent` counts what this very run has sent."""

    list_id: str
    events: tuple[Event, ...]
    sent: int

    @property
    def counts(self) -> dict[str, int]:
        """Messages by outcome, whichever run of the list it comes from."""
        return dict(sorted(Counter(event.outcome for event in self.events).items()))


def send(
    draft: Draft,
    *,
    ledger: Ledger,
    mailer: Mailer,
    recheck: Callable[[DraftMessage], Objection | None],
    now: Callable[[], datetime],
    approved_by: str,
    run_id: str,
    on_progress: Progress | None = None,
    patience: float = PATIENCE,
) -> Sent:
    """Send what may still be sent of an approved draft; raises nothing for what a server does with a message.

    The ledger is held from the first message to the last: a second sender waits `patience` seconds for it, and then
    finds everything sent. A message whose attachment is not what was approved is dropped, and the others go on. Raises
    LedgerError when it has to wait longer, what `recheck` and opening the `mailer` raise, OSError. Whatever it was, run
    it again.
    """
    approval = Approval(draft.content.as_of, draft.list_id, approved_by, run_id)
    messages = draft.content.messages
    with ExitStack() as held:
        writer = held.enter_context(ledger.locked(patience))
        box = held.enter_context(mailer.open())
        round_ = _Round(draft, approval, writer, box, mailer.sender, recheck, now)
        events = []
        for done, message in enumerate(messages):
            if on_progress:
                on_progress(f"{message.locality}: {message.return_type} {message.period}", done, len(messages))
            events.append(round_.take(message))
    return Sent(draft.list_id, tuple(events), round_.sent)


@dataclass
class _Round:
    """One run over a list."""

    draft: Draft
    approval: Approval
    writer: Writer
    box: Mailbox
    sender: str
    recheck: Callable[[DraftMessage], Objection | None]
    now: Callable[[], datetime]
    sent: int = 0

    def take(self, message: DraftMessage) -> Event:
        """Do what is to be done about one message; return the event that tells what became of it."""
        return self._standing(message) or self._stopped(message) or self._hand_over(message)

    def _standing(self, message: DraftMessage) -> Event | None:
        """What went out or may have, by mail or on paper, goes out no more; an intent left open is closed."""
        for channel in ("mail", "letter"):
            held = self.writer.state(message.reminder_key, channel)
            if held is None or not held.uses_tier:
                continue
            last = held.last
            if last.event == "intended":
                last = self.writer.conclude(last, "uncertain", now=self.now(), note=_KILLED.format(run_id=last.run_id))
            if last.list_id == self.approval.list_id:
                return last
            note = f"{last.outcome} by {channel}, recorded {last.recorded_at.isoformat(timespec='seconds')}"
            return self._drop(message, "already_sent", note)
        return None

    def _stopped(self, message: DraftMessage) -> Event | None:
        """Look for what speaks against sending it now."""
        if not message.to:
            return self._drop(message, "no_contact", f"no contact of {', '.join(message.missing)}")
        objection = self.recheck(message)
        return self._drop(message, objection.reason, objection.note) if objection else None

    def _hand_over(self, message: DraftMessage) -> Event:
        """Between the intent and the outcome nothing may happen but the sending."""
        name = message_id(message.reminder_key, self.sender.rpartition("@")[2])
        began = self.now()
        try:
            mail = build_message(message, self.draft.folder, sender=self.sender, message_id=name, date=began)
        except DraftChangedError as error:
            return self._drop(message, "changed_since", str(error))
        recipients = list(dict.fromkeys(one.email for one in (*message.to, *message.cc)))
        intent = self.writer.intend(_subject(message), self.approval, message_id=name, now=began)
        result = self.box.send(mail, recipients)
        self.sent += result.outcome == "sent"
        return self.writer.conclude(intent, result.outcome, now=self.now(), note=result.note)

    def _drop(self, message: DraftMessage, reason: str, note: str) -> Event:
        return self.writer.drop(_subject(message), self.approval, reason, now=self.now(), note=note)


def _subject(message: DraftMessage) -> Subject:
    """What the ledger keeps of a message: not its text, not its addresses."""
    return Subject(**{name: getattr(message, name) for name in Subject.model_fields})
