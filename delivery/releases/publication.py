"""Publishing and going back: a whole release under its name, then one atomic change of the link that readers follow.

`published/current` always names a whole release. A release is made under a hidden name, brought to disk, and renamed.
A move of `current` is written into the log first, then the link is changed; whoever writes next finishes what a killed
process left between the two.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from delivery.errors import DeliveryError, NotPublishedError, UnknownReleaseError
from delivery.files import fsync
from delivery.releases.content import write_release
from delivery.releases.folder import (
    HIDDEN,
    current_name,
    find_release,
    put_link,
    release_names,
    releases_of,
    writing,
)
from delivery.releases.log import Entry, last_move, published_before, read_log, write_line
from delivery.releases.pins import pins
from delivery.releases.retention import Retention, sweep

#: The form of a release: what its folder holds and its manifest says.
FORMAT = 1


def publish(
    warehouse: Path,
    published: Path,
    *,
    build_id: str,
    about: Mapping[str, Any] | None = None,
    retention: Retention | None = None,
    now: datetime | None = None,
) -> Path:
    """Publish a warehouse file as release `build_id` and return the release's folder; doing it twice changes nothing.

    `about` is added to the manifest (input hash, known date ...). Releases the rule of retention lets go are removed,
    but never what `current` or a pin names, nor the release published before it; without a rule all stay. Raises
    DeliveryError when there is no warehouse, it has no marts, or `build_id` is no plain name; OSError.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", build_id):
        raise DeliveryError(f"'{build_id}' cannot name a release: expected letters, digits, '-', '_' and '.'")
    if not warehouse.is_file():
        raise DeliveryError(f"there is no warehouse at {warehouse}: run 'gnbv collect' and 'gnbv build' first")
    now = now or datetime.now(UTC)
    with writing(published):
        finish(published)
        release = releases_of(published) / build_id
        if not release.exists():
            part = release.with_name(f"{HIDDEN}{build_id}")
            part.mkdir()
            facts = {"format": FORMAT, "build_id": build_id, "published_at": now.astimezone(UTC).isoformat()}
            try:
                write_release(warehouse, part, {**facts, **(about or {})})
                _bring_to_disk(part)
            except Exception:
                # A disk that is full must not stay full of it.
                shutil.rmtree(part, ignore_errors=True)
                raise
            part.rename(release)
            fsync(release.parent)
        _move(published, build_id, "published", None, now)
        if retention:
            before = published_before(read_log(published), build_id)
            sweep(published, retention, {build_id, before, *(one.build_id for one in pins(published))}, now)
    return release


def rollback(published: Path, *, to: str | None = None, reason: str, now: datetime) -> Path:
    """Let `current` lead back to an older release, and return its folder.

    Without `to` it is the release that was current when the present one was published. A rollback that was killed half
    way is finished, not done again. Raises NotPublishedError; DeliveryError when no reason is given, nothing was
    published before, or the release was removed; OSError.
    """
    if not reason.strip():
        raise DeliveryError("a rollback needs a reason, for those who ask later why the figures changed")
    if not published.is_dir():
        raise NotPublishedError(published)
    with writing(published):
        finished = finish(published)
        current = current_name(published)
        if current is None:
            raise NotPublishedError(published)
        if to is None and finished and finished.action == "rolled_back":
            return find_release(published, current)
        target = to or _before(published, current)
        release = find_release(published, target)
        _move(published, target, "rolled_back", reason.strip(), now)
    return release


def finish(published: Path) -> Entry | None:
    """Carry out the last move of the log when a killed process wrote it down and did not do it; returns its line.

    A link that somebody changed by hand is left as it is: the move did not begin there. The caller is the one writer.
    """
    move, current = last_move(read_log(published)), current_name(published)
    if move is None or move.build_id == current or move.previous != current:
        return None
    if move.build_id not in release_names(published):
        return None
    _point(published, move.build_id)
    return move


def _move(
    published: Path, build_id: str, action: Literal["published", "rolled_back"], reason: str | None, now: datetime
) -> None:
    before = current_name(published)
    if before == build_id:
        return
    write_line(published, Entry(at=now, action=action, build_id=build_id, previous=before, reason=reason))
    _point(published, build_id)


def _point(published: Path, build_id: str) -> None:
    put_link(published / "current", Path("releases") / build_id)


def _before(published: Path, current: str) -> str:
    before = published_before(read_log(published), current)
    if before is None:
        raise DeliveryError(
            f"the log tells of no release before {current}; say which one it shall be: "
            f"{', '.join(name for name in release_names(published) if name != current) or 'there is no other'}"
        )
    if before not in release_names(published):
        raise UnknownReleaseError(before, release_names(published))
    return before


def _bring_to_disk(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file():
            path.chmod(0o444)
        fsync(path)
    fsync(folder)
