"""What every build takes in beside the batches of the sources: working calendar, forms, ledgers, runs."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

from gnbv.runs import run_rows, sweep_runs
from gnbv.settings import Workspace


def write_standing(ws: Workspace, seeds: Path) -> None:
    """Write the standing batches of bronze, each as a whole.

    Raises `ingestion.SeedError`, `ingestion.forms.FormsError`, `delivery.LedgerError` or OSError.
    """
    from delivery import explanation_rows
    from delivery.reminders import Ledger, event_rows
    from ingestion import write_explanations, write_reminder_events, write_run_steps
    from ingestion.forms.bronze_tables import write_forms

    _write_calendar(ws, seeds)
    write_forms(ws.bronze, seeds)
    write_explanations(ws.bronze, explanation_rows(ws.explanations))
    write_reminder_events(ws.bronze, event_rows(Ledger(ws.reminders)))
    _sweep_runs(ws, seeds)
    write_run_steps(ws.bronze, run_rows(ws.runs))


def _write_calendar(ws: Workspace, seeds: Path) -> None:
    """Write the working days of all years that the periods and the reporting calendar speak of, and of the next."""
    from ingestion import write_calendar

    years = {
        int(row[column][:4])
        for name, columns in (("periods", ("starts_on", "ends_on")), ("reporting_calendar", ("opens_on", "due_on")))
        for row in _rows(seeds / "policy" / f"{name}.csv")
        for column in columns
        if row[column]
    }
    write_calendar(ws.bronze, seeds, min(years), max(years) + 1)


def _sweep_runs(ws: Workspace, seeds: Path) -> None:
    """Remove records of runs that are older than the rule of retention says: of several rows the longest counts."""
    rules = [row for row in _rows(seeds / "policy" / "retention.csv") if row["kind"] == "run"]
    newest, days = (max(int(row[column]) for row in rules) for column in ("keep_newest", "keep_days"))
    sweep_runs(ws.runs, keep_newest=newest, keep_days=days, now=datetime.now(UTC))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))
