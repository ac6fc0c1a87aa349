"""What an error sheet says of a finding, in words that are safe to put into a cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from ingestion import rules
from ingestion.layouts import layout
from ingestion.model import DoorFinding
from ingestion.reference import SeedError

#: Excel's own limit is 32,767; nobody reads more than this of one finding.
MAX_TEXT = 2_000

#: A rule of which no severity is known.
DEFAULT_SEVERITY = "warn"

#: Where a message begins with its place, which has columns of its own.
_CELLS = r"\$?[A-Z]{0,3}\$?\d{0,7}"
_PLACE = re.compile(
    rf"\ATệp “.*?”(?:, trang “.*?”)?(?:, ô {_CELLS}(?::{_CELLS})?|, dòng \d+)?: ",
    re.DOTALL,
)
_ADDRESS = re.compile(r"\$?([A-Z]{0,3})\$?(\d{0,7})")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class ErrorHeading:
    """What the list says above its lines, in words for people; what is empty is left out. `state`: of `Reading`."""

    file: str = ""
    reporter: str = ""
    return_type: str = ""
    period: str = ""
    state: str = ""


def rule_severities(rule_ids: Iterable[str], on: date, seeds: Path) -> dict[str, str]:
    """Return the severity on a day of each of these rules; one that was not in force then warns."""
    found = {}
    for rule_id in set(rule_ids):
        try:
            found[rule_id] = rules.severity_of(rule_id, on, seeds)
        except SeedError:
            found[rule_id] = DEFAULT_SEVERITY
    return found


def words() -> dict[str, Any]:
    """Return the wording and the colours (`layouts/error_sheet.yml`)."""
    return layout("error_sheet")


def gets_error_sheet(path: str, file_kind: str | None) -> bool:
    """Say whether a file, by its name or by what it was read as, is one an error sheet is made of."""
    return file_kind == "form" or PurePosixPath(path).suffix.lower() in words()["suffixes"]


def severity_of(finding: DoorFinding, severities: Mapping[str, str]) -> str:
    """Return stop, warn or info."""
    found = severities.get(finding.rule_id, DEFAULT_SEVERITY)
    return found if found in words()["severities"] else DEFAULT_SEVERITY


def cell_order(cell: str | None) -> tuple[int, int, str]:
    """Return what sorts cells down a sheet and along its rows; what is on the sheet as a whole comes first."""
    match = _ADDRESS.match(cell or "")
    return (int(match[2] or 0), len(match[1]), match[1]) if match else (0, 0, "")


def safe(text: object, most: int = MAX_TEXT) -> str:
    """Return a text that XML can hold, in NFC, cut to a length; it is for a cell whose type is set to text."""
    plain = unicodedata.normalize("NFC", _NOT_XML.sub(" ", "" if text is None else str(text)))
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def problem_of(finding: DoorFinding) -> str:
    """Return the message without what the list shows in columns: place, what was expected, what was found."""
    text = _PLACE.sub("", finding.message_vi, count=1)
    if finding.expected:
        text = text.replace(f"; cần: {finding.expected.rstrip('.')}", "", 1)
    if finding.found is not None:
        text = text.replace(f"; thấy: “{finding.found}”", "", 1)
    text = text.strip()
    return text[:1].upper() + text[1:]
