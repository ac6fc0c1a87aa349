"""What `make run` shows at its end, read from the published marts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from gnbv.run_figures import show_figures, summarise_figures
from gnbv.settings import Workspace

if TYPE_CHECKING:
    from rich.console import Console

    from delivery import ReportingRate

SEVERITIES = ("stop", "warn", "info")

_FINDINGS = "select severity, count(*) from marts.fct_finding where state = 'open' group by severity"
_RECEIPTS = "select state, count(*) from marts.fct_receipt where attempt_kind = 'file' group by state order by state"


@dataclass(frozen=True)
class Summary:
    """The national row of every return type and period that is owed, open findings by severity, receipts by state."""

    rates: tuple[ReportingRate, ...]
    findings: dict[str, int]
    receipts: dict[str, int]


def summarise(marts: Path, as_of: date) -> Summary:
    """Read the published file; raises `delivery.DeliveryError` when it cannot be read."""
    import duckdb

    from delivery import reporting_rate

    rates = tuple(
        row for row in reporting_rate(marts, as_of) if row.region_code == "ALL" and row.expected + row.exempt > 0
    )
    with duckdb.connect(marts, read_only=True, config={"autoinstall_known_extensions": "false"}) as connection:
        findings = dict(connection.execute(_FINDINGS).fetchall())
        receipts = dict(connection.execute(_RECEIPTS).fetchall())
    return Summary(rates, {name: findings.get(name, 0) for name in SEVERITIES}, receipts)


def show(ws: Workspace, as_of: date, console: Console) -> None:
    """Print the table of returns, the findings, and where the outputs are."""
    from rich.table import Table

    from delivery import published_marts

    marts = published_marts(ws.published)
    summary = summarise(marts, as_of)
    table = Table(title=f"As of {as_of:%d/%m/%Y}, known today", title_justify="left", box=None, pad_edge=False)
    for heading in ("return", "period"):
        table.add_column(heading)
    for heading in ("expected", "received", "on time", "late", "overdue"):
        table.add_column(heading, justify="right")
    for row in summary.rates:
        counts = row.expected, row.received, row.received_on_time, row.late, row.overdue
        table.add_row(row.return_type, row.period, *map(str, counts))
    console.print()
    console.print(table)
    show_figures(summarise_figures(marts), console)
    console.print(f"\nfindings   {_listed(summary.findings)}", highlight=False)
    console.print(f"receipts   {_listed(summary.receipts)}", highlight=False)
    console.print(f"reminders  {_reminders(_letters(ws, as_of))}", highlight=False)
    console.print()
    for name, path in outputs(ws, as_of).items():
        console.print(f"{name:<10} {path}", highlight=False, soft_wrap=True, markup=False)


def outputs(ws: Workspace, as_of: date) -> dict[str, Path]:
    """Where people find what was made."""
    current = ws.published / "current"
    made = {
        "marts": current / "gnbv.duckdb",
        "parquet": current / "parquet",
        "late list": ws.lists / "late" / f"{as_of.isoformat()}.csv",
        "letters": _letters(ws, as_of),
        "to correct": ws.lists / "errors",
        "failures": ws.lists / "failures",
        "site": ws.site / "current" / "index.html",
        "data docs": _data_docs(ws),
        "receipts": ws.bronze / "attempt",
    }
    maybe = ("letters", "to correct", "failures")
    return {name: path for name, path in made.items() if name not in maybe or path.is_dir()}


def _letters(ws: Workspace, as_of: date) -> Path:
    return ws.lists / "reminders" / as_of.isoformat() / "latest"


def _reminders(draft: Path) -> str:
    """How many were drafted, by tier in the order of chasing; a run in this process sends nothing."""
    from delivery.reminders import read_draft

    if not draft.is_dir():
        return "none"
    phases = ("before_due", "overdue", "after")
    messages = sorted(read_draft(draft).content.messages, key=lambda one: (phases.index(one.phase), one.tier_no))
    return f"{_listed(dict(Counter(one.tier for one in messages)))}; drafted, nothing sent"


def _data_docs(ws: Workspace) -> Path:
    found = sorted(ws.quality.rglob("index.html"), key=lambda path: len(path.parts))
    return found[0] if found else ws.quality


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items()) or "none"
