"""`gnbv trace`: where a row comes from."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from gnbv.commands.trace_figure import figures_read, show_figure
from gnbv.commands.wording import BASIS, day, pairs, time
from gnbv.settings import Workspace

if TYPE_CHECKING:
    from delivery import Trace


@click.command(short_help="Where a status, a document, a finding or a figure comes from.")
@click.argument("key", metavar="ID")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def trace(key: str, form: str) -> None:
    """Show who owes a return, what proves its status, and where that stands in which file; or where a figure stands.

    ID is the key of an obligation (coordination_6m:2023-H1:12, that is return type, period, locality code), of a
    submission, an evidence or a finding; or of a figure: figure_key of the marts, figure_id of `gnbv read`, or the
    first 8 characters of either if no other figure begins so. A figure is shown in the line it was read from.
    """
    from delivery import FigureTrace, published_marts
    from delivery import trace as find

    workspace = Workspace.from_env()
    found = find(published_marts(workspace.published), workspace.landing, key)
    if form == "json":
        click.echo(json.dumps(vars(found), ensure_ascii=False, indent=2, default=str))
        return
    if isinstance(found, FigureTrace):
        show_figure(found)
        return
    click.echo(f"{found.key} is the key of {_a(found.kind)}")
    for section in (_owed(found), _timeline(found), _documents(found), _findings(found), _figures(found)):
        click.echo("\n".join(section), nl=bool(section))


def _owed(found: Trace) -> list[str]:
    owed = found.obligation
    if owed is None:
        return ["", "OWED", "  it concerns no single return"]
    due = "no date is set"
    if owed["due_at"]:
        due = f"received before {time(owed['due_at'])}, stated date {day(owed['due_on'])} ({owed['due_rule']})"
    if owed["is_extended"]:
        due += f", extended: {owed['extension_reason']}"
    lines = [
        ("return", f"{owed['return_name']} ({owed['return_type']}), period {owed['period']}"),
        ("owed by", f"{owed['body'] or owed['body_code']}, {owed['locality']} ({owed['locality_code']})"),
        ("sent to", owed["recipient"]),
        ("due", due),
        ("counts as sent", f"{owed['received_at_evidence']}, by {owed['date_basis']} date"),
        ("exempt", owed["exemption_reason"] if owed["is_exempt"] else None),
        ("chased until", day(owed["chase_until"])),
        ("asked for by", owed["request_document"]),
        ("legal basis", f"{owed['legal_basis']} (duty {owed['duty_id']})"),
    ]
    return ["", "OWED", *pairs(lines)]


def _timeline(found: Trace) -> list[str]:
    lines = ["", "STATUS OVER TIME"]
    for known, rows in groupby(found.timeline, key=lambda row: (row["known_from"], row["known_to"])):
        lines.append(f"  as known from {time(known[0])} until {time(known[1]) or 'now'}")
        for row in rows:
            late = f", {row['days_late']} days late" if row["status"] == "late" else ""
            until = f"until {time(row['valid_to'])}" if row["valid_to"] else "on"
            why = f"  ({row['reasons']})" if row["reasons"] else ""
            lines.append(f"    from {time(row['valid_from'])} {until}: {row['status']}{late}{why}")
    return lines if found.timeline else [*lines, "  none"]


def _documents(found: Trace) -> list[str]:
    lines = ["", f"DOCUMENTS ({len(found.documents)})"]
    for row in found.documents:
        mine = found.key in (row["evidence_key"], row["submission_key"])
        number = f"{row['document_no'] or 'no number'} of {day(row['document_on']) or 'no date'}"
        lines.append(f"{'*' if mine else '-'} {number}: {row['evidence'] or row['state']} ({row['evidence_kind']})")
        arrival = f"{time(row['arrived_at'])} ({BASIS.get(row['arrival_basis'], row['arrival_basis'])})"
        held = row["landing_file"] if row["is_held"] else f"{row['landing_file']} (not held here)"
        facts = [
            ("file", f"{row['path']} (source {row['source_id']})"),
            ("place", _place(row)),
            ("reads", row["raw_text"]),
            ("signed by", row["signer"]),
            ("arrived", arrival),
            ("known from", time(row["known_from"])),
            ("receipt", f"{row['state']}{': ' + row['reason'] if row['reason'] else ''}, version {row['version']}"),
            ("sha256", row["sha256"]),
            ("kept as", held),
            ("figures read", figures_read(row["figures"])),
            ("key", row["evidence_key"]),
        ]
        lines += pairs(facts, indent=4)
    return lines if found.documents else [*lines, "  none: no document speaks for this return"]


def _findings(found: Trace) -> list[str]:
    lines = ["", f"FINDINGS ({len(found.findings)})"]
    for row in found.findings:
        mark = "*" if row["finding_key"] == found.key else "-"
        lines.append(f"{mark} {row['rule_id']} {row['severity']}: {row['message_vi']}")
        facts = [
            ("found", row["found"]),
            ("expected", row["expected"]),
            ("place", _place(row)),
            ("key", row["finding_key"]),
        ]
        lines += pairs(facts, indent=4)
    return lines if found.findings else [*lines, "  none"]


def _figures(found: Trace) -> list[str]:
    """The figures of a finding: the one found wanting first, marked by `*`."""
    lines = ["", f"FIGURES OF THE FINDING ({len(found.figures)})"] if found.figures else []
    for row in found.figures:
        value = " ".join(text for text in (row["value_text"], row["unit_text"]) if text)
        repair = f" → {row['repair_value']} would repair it" if row["repair_value"] else ""
        lines.append(f"{'*' if row['part'] == 'found' else '-'} {value or 'no value'}{repair}: {row['about'] or ''}")
        lines += pairs([("place", _place(row)), ("key", row["figure_key"])], indent=4)
    return lines


def _place(row: dict[str, Any]) -> str:
    parts = (("sheet", row["sheet"]), ("cell", row["cell"]), ("line", row["line"]))
    return ", ".join(f"{label} {value}" for label, value in parts if value is not None)


def _a(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeio" else f"a {kind}"
