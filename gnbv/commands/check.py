"""`gnbv check`: what the intake would say of one file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gnbv.commands import output as out
from gnbv.commands.check_findings import finding_lines
from gnbv.commands.check_rules import (
    each_once,
    marked,
    of_door,
    of_warehouse,
    rules_lines,
    rules_run,
    run_rules,
)
from gnbv.commands.options import DATE, today
from gnbv.commands.senders import locality_option, sender_in_form, sender_of, source_holding
from gnbv.settings import Workspace

if TYPE_CHECKING:
    from delivery import Finding
    from ingestion import DoorFinding, Reading, Reference, SourceEntry

_REFUSED = ("rejected", "quarantined")
_SEVERITIES = ("stop", "warn", "info")


@click.command(short_help="Everything the intake would say of one file.")
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@locality_option
@click.option("--period", metavar="P", help="The period it is declared for, such as 2024-H1; a form must be of it.")
@click.option(
    "--on",
    type=DATE,
    default=today,
    metavar="DATE",
    show_default="today in Viet Nam",
    help="The day it arrived, YYYY-MM-DD.",
)
@click.option(
    "--errors",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="OUT.xlsx",
    help="Write a copy for its sender with the wrong cells marked and listed.",
)
@click.option("--quick", is_flag=True, help="Only what the intake itself says; the rules of the warehouse are not run.")
@click.option("--all", "is_all", is_flag=True, help="Show every finding, not only the first 20 of each rule.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def check(
    file: Path,
    locality: str | None,
    period: str | None,
    on: date,
    errors: Path | None,
    quick: bool,
    is_all: bool,
    form: str,
) -> None:
    """Read a file as `gnbv collect` would, keep nothing of it, and say what its sender would be told.

    \b
    gnbv check samples/sources/20-lang-son/304-BC-SLDTBXH.xlsx
    gnbv check bao-cao.docx --locality 20
    gnbv check bieu-so-lieu.xlsx --period 2024-H1 --errors loi.xlsx

    Whose file it is: --locality, else the source in whose folder it lies, else (a form) the locality it was made for.
    Of a file that would be taken, the rules of the warehouse that need no other return are run too; the first time
    they are prepared, which takes longer. Exit code 1 if it would not be taken.
    """
    from gnbv.policy import effective_seeds
    from ingestion import Reference, read_file

    if errors is not None:
        _check_target(errors, file)
    workspace = Workspace.from_env()
    reference = Reference.load(effective_seeds(workspace))
    if period is not None and period not in reference.periods:
        raise click.UsageError(f"there is no period {period!r}; give one such as 2024-H1, 2024-9M or 2024-Y")
    content = file.read_bytes()
    entry = _sender(file, content, locality, on, workspace, reference)
    # What is declared outside the file stands in its path.
    name = f"{period}/{file.name}" if period else file.name
    reading = read_file(content, name, entry=entry, reference=reference, on=on)
    why_not = "--quick" if quick else "the file is refused" if reading.state in _REFUSED else ""
    alone = None if why_not else run_rules(workspace, content, name, reading, entry, reference, on)
    door, more = each_once(reading.findings, alone)
    reading = replace(reading, findings=door)
    told = _told(reading, entry, file, reference, on, more)
    told["rules"] = rules_run(alone, why_not or "the workspace cannot be written")
    if form == "json":
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        sheets = _sheets(reading, reference)
        click.echo("\n".join([*_lines(told), *finding_lines(told["findings"], is_all=is_all, sheets=sheets)]))
    if errors is not None:
        _write_errors(errors, content, [*reading.findings, *marked(more)], reading, told, reference)
    if reading.state in _REFUSED:
        raise SystemExit(1)


def _check_target(errors: Path, file: Path) -> None:
    if errors.suffix.lower() != ".xlsx":
        raise click.UsageError(f"an error sheet is a workbook; name it {errors.with_suffix('.xlsx').name}")
    if errors.resolve() == file.resolve():
        raise click.UsageError("an error sheet never takes the place of the file it is about; give it another name")
    if not errors.resolve().parent.is_dir():
        raise click.UsageError(f"there is no folder {errors.resolve().parent}; make it first")


def _sender(
    file: Path, content: bytes, locality: str | None, on: date, workspace: Workspace, reference: Reference
) -> SourceEntry:
    if locality:
        return sender_of(locality, reference, on)
    entry = source_holding(file, workspace) or sender_in_form(content, reference, on)
    if entry is None:
        raise click.UsageError(f"{file} lies in the folder of no source: say whose it is with --locality CODE")
    return entry


def _told(
    reading: Reading, entry: SourceEntry, file: Path, reference: Reference, on: date, more: Sequence[Finding]
) -> dict[str, Any]:
    from ingestion.workbooks import rule_severities

    report = reading.report or {}
    severities = rule_severities((one.rule_id for one in reading.findings), on, reference.seeds)
    findings = [*(of_door(one, severities) for one in reading.findings), *(of_warehouse(one) for one in more)]
    counts = Counter(one["severity"] for one in findings)
    return {
        "file": file.name,
        "sender": f"{entry.name} ({entry.locality_code})",
        "state": reading.state,
        "reason": reading.reason,
        "kind": reading.file_kind,
        **_form(reading, reference),
        "return_type": reading.return_type,
        "period": reading.period,
        "document_no": reading.document_no or reading.document_no_raw,
        "document_on": reading.document_on.isoformat() if reading.document_on else reading.document_on_raw,
        "title": report.get("title"),
        "is_nil": reading.is_nil,
        "register_rows": len(reading.register_rows),
        "statements": len(reading.statements),
        "figures": len(reading.figures) or sum(_figures_by_kind(reading, reference).values()),
        "findings_by_severity": {name: counts[name] for name in _SEVERITIES if counts[name]},
        "findings": findings,
    }


def _form(reading: Reading, reference: Reference) -> dict[str, Any]:
    """What a form says of itself and how far it is filled in; nothing for other kinds of files."""
    from ingestion.workbooks import form_of

    values = reading.form
    if values is None:
        return {}
    form = form_of(values, reference)
    return {
        "form": form.key if form else f"{values.form}@{values.version}",
        "form_name": form.name.vi if form else None,
        "cells_filled": len(values.cell_nos),
        "cells_missing": values.missing_count,
        "figures_by_kind": _figures_by_kind(reading, reference),
    }


def _figures_by_kind(reading: Reading, reference: Reference) -> dict[str, int]:
    """How many cells with a number are figures, by kind."""
    from ingestion.workbooks import form_of

    if reading.form is None or (form := form_of(reading.form, reference)) is None:
        return {}
    values = reading.form
    numbers = values.cell_nos[values.values == values.values]
    kinds = Counter(form.cells[int(no) - 1].kind for no in numbers)
    return {kind: kinds[kind] for kind in ("fund", "indicator") if kinds[kind]}


def _sheets(reading: Reading, reference: Reference) -> list[str]:
    """The sheets of a form in order; of other workbooks nothing is known of their order."""
    from ingestion.workbooks import form_of

    form = form_of(reading.form, reference) if reading.form is not None else None
    return [reading.sheet or "", *(one.title for one in form.sheets)] if form else []


def _lines(told: dict[str, Any]) -> list[str]:
    left_out = ("reason", "findings", "findings_by_severity", "figures_by_kind", "rules")
    lines = []
    for name, value in told.items():
        # A form that was refused for its layout was not read cell by cell.
        is_told = value or (name == "cells_missing" and told["cells_filled"])
        if name in left_out or not is_told:
            continue
        text = str(value).replace("_", " ") if name == "state" else str(value)
        if name == "figures" and told.get("figures_by_kind"):
            text += f" ({', '.join(f'{count} {kind}' for kind, count in told['figures_by_kind'].items())})"
        lines.append(f"{name.replace('_', ' '):<14}{'yes' if value is True else text}")
    counts = ", ".join(f"{count} {name}" for name, count in told["findings_by_severity"].items())
    count = len(told["findings"])
    return [*lines, f"{'findings':<14}{f'{count} ({counts})' if count else 'none'}", *rules_lines(told["rules"])]


def _write_errors(
    errors: Path,
    content: bytes,
    findings: Sequence[DoorFinding],
    reading: Reading,
    told: dict[str, Any],
    reference: Reference,
) -> None:
    from delivery import write_file
    from ingestion.workbooks import ErrorHeading, mark_errors

    kind = reference.return_types.get(reading.return_type or "")
    period = reference.periods.get(reading.period or "")
    heading = ErrorHeading(
        told["file"], told["sender"], kind.name_vi if kind else reading.return_type or "",
        period.name_vi if period else reading.period or "", reading.state,
    )  # fmt: skip
    severities = {one["rule"]: one["severity"] for one in told["findings"]}
    write_file(errors.resolve(), mark_errors(content, findings, heading=heading, severities=severities))
    out.remark(f"error sheet written to {errors}")
