"""Error sheets for what was taken in: one workbook a file with something to correct, also where it was refused.

Read from the landing zone and bronze alone, so that they are there right after a collect, before any build. Once marts
are published, what the rules of the warehouse found at a cell is told as well.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from delivery.files import write_file
from delivery.findings import SEVERITIES, Finding, findings_in
from delivery.reading import LOCAL, Row, open_marts
from delivery.told_once import told_once

if TYPE_CHECKING:
    from ingestion import DoorFinding, Reference, SourceEntry

OnProgress = Callable[[str, int, int], None]

_STEP = "writing error sheets"
_TO_ACT_ON = ("stop", "warn")
#: A receipt of one of these states is of a file that was looked at.
_LOOKED_AT = ("accepted", "accepted_with_findings", "rejected", "quarantined")


@dataclass(frozen=True)
class ErrorSheet:
    """One error sheet: whose file it is about, how the file stands, how many findings stop it or warn, where it is.

    `file` is the path at the source; `return_type` and `period` are empty for a file that was put aside.
    """

    locality_code: str
    locality: str
    source_id: str
    file: str
    return_type: str
    period: str
    state: str
    stops: int
    warnings: int
    path: Path


def write_error_sheets(
    *,
    bronze: Path,
    landing: Path,
    seeds: Path,
    out: Path,
    senders: Mapping[str, SourceEntry],
    since: datetime | None = None,
    locality: str | None = None,
    submissions: Collection[str] | None = None,
    marts: Path | None = None,
    of_warehouse: bool = False,
    on_progress: OnProgress | None = None,
) -> list[ErrorSheet]:
    """Write `<out>/<locality or source>/<submission or sha256>.xlsx` for every workbook with a finding to act on.

    `senders` are the entries of the sources by id; `since` leaves out what was looked at before that instant,
    `locality` all but one GSO code, `submissions` all but those of some keys. Of the findings in `marts` (a file with
    published marts) those are told that stand open at a cell, none twice; `of_warehouse` leaves out files without such.
    Findings that only inform give no sheet. An older sheet of the same file is replaced, or removed when nothing is
    left to correct. Returns the sheets by locality and file. Raises OSError when a sheet cannot be written,
    DeliveryError when the marts cannot be read.
    """
    from ingestion import Reference

    reference = Reference.load(seeds)
    held = _held_against(marts) if marts else {}
    files = [
        one
        for one in _files(bronze, since, held)
        if not of_warehouse or one["more"]
        if submissions is None or one["submission_key"] in submissions
        if locality is None or locality in (one["locality_code"], _code(senders.get(one["source_id"])))
    ]
    made = []
    for done, one in enumerate(files):
        if on_progress:
            on_progress(_STEP, done, len(files))
        sheet = _write(one, reference, landing, out, senders.get(one["source_id"]))
        made += [sheet] if sheet else []
    if on_progress and files:
        on_progress(_STEP, len(files), len(files))
    return sorted(made, key=lambda one: (one.locality_code, one.source_id, one.file, one.path))


def at_a_cell(findings: Sequence[Finding]) -> list[DoorFinding]:
    """Return what a sheet marks of the findings of a warehouse: those to act on that name a cell."""
    from ingestion import DoorFinding

    return [
        DoorFinding(one.rule_id, one.message, one.sheet, one.cell, one.line, one.found, one.expected)
        for one in findings
        if one.sheet and one.cell and one.severity in _TO_ACT_ON
    ]


def _held_against(marts: Path) -> dict[str, list[Finding]]:
    """All findings by submission, of any state."""
    held: dict[str, list[Finding]] = defaultdict(list)
    with open_marts(marts) as connection:
        for one in findings_in(connection):
            if one.submission_key:
                held[one.submission_key].append(one)
    return held


def _files(bronze: Path, since: datetime | None, against: Mapping[str, list[Finding]]) -> list[Row]:
    """The latest receipt of every workbook, with its findings and what is known of its submission.

    `findings` are rows of the door, `more` the findings of the warehouse that were not sent by it.
    """
    from ingestion import gets_error_sheet, read_table

    findings: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in read_table(bronze, "door_finding").to_pylist():
        findings[row["batch_id"], row["path"], row["sha256"]].append(row)
    wanted = ["submission_key", "file_kind", "locality_code", "return_type", "period"]
    submissions = {row["submission_key"]: row for row in read_table(bronze, "submission").select(wanted).to_pylist()}
    latest: dict[tuple[Any, ...], Row] = {}
    for row in sorted(
        read_table(bronze, "attempt").to_pylist(), key=lambda row: (row["attempted_at"], row["batch_id"])
    ):
        held = findings.get((row["batch_id"], row["path"], row["sha256"]), [])
        known_more = against.get(row["submission_key"], [])
        if row["attempt_kind"] != "file" or row["state"] not in _LOOKED_AT or not (held or known_more):
            continue
        known = submissions.get(row["submission_key"]) or dict.fromkeys(wanted)
        if since is not None and row["attempted_at"] < since:
            continue
        if gets_error_sheet(row["path"], known["file_kind"]):
            said = held[0] if held else {}
            file = {name: known[name] or said.get(name) or "" for name in ("locality_code", "return_type", "period")}
            door, more = told_once(_door_findings(held), known_more)
            told = {"findings": door, "more": [one for one in more if at_a_cell([one])]}
            latest[row["source_id"], row["path"], row["sha256"]] = row | file | told
    return list(latest.values())


def _write(one: Row, reference: Reference, landing: Path, out: Path, sender: SourceEntry | None) -> ErrorSheet | None:
    from ingestion import ErrorHeading, mark_errors, rule_severities

    on = (one["arrived_at"] or one["attempted_at"]).astimezone(LOCAL).date()
    severities = rule_severities((row.rule_id for row in one["findings"]), on, reference.seeds)
    counts = Counter([*(severities[row.rule_id] for row in one["findings"]), *(row.severity for row in one["more"])])
    code = one["locality_code"] or _code(sender) or ""
    path = out / _plain(code or one["source_id"]) / f"{_stem(one)}.xlsx"
    if not sum(counts[severity] for severity in _TO_ACT_ON):
        path.unlink(missing_ok=True)
        return None
    severities |= _by_rule(one["more"])
    name = _name(reference, code, on) or (sender.name if sender else "")
    kind, period = reference.return_types.get(one["return_type"]), reference.periods.get(one["period"])
    heading = ErrorHeading(
        one["path"], f"{name} ({code})" if code else name or one["source_id"],
        kind.name_vi if kind else one["return_type"], period.name_vi if period else one["period"], one["state"],
    )  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    content = _content(landing, one["sha256"])
    findings = [*one["findings"], *at_a_cell(one["more"])]
    write_file(path, mark_errors(content, findings, heading=heading, severities=severities))
    return ErrorSheet(
        code, name, one["source_id"], one["path"], one["return_type"], one["period"], one["state"], counts["stop"],
        counts["warn"], path,
    )  # fmt: skip


def _by_rule(findings: Sequence[Finding]) -> dict[str, str]:
    """The severity of each rule; the gravest where findings of one rule differ."""
    ranked = sorted(findings, key=lambda one: SEVERITIES.index(one.severity), reverse=True)
    return {one.rule_id: one.severity for one in ranked}


def _content(landing: Path, sha: str | None) -> bytes:
    """The file as it was received; nothing if it was not kept (too large) or the landing zone is damaged."""
    from ingestion import Landing, LandingDamagedError

    try:
        return Landing(landing).get(sha) if sha else b""
    except (FileNotFoundError, LandingDamagedError):
        return b""


def _door_findings(rows: Sequence[Row]) -> list[DoorFinding]:
    from ingestion import DoorFinding

    fields = ("rule_id", "message_vi", "sheet", "cell", "line", "found", "expected")
    return [DoorFinding(**{name: row[name] for name in fields}) for row in rows]


def _name(reference: Reference, code: str, on: date) -> str:
    held = [one for one in reference.versions(code) if one.valid_from <= on] if code else []
    return max(held, key=lambda one: one.valid_from).label if held else ""


def _code(sender: SourceEntry | None) -> str:
    return sender.locality_code if sender else ""


def _stem(one: Row) -> str:
    return one["submission_key"] or one["sha256"] or sha256(one["path"].encode(errors="replace")).hexdigest()[:20]


def _plain(name: str) -> str:
    """A name that is one folder, whatever a source is called."""
    return PurePosixPath(name.replace("\\", "/")).name.lstrip(".") or "_"
