"""Reminders: read what the warehouse decided, draft, look again, send once, and keep a ledger of it."""

from delivery.reminders.contacts import Contacts, ContactsError, load_contacts
from delivery.reminders.due import due
from delivery.reminders.model import Reminder, ReminderList

__all__ = ["Contacts", "ContactsError", "Reminder", "ReminderList", "due", "load_contacts"]
