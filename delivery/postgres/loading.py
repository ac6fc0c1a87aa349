"""Loading a release into PostgreSQL: nothing, what changed, or everything."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from tenacity import RetryError, Retrying, retry_if_result, stop_after_delay, wait_fixed

from delivery.postgres.changing import Drifted, apply_changes, send_changes
from delivery.postgres.comparing import Change, compare
from delivery.postgres.releases import Manifest, Releases, opened, publication_values, read_manifest
from delivery.postgres.server import PostgresError, Session
from delivery.postgres.standing import Standing, read_standing
from delivery.postgres.structure import Table, release_tables
from delivery.postgres.swapping import load_whole

#: Seconds to wait for another loader: the server may need some to notice that one was killed.
_LOCK_PATIENCE = 10


@dataclass(frozen=True)
class Loaded:
    """What a load did; `bytes_sent` counts Arrow batches, those with the keys of rows to delete among them.

    `mode`: `unchanged` (the build was there), `changes` (in place) or `full` (into `marts_next`, swapped).
    """

    build_id: str
    mode: Literal["unchanged", "changes", "full"]
    rows_sent: int
    rows_deleted: int
    tables_changed: int
    bytes_sent: int
    seconds: float


def load(release: Path, uri: str, *, previous: Path | None = None, now: datetime) -> Loaded:
    """Bring the schema `marts` of a database to a release; readers see the build of before until they see this one.

    `uri` is one of libpq. `previous` is the folder of the release the database holds: where it is another one or gone,
    the rows are read back from the server. `now` goes into `publication`. Raises DeliveryError; PostgresError when the
    server refuses something or another loader is at work. Nothing is changed then.
    """
    began = time.perf_counter()
    manifest = read_manifest(release)
    build_id, publication = manifest["build_id"], publication_values(manifest, now)
    with Session(uri) as server:
        _lock(server)
        standing = read_standing(server)
        if standing.build_id == build_id:
            return Loaded(build_id, "unchanged", 0, 0, 0, 0, time.perf_counter() - began)
        with opened(release) as releases:
            tables = release_tables(releases.db, "release", manifest.get("keys", {}))
            if not standing.fits(tables):
                rows, sent = load_whole(releases.db, server, uri, tables, standing, publication)
                return Loaded(build_id, "full", rows, 0, len(tables) - 1, sent, time.perf_counter() - began)
            tables = tuple(replace(table, is_primary=standing.tables[table.name].is_primary) for table in tables)
            work = _Work(releases, server, tables, standing, manifest, publication)
            found = work.from_release(previous) if previous else None
            if found is None:
                found = work.from_server()
    added, deleted = sum(change.added for change in found), sum(change.deleted for change in found)
    seconds = time.perf_counter() - began
    return Loaded(build_id, "changes", added, deleted, len(found), server.bytes_sent, seconds)


def held_build(uri: str) -> str | None:
    """The build a database holds; None when it has no marts. Raises PostgresError."""
    with Session(uri) as server:
        return read_standing(server).build_id


@dataclass(frozen=True)
class _Work:
    """Changing the tables in place."""

    releases: Releases
    server: Session
    tables: tuple[Table, ...]
    standing: Standing
    manifest: Manifest
    publication: str

    def from_release(self, previous: Path) -> list[Change] | None:
        """Change what differs between two releases; None when `previous` does not tell what the server holds."""
        before = self.releases.attach_previous(previous, self.standing.build_id)
        if before is None:
            return None
        try:
            return self._change(_same_files(before, self.manifest))
        except Drifted:
            return None

    def from_server(self) -> list[Change]:
        """Change what differs from the rows of the server."""
        self.releases.read_back(self.server, self.tables)
        try:
            return self._change(frozenset())
        except Drifted as drifted:
            raise PostgresError(f"somebody else changes the marts at this very time ({drifted}); load again") from None

    def _change(self, same: frozenset[str]) -> list[Change]:
        found = compare(self.releases.db, self.tables, same)
        send_changes(self.releases.db, self.server, found)
        apply_changes(self.server, found, self.tables, self.standing, self.publication)
        return found


def _same_files(before: Manifest, after: Manifest) -> frozenset[str]:
    """The marts whose Parquet files are equal, byte by byte."""
    files, others = after["files"], before["files"]
    equal = (Path(file) for file in files if file in others and files[file]["sha256"] == others[file]["sha256"])
    return frozenset(file.stem for file in equal if file.suffix == ".parquet")


def _lock(server: Session) -> None:
    tries = Retrying(
        retry=retry_if_result(lambda taken: not taken), stop=stop_after_delay(_LOCK_PATIENCE), wait=wait_fixed(0.2)
    )
    try:
        tries(server.try_lock)
    except RetryError:
        raise PostgresError("another load of the marts is at work in this database; wait for its end") from None
