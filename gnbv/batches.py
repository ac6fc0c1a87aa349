"""Sources in batches, so that ten thousand reporters are some dozen tasks; and a manifest of them.

Up to `ALONE` sources are a batch each. More are joined by province: neighbours (by code) until a batch is full, and a
province that is larger than a batch in equal parts. The manifest is made once for what the sources are now; a task
reads the few lines of its own batch, and not every entry of the country again. Cheap to import, as `gnbv.jobs` is.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from gnbv.dag_support import TIMEZONE
from gnbv.policy import effective_seeds
from gnbv.settings import Workspace

if TYPE_CHECKING:
    from ingestion import Reference, SourceEntry

#: Up to so many sources each is a batch of its own, and has a task of its own in Airflow.
ALONE = 80
#: So many batches, at most, are made of more, where no setting says otherwise. As many as the pool has slots: each task
#: costs Airflow and its own start a second or two, and a retry takes up only what failed, however many share it.
MOST_BATCHES = 2
_NAMED = 3


class BatchesError(ValueError):
    """A batch is not there; the text is one readable line that says what to do."""


@dataclass(frozen=True)
class SourceBatch:
    """Sources that one task takes in; `batch_id` names it for good as long as the sources are the same."""

    batch_id: str
    name: str
    entries: tuple[SourceEntry, ...]


def local_day(now: datetime | None) -> date:
    """Return the day in Viet Nam of an instant, of this one where none is given."""
    return (now or datetime.now(UTC)).astimezone(TIMEZONE).date()


def most_batches() -> int:
    """Return how many batches many sources are to make: so many tasks, else as many as there are slots for them.

    Raises BatchesError when a setting is no number above 0.
    """
    for name in ("GNBV_COLLECT_TASKS", "GNBV_COLLECT_SLOTS"):
        if stated := os.environ.get(name):
            if not stated.isdecimal() or int(stated) < 1:
                raise BatchesError(f"{name}: expected a number from 1, found {stated!r}; correct or unset it")
            return int(stated)
    return MOST_BATCHES


def in_batches(entries: Sequence[SourceEntry], reference: Reference, on: date, most: int) -> list[SourceBatch]:
    """Return the batches of sources; `on` is the day on which their codes name provinces."""
    if len(entries) <= max(ALONE, most):
        return [SourceBatch(one.source_id, one.name, (one,)) for one in entries]
    provinces = _by_province(entries, reference, on)
    names = {one.code: one.name_vi for one in reference.localities if one.level == "province" and one.valid_from <= on}
    size = -(-len(entries) // most)
    while len(packed := _packed(provinces, size)) > most:
        size += max(1, size // 50)
    return [_batch(codes, part, parts, some, names) for codes, part, parts, some in packed]


def list_batches(ws: Workspace, on: date | None = None) -> list[SourceBatch]:
    """Return the batches of a workspace's sources and keep them in its manifest; `on` is today where it is not given.

    Raises `ingestion.SourcesError` when the sources cannot be used.
    """
    from gnbv.jobs import sources
    from ingestion import Reference

    made = in_batches(sources(ws), Reference.load(effective_seeds(ws)), on or local_day(None), most_batches())
    folder = _folder(ws)
    for other in folder.parent.glob("*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    for one in made:
        content = {"name": one.name, "entries": [asdict(entry) for entry in one.entries]}
        draft = folder / f".{one.batch_id}-{os.getpid()}"
        draft.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        draft.replace(_place(folder, one.batch_id))
    return made


def read_batch(ws: Workspace, batch_id: str, on: date) -> SourceBatch:
    """Return one batch, from the manifest where the sources are what they were when it was made.

    Raises `ingestion.SourcesError` when the sources cannot be used, BatchesError when they make no such batch.
    """
    from ingestion import SourceEntry

    try:
        held = json.loads(_place(_folder(ws), batch_id).read_text(encoding="utf-8"))
        return SourceBatch(batch_id, held["name"], tuple(SourceEntry(**entry) for entry in held["entries"]))
    except (OSError, ValueError):  # not made yet, or cut short by a loss of power: a manifest can be made again
        pass
    made = {one.batch_id: one for one in list_batches(ws, on)}
    if batch_id not in made:
        raise BatchesError(
            f"{ws.sources}: the sources no longer make a batch {batch_id!r}; clear list_sources and what follows it"
        )
    return made[batch_id]


def _by_province(entries: Sequence[SourceEntry], reference: Reference, on: date) -> list[tuple[str, list[SourceEntry]]]:
    found: defaultdict[str, list[SourceEntry]] = defaultdict(list)
    for entry in entries:
        place = reference.locality(entry.level, entry.locality_code, on)
        versions = (place,) if place else reference.versions(entry.locality_code)[-1:]
        found[versions[0].province_code if versions and versions[0] else ""].append(entry)
    return sorted(found.items())


def _packed(
    provinces: Sequence[tuple[str, list[SourceEntry]]], size: int
) -> list[tuple[tuple[str, ...], int, int, list[SourceEntry]]]:
    """Return (codes of the provinces, part, parts, entries) of batches of at most `size` entries."""
    packed: list[tuple[tuple[str, ...], int, int, list[SourceEntry]]] = []
    codes: tuple[str, ...] = ()
    open_: list[SourceEntry] = []
    for code, some in provinces:
        if open_ and len(open_) + len(some) > size:
            packed.append((codes, 1, 1, open_))
            codes, open_ = (), []
        if len(some) <= size:
            codes, open_ = (*codes, code), [*open_, *some]
            continue
        parts = -(-len(some) // size)
        ends = [len(some) * part // parts for part in range(parts + 1)]
        packed += [((code,), part + 1, parts, some[ends[part] : ends[part + 1]]) for part in range(parts)]
    return [*packed, (codes, 1, 1, open_)] if open_ else packed


def _batch(
    codes: tuple[str, ...], part: int, parts: int, entries: Sequence[SourceEntry], names: dict[str, str]
) -> SourceBatch:
    from ingestion import slug

    shown = [names.get(code, "Việt Nam") for code in codes]
    who = ", ".join(shown) if len(shown) <= _NAMED else f"{shown[0]} … {shown[-1]}, {len(shown)} provinces"
    which = f" {part}/{parts}" if parts > 1 else ""
    batch_id = slug(f"{codes[0] or 'VN'}-{codes[-1] or 'VN'}-{part}-{parts}-{shown[0]}")
    return SourceBatch(batch_id, f"{who}{which} ({len(entries)} localities)", tuple(entries))


def _folder(ws: Workspace) -> Path:
    """The folder of the manifest for the sources as they are; another content is another folder."""
    from ingestion.sources import SOURCES_FILE

    listed = ws.sources / SOURCES_FILE if ws.sources.is_dir() else ws.sources
    if listed.is_file():
        content = listed.read_bytes()
    elif ws.sources.is_dir():
        content = "\n".join(sorted(one.name for one in ws.sources.iterdir())).encode()
    else:
        content = b""
    told = f"{listed}\0{effective_seeds(ws)}\0{most_batches()}\0".encode() + content
    return ws.home / "batches" / sha256(told).hexdigest()[:16]


def _place(folder: Path, batch_id: str) -> Path:
    return folder / f"{batch_id}.json"
