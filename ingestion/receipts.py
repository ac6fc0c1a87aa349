"""What one batch writes: a receipt for every attempt, and the rows of what was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Protocol

import pyarrow as pa

from ingestion.arrivals import FIRST_SEEN, Arrival
from ingestion.bronze import TABLES
from ingestion.bronze_rows import check_values, fit
from ingestion.landing import landing_path
from ingestion.model import FormValues, Reading, SourceEntry

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
_HELD_RECEIPTS = 500


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


class Writer(Protocol):
    """What takes in the rows of a batch: `BatchWriter`, or what keeps them for one."""

    def add(self, rows: Mapping[str, list[dict[str, Any]]]) -> None:
        """Take in the rows of one file, by table."""

    def add_form(self, key: str, form: FormValues) -> None:
        """Take in the cells of one form."""


#: Receipts one after another: rows that fit the table, or columns of it.
Receipts = list[dict[str, Any]] | pa.Table


def numbered(batch_id: str, receipts: Iterable[Receipts]) -> pa.Table:
    """Return the receipts of one batch, source after source, with their `attempt_id`s: `<batch_id>/0`, `/1` ..."""
    tables: list[pa.Table] = []
    rows: list[dict[str, Any]] = []
    for one in receipts:
        if isinstance(one, pa.Table):
            tables += [_columns(rows), one]
            rows = []
        else:
            rows += one
    whole = pa.concat_tables([*tables, _columns(rows)])
    ids = pa.array([f"{batch_id}/{number}" for number in range(whole.num_rows)], pa.string())
    schema = TABLES["attempt"]
    return whole.set_column(schema.get_field_index("attempt_id"), schema.field("attempt_id"), ids)


@dataclass(frozen=True)
class Taken:
    """What one file adds to a batch: rows that fit their tables, the cells of its form, its receipt."""

    rows: dict[str, list[dict[str, Any]]]
    receipt: dict[str, Any]
    form: FormValues | None = None


def _columns(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=TABLES["attempt"])


class Batch:
    """The receipts of one attempt at one source, and the contents they name; what files say goes on to `writer`."""

    def __init__(self, entry: SourceEntry, writer: Writer, *, run_id: str, now: datetime) -> None:
        self.entry, self.run_id, self.now = entry, run_id, now
        self.states: Counter[str] = Counter()
        self.contents: set[str] = set()
        self._writer = writer
        self._rows: list[dict[str, Any]] = []
        self._parts: list[pa.Table] = []

    def fit(self, facts: FileFacts, reading: Reading) -> Taken:
        """Turn what a reader said of a file into rows and a receipt; nothing is added yet.

        Raises ValueError or pyarrow.ArrowException when the reading does not fit the tables.
        """
        key = _key(facts, reading)
        # What a refused file says is not evidence: its rows stay in the file, in the landing zone.
        is_taken = reading.state in _TAKEN
        rows = {} if key is None else self._said(facts, reading, key, is_taken)
        rows["door_finding"] = self._findings(facts, reading, key)
        receipt = self._file_receipt(
            facts, reading.state, reading.reason_code, reading.reason, key, signed_on=reading.document_on,
            sent_on=_sent_on(facts, reading),
        )  # fmt: skip
        form = reading.form if is_taken else None
        if form is not None:
            check_values(form)
        return Taken({table: [fit(table, row) for row in some] for table, some in rows.items()}, receipt, form)

    def add(self, taken: Taken) -> dict[str, Any]:
        """Take in what `fit` has passed and return the receipt. Raises OSError."""
        self._writer.add(taken.rows)
        if taken.form is not None:
            self._writer.add_form(taken.receipt["submission_key"], taken.form)
        return self._keep(taken.receipt)

    def add_receipt(
        self, facts: FileFacts, state: str, reason_code: str | None, reason: str | None, key: str | None = None
    ) -> dict[str, Any]:
        """Add the receipt of a file nothing was read from; `reason` is Vietnamese, for the sender."""
        return self._keep(self._file_receipt(facts, state, reason_code, reason, key))

    def receipts(
        self, state: str, reason_code: str | None, reason: str | None, counts: Mapping[str, int | None]
    ) -> list[Receipts]:
        """Return all receipts, the source's own (with its counts) first; their numbers come with the batch."""
        own = fit("attempt", self._receipt("source", state, reason_code, reason) | dict(counts))
        return [[own], *self._parts, self._rows] if self._parts else [[own, *self._rows]]

    def _keep(self, receipt: dict[str, Any]) -> dict[str, Any]:
        self.states[receipt["state"]] += 1
        if receipt["sha256"]:
            self.contents.add(receipt["sha256"])
        self._rows.append(receipt)
        if len(self._rows) >= _HELD_RECEIPTS:
            self._seal()
        return receipt

    def _seal(self) -> None:
        """Turn receipts into columns, which need a tenth of the memory of rows."""
        self._parts.append(_columns(self._rows))
        self._rows = []

    def _file_receipt(
        self,
        facts: FileFacts,
        state: str,
        reason_code: str | None,
        reason: str | None,
        key: str | None,
        **more: Any,
    ) -> dict[str, Any]:
        row = self._receipt("file", state, reason_code, reason) | {
            "path": facts.path, "sha256": facts.sha256, "size_bytes": facts.size_bytes, "submission_key": key,
            "sent_on": facts.arrival.sent_on, "arrived_at": facts.arrival.arrived_at,
            "arrival_basis": facts.arrival.arrival_basis, **more,
        }  # fmt: skip
        return fit("attempt", row)

    def _receipt(self, kind: str, state: str, reason_code: str | None, reason: str | None) -> dict[str, Any]:
        return {
            "run_id": self.run_id, "attempted_at": self.now, "source_id": self.entry.source_id,
            "locality_code": self.entry.locality_code, "attempt_kind": kind, "state": state, "reason_code": reason_code,
            "reason": reason,
        }  # fmt: skip

    def _said(self, facts: FileFacts, reading: Reading, key: str, is_taken: bool) -> dict[str, list[dict[str, Any]]]:
        basis = facts.arrival.arrival_basis
        known_from = self.now if basis == FIRST_SEEN else facts.arrival.arrived_at
        submission = {name: getattr(reading, name) for name in _FROM_READING} | {
            "submission_key": key, "source_id": self.entry.source_id, "path": facts.path, "sha256": facts.sha256,
            "size_bytes": facts.size_bytes, "landing_path": landing_path(facts.sha256 or ""),
            "reporter_level": reading.level, "sent_on": _sent_on(facts, reading),
            "arrived_at": facts.arrival.arrived_at, "arrival_basis": basis, "known_from": known_from,
        }  # fmt: skip
        if reading.form is not None:
            submission["form"], submission["form_version"] = reading.form.form, reading.form.version
            submission["missing_count"] = reading.form.missing_count
        said = {"submission_key": key, "known_from": known_from}
        if not is_taken:
            return {"submission": [submission]}
        return {
            "submission": [submission],
            "register_row": [dict(row) | said | {"arrival_basis": basis} for row in reading.register_rows],
            "statement": [dict(row) | said for row in reading.statements],
            "report": [reading.report | said] if reading.report else [],
            "figure": [row | said for row in reading.figures],
            "text_line": [row | {"submission_key": key} for row in reading.text_lines],
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
            rows.append(where | vars(one) | {"finding_id": finding_id})
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
