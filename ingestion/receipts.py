"""What one batch writes: a receipt for every attempt, and the rows of what was read."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ingestion.arrivals import FIRST_SEEN, Arrival
from ingestion.bronze import TABLES
from ingestion.bronze_store import as_table
from ingestion.landing import landing_path
from ingestion.model import Reading, SourceEntry

#: Rules of the door that the intake itself decides; those of the content are the readers'.
TOO_LARGE, DUPLICATE = "IN04", "IN07"
#: Troubles on the side of the system: the file is not taken, and tried again at every later attempt.
SOURCE_UNREADABLE, ARRIVALS_UNREADABLE = "SRC01", "SRC02"
FILE_UNREADABLE, READER_FAILED = "SRC03", "SRC04"
FILE_UNFINISHED, WEB_PAGE = "SRC05", "SRC06"
TRY_AGAIN = frozenset({FILE_UNREADABLE, READER_FAILED, FILE_UNFINISHED, WEB_PAGE})

_TAKEN = frozenset({"accepted", "accepted_with_findings"})
_STATES = _TAKEN | {"rejected", "quarantined"}
_FROM_READING = (
    "file_kind", "locality_code", "return_type", "period", "document_no", "document_no_raw", "document_on",
    "document_on_raw", "signer", "is_nil", "state", "reason_code", "reason", "sheet", "cell", "line",
)  # fmt: skip


@dataclass(frozen=True)
class FileFacts:
    """What is known of a file before it is read; `sha256` is None when its content was not taken."""

    path: str
    sha256: str | None
    size_bytes: int | None
    arrival: Arrival


@dataclass(frozen=True)
class FirstTaken:
    """The file that first brought a content from a source, and the submission it became."""

    path: str
    arrived_at: datetime
    submission_key: str


@dataclass
class Known:
    """What earlier committed batches took from one source: (path, sha256 or size) pairs, and contents by sha256."""

    files: set[tuple[str, str]] = field(default_factory=set)
    taken: dict[str, FirstTaken] = field(default_factory=dict)

    def add(self, row: Mapping[str, Any]) -> None:
        """Take in one `attempt` row; rows of listings and of files to be tried again are passed over."""
        if row["attempt_kind"] != "file" or row["reason_code"] in TRY_AGAIN:
            return
        self.files.add((row["path"], identity(row["sha256"], row["size_bytes"])))
        if row["submission_key"] and row["state"] != "duplicate":
            first = FirstTaken(row["path"], row["arrived_at"], row["submission_key"])
            self.taken.setdefault(row["sha256"], first)


def identity(sha: str | None, size_bytes: int | None) -> str:
    """Return what tells two contents at one path apart: the sha256, or the size of a file that is too large to take."""
    return sha or f"size:{size_bytes}"


def submission_key(locality_code: str, return_type: str, period: str, sha: str) -> str:
    """Return the key of a submission: first 20 hex digits of sha256 over reporter, return, period and content."""
    return sha256(f"{locality_code}|{return_type}|{period}|{sha}".encode()).hexdigest()[:20]


def read_receipts(places: list[Path], source_id: str) -> list[dict[str, Any]]:
    """Return the `attempt` rows of one source in the files given."""
    rows: list[dict[str, Any]] = []
    for place in places:
        rows += pq.read_table(place, schema=TABLES["attempt"]).to_pylist()
    return [row for row in rows if row["source_id"] == source_id]


class Batch:
    """The rows of one attempt at one source, before they are written."""

    def __init__(self, entry: SourceEntry, *, batch_id: str, run_id: str, now: datetime) -> None:
        self.entry, self.batch_id, self.run_id, self.now = entry, batch_id, run_id, now
        self.states: Counter[str] = Counter()
        self._files: list[dict[str, Any]] = []
        self._parts: dict[str, list[pa.Table]] = {table: [] for table in TABLES}

    def add_reading(self, facts: FileFacts, reading: Reading) -> dict[str, Any]:
        """Take in what a reader said of a file and return its receipt.

        Raises ValueError or pyarrow.ArrowException when the reading does not fit the tables; nothing is added then.
        """
        key = _key(facts, reading)
        rows = {} if key is None else self._rows(facts, reading, key)
        parts = {table: as_table(table, content) for table, content in rows.items()}
        parts["door_finding"] = as_table("door_finding", self._findings(facts, reading, key))
        for table, part in parts.items():
            self._parts[table].append(part)
        return self.add_receipt(
            facts, reading.state, reading.reason_code, reading.reason, key, signed_on=reading.document_on,
            sent_on=_sent_on(facts, reading),
        )  # fmt: skip

    def add_receipt(
        self,
        facts: FileFacts,
        state: str,
        reason_code: str | None,
        reason: str | None,
        key: str | None = None,
        **more: Any,
    ) -> dict[str, Any]:
        """Add the receipt of one file; `reason` is Vietnamese, for the sender."""
        row = self._receipt("file", state, reason_code, reason) | {
            "path": facts.path, "sha256": facts.sha256, "size_bytes": facts.size_bytes, "submission_key": key,
            "sent_on": facts.arrival.sent_on, "arrived_at": facts.arrival.arrived_at,
            "arrival_basis": facts.arrival.arrival_basis, **more,
        }  # fmt: skip
        self.states[state] += 1
        self._files.append(row)
        return row

    def tables(
        self, state: str, reason_code: str | None, reason: str | None, counts: Mapping[str, int | None]
    ) -> dict[str, pa.Table]:
        """Return all tables, the source's own receipt (with its counts) first among the attempts."""
        attempts = [self._receipt("source", state, reason_code, reason) | dict(counts), *self._files]
        for number, row in enumerate(attempts):
            row["attempt_id"] = f"{self.batch_id}/{number}"
        whole = {table: pa.concat_tables([TABLES[table].empty_table(), *parts]) for table, parts in self._parts.items()}
        return whole | {"attempt": as_table("attempt", attempts)}

    def _receipt(self, kind: str, state: str, reason_code: str | None, reason: str | None) -> dict[str, Any]:
        return {
            "run_id": self.run_id, "attempted_at": self.now, "source_id": self.entry.source_id, "attempt_kind": kind,
            "state": state, "reason_code": reason_code, "reason": reason,
        }  # fmt: skip

    def _rows(self, facts: FileFacts, reading: Reading, key: str) -> dict[str, list[dict[str, Any]]]:
        basis = facts.arrival.arrival_basis
        known_from = self.now if basis == FIRST_SEEN else facts.arrival.arrived_at
        submission = {name: getattr(reading, name) for name in _FROM_READING} | {
            "submission_key": key, "source_id": self.entry.source_id, "path": facts.path, "sha256": facts.sha256,
            "size_bytes": facts.size_bytes, "landing_path": landing_path(facts.sha256 or ""),
            "reporter_level": reading.level, "sent_on": _sent_on(facts, reading),
            "arrived_at": facts.arrival.arrived_at, "arrival_basis": basis, "known_from": known_from,
        }  # fmt: skip
        said = {"submission_key": key, "known_from": known_from}
        # What a refused file says is not evidence: its rows stay in the file, in the landing zone.
        is_taken = reading.state in _TAKEN
        return {
            "submission": [submission],
            "register_row": [dict(row) | said | {"arrival_basis": basis} for row in reading.register_rows if is_taken],
            "statement": [dict(row) | said for row in reading.statements if is_taken],
            "report": [reading.report | said] if reading.report and is_taken else [],
            "figure": [row | said for row in reading.figures if is_taken],
            "text_line": [row | {"submission_key": key} for row in reading.text_lines if is_taken],
        }

    def _findings(self, facts: FileFacts, reading: Reading, key: str | None) -> list[dict[str, Any]]:
        where = {
            "source_id": self.entry.source_id, "path": facts.path, "sha256": facts.sha256, "submission_key": key,
            "locality_code": reading.locality_code, "return_type": reading.return_type, "period": reading.period,
        }  # fmt: skip
        file = f"{self.entry.source_id}|{facts.path}|{facts.sha256}"
        rows = []
        for number, one in enumerate(reading.findings, start=1):
            finding_id = sha256(f"{file}|{number}|{one.rule_id}".encode()).hexdigest()[:32]
            rows.append(where | dataclasses.asdict(one) | {"finding_id": finding_id})
        return rows


def _key(facts: FileFacts, reading: Reading) -> str | None:
    """Return the submission's key, None for a quarantined file. Raises ValueError if the reader broke its contract."""
    if reading.state not in _STATES:
        raise ValueError(f"unknown state {reading.state!r}; expected one of {', '.join(sorted(_STATES))}")
    if reading.state == "quarantined":
        return None
    who = (reading.locality_code, reading.return_type, reading.period, facts.sha256)
    if not (who[0] and who[1] and who[2] and who[3]):
        raise ValueError(f"state {reading.state} without reporter, return type or period; such a file is quarantined")
    return submission_key(who[0], who[1], who[2], who[3])


def _sent_on(facts: FileFacts, reading: Reading) -> date | None:
    """The receiving office's word on the day of sending goes before the sender's own."""
    return facts.arrival.sent_on or reading.sent_on
