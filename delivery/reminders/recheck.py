"""Looking at one name again at the moment its message would go out: does what was approved still hold?

Four things may speak against it, in this order: what is published now; receipts the published build has not seen; the
reporter's own source, which is pulled once more before those receipts are looked at; and that this source cannot be
read, for an error proves no absence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from delivery.reading import LOCAL, open_marts, published_marts, rows
from delivery.reminders.draft_model import DraftMessage
from delivery.reminders.due import read_reminders
from delivery.reminders.model import Reminder

if TYPE_CHECKING:  # who only reads a list must not wait for the intake and its readers
    from ingestion import Newcomers, News, SourceEntry

#: Pulls one source now; returns in one English line why it could not be read, or None.
Collect = Callable[["SourceEntry"], str | None]

_TAKEN = ("accepted", "accepted_with_findings")
_SEEN = "select attempt_key from marts.fct_receipt where attempt_kind = 'source'"


class Objection(NamedTuple):
    """Why a message is not sent after all; `note` is one English line with what was found."""

    reason: Literal["filed_since", "changed_since", "arrived_since", "source_not_readable"]
    note: str


@dataclass(frozen=True)
class _Published:
    """One release as far as it matters here: its decisions by obligation, and what had come after its build looked."""

    marts: Path
    decisions: dict[str, Reminder]
    presupposed: dict[str, str]
    newcomers: Newcomers


@dataclass
class Recheck:
    """Looks at names as of the local day `on`.

    `published` and `bronze` are folders of the workspace, `entries` the sources as they are configured. `collect` must
    be a run of the intake of its own at every call: the intake does nothing for a run that it has already committed.
    """

    published: Path
    bronze: Path
    entries: Sequence[SourceEntry]
    collect: Collect
    on: date
    _held: _Published | None = field(default=None, init=False)

    def __call__(self, message: DraftMessage) -> Objection | None:
        """Return what speaks against sending a message now. Raises DeliveryError, OSError."""
        current = self._current()
        found = _decided(current.decisions.get(message.obligation_key), message)
        if found:
            return found
        places = {message.locality_code, message.addressed_locality_code}
        own = [entry for entry in self.entries if entry.locality_code in places]
        failures = [f"{entry.source_id}: {failure}" for entry in own if (failure := self.collect(entry))]
        news, source_ids = current.newcomers.read(), {entry.source_id for entry in own}
        return (
            _received(news, message, places, source_ids, current.presupposed.get(message.return_type))
            or _unplaced(news, source_ids)
            or (Objection("source_not_readable", "; ".join(failures)) if failures else None)
        )

    def _current(self) -> _Published:
        """Read the release that is published now, once a release."""
        from ingestion import Newcomers

        marts = published_marts(self.published)
        if self._held is None or self._held.marts != marts:
            with open_marts(marts) as connection:
                types = rows(connection, "select return_type, presupposes from marts.dim_return_type")
                self._held = _Published(
                    marts,
                    {row.obligation_key: row for row in read_reminders(connection, self.on, None)},
                    {row["return_type"]: row["presupposes"] for row in types if row["presupposes"]},
                    Newcomers(self.bronze, [row["attempt_key"] for row in rows(connection, _SEEN)]),
                )
        return self._held


def _decided(row: Reminder | None, message: DraftMessage) -> Objection | None:
    """Compare what is published now with what was approved."""
    if row is None:
        return Objection("changed_since", "the return is not owed any more")
    approved = _what(message)
    if row.is_listed and _what(row) == approved:
        return _another_document(row, message)
    if row.received_at is not None and row.status != message.status:
        said = f"document {row.document_no} of {row.document_on}, " if row.document_no else ""
        return Objection("filed_since", f"published as {row.status}: {said}received {_minute(row.received_at)}")
    now = _what(row) if row.is_listed else f"not listed ({row.reason})"
    return Objection("changed_since", f"approved: {approved}; published now: {now}")


def _another_document(row: Reminder, message: DraftMessage) -> Objection | None:
    """A letter names the document it is about."""
    if row.evidence_key == message.evidence_key:
        return None
    keys = (key or "no document" for key in (message.evidence_key, row.evidence_key))
    return Objection("changed_since", "approved about {}; published now: {}".format(*keys))


def _what(one: DraftMessage | Reminder) -> str:
    """What is said to whom."""
    return f"{one.tier} for {one.fault} to {one.addressed_body_code}@{one.addressed_locality_code}"


def _received(
    news: News, message: DraftMessage, places: set[str], source_ids: set[str], presupposed: str | None
) -> Objection | None:
    """Look for something that speaks of this very return; a submission that was taken goes before anything else."""
    asked = (message.return_type, message.period)
    for row in news.submissions:
        if row["locality_code"] in places and (row["return_type"], row["period"]) == asked and row["state"] in _TAKEN:
            # Who is thanked for a late return has filed already: another version is a change.
            return Objection("changed_since" if message.phase == "after" else "filed_since", _file(row))
    for row in news.submissions:
        is_own = row["locality_code"] in places or row["source_id"] in source_ids
        # What was refused for its period or the name it bears may well be this return.
        is_refused = row["return_type"] == message.return_type and row["state"] not in _TAKEN
        if is_own and (is_refused or row["return_type"] == presupposed):
            return Objection("changed_since", f"{row['return_type']} {row['state']}: {_file(row)}")
    for row in news.register_rows:
        if row["locality_code"] in places and (row["return_type"], row["period"]) == asked:
            return Objection("changed_since", f"a register received since names it: {_cell(row)}")
    return None


def _unplaced(news: News, source_ids: set[str]) -> Objection | None:
    """Look for something from the reporter that nobody has placed: it may be the return."""
    for row in news.receipts:
        if row["state"] == "quarantined" and row["source_id"] in source_ids:
            return Objection("arrived_since", f"{_file(row)}, quarantined ({row['reason_code']})")
    return None


def _file(row: dict[str, Any]) -> str:
    document = f", document {row['document_no']} of {row['document_on']}" if row.get("document_no") else ""
    return f"file {row['path']} of {row['source_id']} arrived {_minute(row['arrived_at'])}{document}"


def _cell(row: dict[str, Any]) -> str:
    place = f"{row['sheet'] or 'sheet not named'}!{row['cell']}" if row["cell"] else f"line {row['line']}"
    return f"{place} of submission {row['submission_key']}, document {row['document_no'] or 'not named'}"


def _minute(instant: datetime) -> str:
    return instant.astimezone(LOCAL).isoformat(sep=" ", timespec="minutes")
