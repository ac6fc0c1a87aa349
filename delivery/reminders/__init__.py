"""Reminders: read what the warehouse decided, draft, look again, send once, and keep a ledger of it."""
