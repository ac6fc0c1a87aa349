"""Reminders: read what the warehouse decided, draft, look again, send once, and keep a ledger of it."""

from delivery.reminders.contacts import Contacts, ContactsError, load_contacts
from delivery.reminders.draft_model import Address, Draft, DraftList, DraftMessage
from delivery.reminders.drafts import DraftError, read_draft, write_draft
from delivery.reminders.due import due
from delivery.reminders.events import Attempt, Event, Subject
from delivery.reminders.history import history, places_of, render_history
from delivery.reminders.ledger import Approval, Ledger, event_rows, message_id
from delivery.reminders.messages import DraftChangedError
from delivery.reminders.model import Reminder, ReminderList
from delivery.reminders.proof import UnknownReporterError, explain_reporter
from delivery.reminders.proof_model import Proof, ReturnProof
from delivery.reminders.recheck import Objection, Recheck
from delivery.reminders.request import request_markdown
from delivery.reminders.sending import Sent, send
from delivery.reminders.settling import PaperLetter, Told, record_letter, settle

__all__ = [
    "Address",
    "Approval",
    "Attempt",
    "Contacts",
    "ContactsError",
    "Draft",
    "DraftChangedError",
    "DraftError",
    "DraftList",
    "DraftMessage",
    "Event",
    "Ledger",
    "Objection",
    "PaperLetter",
    "Proof",
    "Recheck",
    "Reminder",
    "ReminderList",
    "ReturnProof",
    "Sent",
    "Subject",
    "Told",
    "UnknownReporterError",
    "due",
    "event_rows",
    "explain_reporter",
    "history",
    "load_contacts",
    "message_id",
    "places_of",
    "read_draft",
    "record_letter",
    "render_history",
    "request_markdown",
    "send",
    "settle",
    "write_draft",
]
