"""Error sheets for what was taken in: one workbook a file with something to correct, also where it was refused.

Read from the landing zone and bronze alone, so that they are there right after a collect, before any build.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from delivery.files import write_file
from delivery.reading import LOCAL, Row

if TYPE_CHECKING:
    from ingestion import DoorFinding, Reference, SourceEntry

OnProgress = Callable[[str, int, int], None]

_STEP = "writing error sheets"
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
    on_progress: OnProgress | None = None,
) -> list[ErrorSheet]:
    """Write `<out>/<locality or source>/<submission or sha256>.xlsx` for every workbook with a finding to act on.

    `senders` are the entries of the sources by id; `since` leaves out what was looked at before that instant,
    `locality` all but one GSO code. Findings that only inform give no sheet. An older sheet of the same file is
    replaced. Returns the sheets by locality and file. Raises OSError when a sheet cannot be written.
    """
    from ingestion import Reference

    reference = Reference.load(seeds)
    files = [
        one
        for one in _files(bronze, since)
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


def _files(bronze: Path, since: datetime | None) -> list[Row]:
    """The latest receipt of every workbook, with its findings and what is known of its submission."""
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
        if row["attempt_kind"] != "file" or row["state"] not in _LOOKED_AT or not held:
            continue
        known = submissions.get(row["submission_key"]) or dict.fromkeys(wanted)
        if since is not None and row["attempted_at"] < since:
            continue
        if gets_error_sheet(row["path"], known["file_kind"]):
            file = {name: known[name] or held[0].get(name) or "" for name in ("locality_code", "return_type", "period")}
            latest[row["source_id"], row["path"], row["sha256"]] = row | file | {"findings": held}
    return list(latest.values())


def _write(one: Row, reference: Reference, landing: Path, out: Path, sender: SourceEntry | None) -> ErrorSheet | None:
    from ingestion import ErrorHeading, mark_errors, rule_severities

    on = (one["arrived_at"] or one["attempted_at"]).astimezone(LOCAL).date()
    severities = rule_severities((row["rule_id"] for row in one["findings"]), on, reference.seeds)
    counts = Counter(severities[row["rule_id"]] for row in one["findings"])
    if not counts["stop"] + counts["warn"]:
        return None
    code = one["locality_code"] or _code(sender) or ""
    name = _name(reference, code, on) or (sender.name if sender else "")
    kind, period = reference.return_types.get(one["return_type"]), reference.periods.get(one["period"])
    heading = ErrorHeading(
        one["path"], f"{name} ({code})" if code else name or one["source_id"],
        kind.name_vi if kind else one["return_type"], period.name_vi if period else one["period"], one["state"],
    )  # fmt: skip
    path = out / _plain(code or one["source_id"]) / f"{_stem(one)}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    content = _content(landing, one["sha256"])
    write_file(path, mark_errors(content, _door_findings(one["findings"]), heading=heading, severities=severities))
    return ErrorSheet(
        code, name, one["source_id"], one["path"], one["return_type"], one["period"], one["state"], counts["stop"],
        counts["warn"], path,
    )  # fmt: skip


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
