"""The rules of the warehouse in `gnbv check`: running them, telling each thing once, and saying which ran."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from gnbv.commands import output as out

if TYPE_CHECKING:
    from delivery import Finding
    from gnbv.settings import Workspace
    from gnbv.single_file import SingleFile
    from ingestion import DoorFinding, Reading, Reference, SourceEntry

#: What only the warehouse says of a finding.
_MORE = ("level", "subject", "difference", "repair_at", "repair_found", "repair_value", "repair_count")
_WHY_NOT = "they need other returns; after a build, gnbv findings tells them"


def run_rules(
    workspace: Workspace,
    content: bytes,
    name: str,
    reading: Reading,
    entry: SourceEntry,
    reference: Reference,
    on: date,
) -> SingleFile | None:
    """Run the rules that need no other return; None, with a remark, where the workspace cannot be written."""
    from gnbv.progress import shown
    from gnbv.single_file import check_alone

    try:
        with shown() as progress:
            return check_alone(
                workspace, content, name, reading, entry=entry, reference=reference, on=on, on_progress=progress
            )
    except OSError as error:
        out.remark(f"the rules of the warehouse were not run: {error}")
        return None


def each_once(door: Sequence[DoorFinding], alone: SingleFile | None) -> tuple[list[DoorFinding], list[Finding]]:
    """Return what the door and what the warehouse tells, each thing once."""
    from delivery import told_once

    return told_once(door, alone.findings) if alone else (list(door), [])


def of_door(one: DoorFinding, severities: Mapping[str, str]) -> dict[str, Any]:
    """A finding of the door by field name."""
    return {
        "from": "door", "rule": one.rule_id, "severity": severities[one.rule_id], "sheet": one.sheet, "cell": one.cell,
        "line": one.line, "expected": one.expected, "found": one.found, "message": one.message_vi,
        **dict.fromkeys(_MORE),
    }  # fmt: skip


def of_warehouse(one: Finding) -> dict[str, Any]:
    """A finding of the warehouse by field name."""
    return {
        "from": "warehouse", "rule": one.rule_id, "severity": one.severity, "sheet": one.sheet, "cell": one.cell,
        "line": one.line, "expected": one.expected, "found": one.found, "message": one.message,
        **{name: getattr(one, name) for name in _MORE},
    }  # fmt: skip


def marked(findings: Sequence[Finding]) -> list[DoorFinding]:
    """Findings of the warehouse that name a cell, as an error sheet takes them."""
    from delivery.error_sheets import at_a_cell

    return at_a_cell(findings)


def rules_run(alone: SingleFile | None, why_not: str) -> dict[str, Any]:
    """Say which rules of the warehouse ran, which did not, and why."""
    if alone is None:
        return {"warehouse": [], "not_run": [], "why_not": f"those of the warehouse were not run: {why_not}"}
    return {"warehouse": list(alone.ran), "not_run": list(alone.not_run), "why_not": _WHY_NOT}


def rules_lines(rules: Mapping[str, Any]) -> list[str]:
    """The same for people."""
    if not rules["warehouse"]:
        return [f"{'rules run':<14}those of the intake; {rules['why_not']}"]
    return [
        f"{'rules run':<14}those of the intake, and {', '.join(rules['warehouse'])}",
        f"{'not run':<14}{', '.join(rules['not_run'])}: {rules['why_not']}",
    ]
