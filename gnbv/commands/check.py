"""`gnbv check`: what the intake would say of one file."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gnbv.commands.options import DATE, today
from gnbv.commands.senders import locality_option, sender_of, source_holding
from gnbv.settings import Workspace

if TYPE_CHECKING:
    from ingestion import Reading, Reference, SourceEntry

_REFUSED = ("rejected", "quarantined")


@click.command(short_help="Everything the intake would say of one file.")
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@locality_option
@click.option(
    "--on",
    type=DATE,
    default=today,
    metavar="DATE",
    show_default="today in Viet Nam",
    help="The day it arrived, YYYY-MM-DD.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def check(file: Path, locality: str | None, on: date, form: str) -> None:
    """Read a file as `gnbv collect` would, store nothing, and say what its sender would be told.

    \b
    gnbv check samples/sources/20-lang-son/304-BC-SLDTBXH.xlsx
    gnbv check bao-cao.docx --locality 20

    Whose file it is: --locality, else the source in whose folder it lies. Exit code 1 if it would not be taken.
    """
    from gnbv.policy import effective_seeds
    from ingestion import Reference, read_file

    workspace = Workspace.from_env()
    reference = Reference.load(effective_seeds(workspace))
    entry = _sender(file, locality, on, workspace, reference)
    reading = read_file(file.read_bytes(), file.name, entry=entry, reference=reference, on=on)
    told = _told(reading, entry, file)
    click.echo(json.dumps(told, ensure_ascii=False, indent=2) if form == "json" else "\n".join(_lines(told)))
    if reading.state in _REFUSED:
        raise SystemExit(1)


def _sender(file: Path, locality: str | None, on: date, workspace: Workspace, reference: Reference) -> SourceEntry:
    if locality:
        return sender_of(locality, reference, on)
    entry = source_holding(file, workspace)
    if entry is None:
        raise click.UsageError(f"{file} lies in the folder of no source: say whose it is with --locality CODE")
    return entry


def _told(reading: Reading, entry: SourceEntry, file: Path) -> dict[str, Any]:
    report = reading.report or {}
    return {
        "file": file.name,
        "sender": f"{entry.name} ({entry.locality_code})",
        "state": reading.state,
        "reason": reading.reason,
        "kind": reading.file_kind,
        "return_type": reading.return_type,
        "period": reading.period,
        "document_no": reading.document_no or reading.document_no_raw,
        "document_on": reading.document_on.isoformat() if reading.document_on else reading.document_on_raw,
        "title": report.get("title"),
        "register_rows": len(reading.register_rows),
        "statements": len(reading.statements),
        "figures": len(reading.figures),
        "findings": [{"rule": one.rule_id, "line": one.line, "message": one.message_vi} for one in reading.findings],
    }


def _lines(told: dict[str, Any]) -> list[str]:
    kept = {name: value for name, value in told.items() if name not in ("reason", "findings") and value}
    lines = [f"{name.replace('_', ' '):<14}{str(value).replace('_', ' ') if name == 'state' else value}"
             for name, value in kept.items()]  # fmt: skip
    findings = told["findings"]
    lines.append(f"{'findings':<14}{len(findings) or 'none'}")
    return [*lines, *(f"  {one['rule']}  {one['message']}" for one in findings)]
