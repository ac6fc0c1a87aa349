"""Intake of returns: sources, landing zone, receipts, readers, bronze files."""
