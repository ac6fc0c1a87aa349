"""Who sends a file that is looked at by itself: named by its code, or the source whose folder holds the file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from gnbv.settings import Workspace

if TYPE_CHECKING:
    from ingestion import Reference, SourceEntry

Command = TypeVar("Command", bound=Callable[..., Any])
_LEVELS = ("country", "province", "district", "commune")


def locality_option(command: Command) -> Command:
    """Add `--locality`."""
    return click.option(
        "--locality",
        metavar="CODE",
        help="Whose file it is, by GSO code: 20 (province), 185 (district), 06151 (commune), VN (centre).",
    )(command)


def sender_of(code: str, reference: Reference, on: date) -> SourceEntry:
    """Return a locality as a sender; a code that is no longer in use is looked up as it was last."""
    from ingestion import SourceEntry

    held = [one for one in reference.versions(code) if one.valid_from <= on]
    if not held:
        raise click.UsageError(f"there is no locality {code!r}; give a GSO code such as 20, 185, 06151 or VN")
    last = max(held, key=lambda one: (one.valid_from, -_LEVELS.index(one.level)))
    return SourceEntry(code, last.label, last.level, code, "")


def source_holding(path: Path, workspace: Workspace) -> SourceEntry | None:
    """Return the source in whose folder a file lies, None if it lies in none."""
    from gnbv import jobs

    place = path.resolve()
    for entry in jobs.sources(workspace):
        if "://" in entry.url:
            continue
        folder = (workspace.sources.parent / entry.url).resolve()
        if folder in place.parents:
            return entry
    return None


def sender_in_form(content: bytes, reference: Reference, on: date) -> SourceEntry | None:
    """Return the locality a form was made for, as its hidden sheet says; None if the file is no such workbook."""
    from ingestion.workbooks import made_for

    code = made_for(content).get("locality_code", "")
    try:
        return sender_of(code, reference, on)
    except click.UsageError:
        return None
