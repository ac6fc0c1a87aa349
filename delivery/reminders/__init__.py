"""Reminders: read what the warehouse decided, draft, look again, send once, and keep a ledger of it."""

from delivery.reminders.contacts import Contacts, ContactsError, load_contacts
from delivery.reminders.due import due
from delivery.reminders.events import Attempt, Event, Subject
from delivery.reminders.ledger import Approval, Ledger, event_rows, message_id
from delivery.reminders.model import Reminder, ReminderList

__all__ = [
    "Approval",
    "Attempt",
    "Contacts",
    "ContactsError",
    "Event",
    "Ledger",
    "Reminder",
    "ReminderList",
    "Subject",
    "due",
    "event_rows",
    "load_contacts",
    "message_id",
]
