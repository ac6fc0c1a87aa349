"""Taking in what one source holds: every new file is kept, read, given a receipt and committed with its batch.

What happens in order: list, read the arrival log; for every file read, lay its content aside, ask the reader; then the
landing zone and the bronze tables are put in place together, the receipts last. A crash before the last step leaves the
source as if it had not been visited, one after it leaves it done. One process at a time works on a source (a lock
beside the bronze tables, freed when its holder dies). Where locks do not reach (two machines on a file system without
them) a file may be taken twice, under the same `submission_key`: the marts keep one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from filelock import FileLock
from fsspec import AbstractFileSystem

from ingestion.arrivals import FIRST_SEEN, Arrival, ArrivalLogError, end_of, local_date, parse_arrivals
from ingestion.atomic import Staging
from ingestion.bronze_store import BatchWriter
from ingestion.landing import Landing, LandingDamagedError, digest
from ingestion.model import DoorFinding, Reading, SourceEntry
from ingestion.past import free_id, read_past
from ingestion.places import Listed, Place, PlaceError, shown_url
from ingestion.readers import read_file
from ingestion.receipts import (
    ARRIVALS_UNREADABLE,
    DUPLICATE,
    FILE_UNREADABLE,
    READER_FAILED,
    SOURCE_UNREADABLE,
    TOO_LARGE,
    Batch,
    FileFacts,
    FirstTaken,
    Known,
    Receipts,
    identity,
    numbered,
)
from ingestion.reference import Reference
from ingestion.sources import slug

#: Reads one content: `read(content, name, entry=..., reference=..., on=...)`; `on` is the local date of its arrival.
Reader = Callable[..., Reading]

_MEGABYTE = 10**6


@dataclass(frozen=True)
class CollectSummary:
    """What one attempt at one source gave.

    `files_listed` = `files_new` + `files_unchanged` + `files_later`; the counts of `states` add up to `files_new`.
    `state` is listed, empty or failed; `failure` is the English cause in one line.
    """

    source_id: str
    name: str
    run_id: str
    batch_id: str
    state: str
    files_listed: int = 0
    files_new: int = 0
    files_unchanged: int = 0
    files_later: int = 0
    states: dict[str, int] = field(default_factory=dict)
    failure: str | None = None


class SourceFailed(RuntimeError):  # noqa: N818 - the name is part of the room's door
    """A source, or some of its files, could not be read; the receipts are committed, and a retry tries again."""

    def __init__(self, message: str, summary: CollectSummary) -> None:
        super().__init__(message)
        self.summary = summary


def collect_source(
    entry: SourceEntry,
    *,
    landing: Path,
    bronze: Path,
    seeds: Path,
    run_id: str,
    now: datetime,
    as_of: date | None = None,
    filesystem: AbstractFileSystem | None = None,
    reader: Reader = read_file,
    reference: Reference | None = None,
) -> CollectSummary:
    """Take in every new file of a source, as one batch of the run; the batch is committed or as if never begun.

    A retry of a run whose batch is committed returns its summary and does nothing. `as_of` leaves files that arrived
    after that local day for later. `filesystem` is an open fsspec file system when the URL alone is not enough.
    Raises SourceFailed, after the commit, when the source, its arrival log or one of its files could not be read (a
    retry then is a new try); OSError when the workspace cannot be written; ValueError when `now` has no time zone.
    """
    if now.tzinfo is None:
        raise ValueError("now: expected an instant with a time zone, found one without; pass datetime.now(UTC)")
    reference = reference or Reference.load(seeds)
    with only_one(bronze, entry.source_id):
        past = read_past(bronze, [entry], reference, run_id)
        if entry.source_id in past.done:
            return done_before(entry, past.done[entry.source_id])
        batch_id = free_id(bronze, slug(entry.source_id), run_id, entry.source_id)
        staging = Staging()
        with BatchWriter(bronze, batch_id, staging) as writer:
            batch = Batch(entry, writer, run_id=run_id, now=now.astimezone(UTC))
            visit = Visit(entry, batch, partial(Landing(landing).stage, staging), reader, reference)
            found = visit.run(filesystem, past.known[entry.source_id], None if as_of is None else end_of(as_of))
            summary = replace(found, batch_id=batch_id)
            writer.commit(numbered(batch_id, visit.receipts(summary)))
    if summary.failure is not None:
        raise source_failed(entry, summary)
    return summary


def source_failed(entry: SourceEntry, summary: CollectSummary) -> SourceFailed:
    """Return the error that tells of a source that could not be read."""
    return SourceFailed(f"source {entry.source_id} ({shown_url(entry.url)}): {summary.failure}", summary)


class Visit:
    """One attempt at one source."""

    def __init__(
        self, entry: SourceEntry, batch: Batch, keep: Callable[[bytes, str], None], reader: Reader, reference: Reference
    ) -> None:
        self._entry, self._batch, self._keep = entry, batch, keep
        self._reader, self._reference = reader, reference
        self._limit = entry.max_megabytes * _MEGABYTE
        self._unchanged = self._later = 0
        self._listed: int | None = None
        self._trouble: tuple[str, str, str] | None = None

    def run(self, filesystem: AbstractFileSystem | None, known: Known, cutoff: datetime | None) -> CollectSummary:
        """Visit the source; its troubles end up in the summary."""
        try:
            place = Place(self._entry, filesystem)
            files, log = place.listing()
            arrivals = parse_arrivals(place.read(log, self._limit), self._entry.arrivals) if log else {}
        except PlaceError as error:
            vi = "Không đọc được nơi gửi tệp; kiểm tra đường dẫn, quyền truy cập và kết nối."
            cause = str(error) if error.code else f"{error}; check the address, the access rights and the connection"
            self._trouble = error.code or SOURCE_UNREADABLE, cause, error.message_vi or vi
        except ArrivalLogError as error:
            self._trouble = ARRIVALS_UNREADABLE, str(error), error.message_vi
        else:
            self._listed = len(files)
            for file in files:
                self._take(place, file, arrivals.get(file.path), known, cutoff)
        return self._summary()

    def receipts(self, summary: CollectSummary) -> list[Receipts]:
        """Return the receipts of the attempt; what was not counted because nothing could be listed is null."""
        code, _, reason = self._trouble or (None, None, None)
        counts: dict[str, int | None] = dict.fromkeys(("files_listed", "files_new", "files_unchanged"))
        if self._listed is not None:
            counts = {name: getattr(summary, name) for name in counts}
        return self._batch.receipts(summary.state, code, reason, counts)

    def _take(self, place: Place, file: Listed, logged: Arrival | None, known: Known, cutoff: datetime | None) -> None:
        arrival = logged or file.arrival or Arrival(self._batch.now, FIRST_SEEN)
        content: bytes | None = None
        trouble: PlaceError | None = None
        is_large = file.size is not None and file.size > self._limit
        if not is_large:
            try:
                content = place.read(file, self._limit)
                is_large = len(content) > self._limit
            except PlaceError as error:
                trouble = error
        sha = digest(content) if content is not None and not is_large else None
        size = file.size if content is None or is_large else len(content)
        facts = FileFacts(file.path, sha, size, arrival)
        if (file.path, identity(sha, size)) in known.files and not trouble:
            self._unchanged += 1
        elif cutoff is not None and arrival.arrived_at >= cutoff:
            self._later += 1
        else:
            self._receive(facts, content, trouble, known)

    def _receive(self, facts: FileFacts, content: bytes | None, trouble: PlaceError | None, known: Known) -> None:
        """Give one new file its receipt."""
        if trouble:
            reason = trouble.message_vi or "Không đọc được tệp này ở nơi gửi; kiểm tra quyền truy cập rồi gửi lại."
            row = self._failed(facts, trouble.code or FILE_UNREADABLE, str(trouble), reason)
        elif content is None or facts.sha256 is None:
            row = self._batch.add(self._batch.fit(facts, _too_large(facts, self._entry.max_megabytes)))
        elif first := known.taken.get(facts.sha256):
            row = self._batch.add_receipt(facts, "duplicate", DUPLICATE, _same_as(facts, first), first.submission_key)
        else:
            row = self._read(facts, content, facts.sha256)
        known.add(row)

    def _read(self, facts: FileFacts, content: bytes, sha: str) -> dict[str, Any]:
        on = local_date(facts.arrival.arrived_at)
        reason = "Hệ thống gặp lỗi khi đọc tệp này; tệp sẽ được đọc lại, người gửi chưa cần làm gì."
        try:
            self._keep(content, sha)
        except LandingDamagedError as error:
            return self._failed(facts, READER_FAILED, str(error), reason)
        try:
            reading = self._reader(content, facts.path, entry=self._entry, reference=self._reference, on=on)
            taken = self._batch.fit(facts, reading)
        except Exception as error:  # a defect of a reader must not cost the locality its other files
            found = f"{type(error).__name__}: {' '.join(str(error).split())}"
            cause = (
                f"the reader failed on {facts.path!r} with {found}; report it, the file is tried again at every collect"
            )
            return self._failed(facts, READER_FAILED, cause, reason)
        return self._batch.add(taken)

    def _failed(self, facts: FileFacts, code: str, cause: str, reason: str) -> dict[str, Any]:
        self._trouble = self._trouble or (code, cause, f"{facts.path}: {reason}")
        return self._batch.add_receipt(facts, "quarantined", code, reason)

    def _summary(self) -> CollectSummary:
        states = dict(sorted(self._batch.states.items()))
        state = "failed" if self._trouble else "listed" if self._listed else "empty"
        return CollectSummary(
            self._entry.source_id, self._entry.name, self._batch.run_id, "", state,
            self._listed or 0, sum(states.values()), self._unchanged, self._later, states,
            self._trouble[1] if self._trouble else None,
        )  # fmt: skip


def _too_large(facts: FileFacts, most: int) -> Reading:
    size = "không rõ" if facts.size_bytes is None else f"{facts.size_bytes} byte"
    reason = f"Tệp “{facts.path}” lớn hơn giới hạn {most} MB nên chưa được nhận; chia nhỏ hoặc bỏ hình ảnh rồi gửi lại."
    finding = DoorFinding(TOO_LARGE, reason, found=size, expected=f"không quá {most} MB")
    return Reading("quarantined", TOO_LARGE, reason, findings=[finding])


def _same_as(facts: FileFacts, first: FirstTaken) -> str:
    arrived = local_date(first.arrived_at).strftime("%d/%m/%Y")
    return (
        f"Tệp “{facts.path}” có nội dung giống hệt tệp “{first.path}” đến ngày {arrived}; chỉ tính là một lần gửi, "
        "người gửi không cần làm gì thêm."
    )


@contextmanager
def only_one(bronze: Path, *source_ids: str) -> Iterator[None]:
    """Be the one process that takes in some sources; waits for others that do.

    They are asked for in one order everywhere: of two processes that want the same sources neither waits for the other.
    """
    folder = bronze / ".locks"
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as locks:
        for source_id in sorted(source_ids):
            name = f"{slug(source_id)}-{sha256(source_id.encode()).hexdigest()[:12]}.lock"
            locks.enter_context(FileLock(f"{folder}/{name}", poll_interval=0.2, thread_local=False))
        yield


def done_before(entry: SourceEntry, rows: list[dict[str, Any]]) -> CollectSummary:
    """Return the summary of an attempt that is committed, from its receipts, the source's own first."""
    own, states = rows[0], [row["state"] for row in rows[1:]]
    listed, new, unchanged = own["files_listed"], own["files_new"], own["files_unchanged"]
    return CollectSummary(
        entry.source_id, entry.name, own["run_id"], own["batch_id"], own["state"], listed, new, unchanged,
        listed - new - unchanged, {state: states.count(state) for state in sorted(set(states))},
    )  # fmt: skip
