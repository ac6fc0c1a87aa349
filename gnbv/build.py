"""A build of the warehouse as files: the copy it works on, its manifest, the swap, the sweeping of old builds.

Every step is one rename, so that a process killed at any instant leaves either the state before or the state after;
what is left half made has a name that starts with a dot and is swept by the next build. The steps hold one lock, which
the system gives back when a process dies.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from gnbv.inputs import hash_inputs, hash_together
from gnbv.progress import OnProgress, silent
from gnbv.settings import Workspace

#: How many finished or abandoned builds stay beside the newest, for those who look for the reason of a failure.
KEPT_BUILDS = 3
LOCK_SECONDS = 1800


class BuildError(RuntimeError):
    """A build cannot go on; the text is one readable line that says what was found and what to do."""


@dataclass(frozen=True)
class Build:
    """The files of one build, under `warehouse/builds/<build_id>/`."""

    folder: Path

    @property
    def build_id(self) -> str:
        return self.folder.name

    @property
    def copy(self) -> Path:
        return self.folder / "warehouse.duckdb"

    @property
    def batches(self) -> Path:
        return self.folder / "batches.parquet"

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    def manifest(self) -> dict[str, Any]:
        """What is noted of the build: `build_id, as_of, known, input_hash, base, started_at, gate, ...`."""
        content: dict[str, Any] = json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))
        return content

    def note(self, **facts: Any) -> None:
        """Add facts to the manifest, atomically."""
        write_atomically(self.folder / "manifest.json", _as_json({**self.manifest(), **facts}))

    @property
    def as_of(self) -> date:
        return date.fromisoformat(self.manifest()["as_of"])

    @property
    def known(self) -> date | None:
        known = self.manifest()["known"]
        return date.fromisoformat(known) if known else None


def find_build(ws: Workspace, build_id: str) -> Build:
    """Return a build by its id; raises `BuildError` when it was swept or never started."""
    build = Build(ws.builds / build_id)
    if not (build.folder / "manifest.json").is_file():
        raise BuildError(f"{build.folder}: there is no such build; start a new one with `gnbv build`")
    return build


@contextmanager
def writer_lock(ws: Workspace, on_progress: OnProgress = silent, timeout: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold the one writer's lock of the warehouse (re-entrant); raises `BuildError` after `timeout` seconds."""
    from filelock import FileLock, Timeout

    path = ws.builds.parent / ".writer.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path, is_singleton=True)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        on_progress("waiting for another build to end", 0, 0)
        try:
            lock.acquire(timeout=timeout)
        except Timeout as error:
            raise BuildError(
                f"{path}: another build has held this lock for {timeout:.0f} s; wait for it or end it, then run again"
            ) from error
    try:
        yield
    finally:
        lock.release()


def start(
    ws: Workspace,
    as_of: date,
    known: date | None,
    *,
    inputs: Path,
    write_batches: Callable[[Path], Any],
    carries_on: Callable[[Mapping[str, Any]], bool],
    now: datetime,
) -> Build:
    """Make the folder of a new build: the list of batches, the manifest and, to carry it on, the current warehouse.

    `inputs` is the folder of the seeds in force; `write_batches(path)` writes the list of committed batches.
    `carries_on(facts)` says whether a build of these facts goes on with the current warehouse: then it works on a copy,
    else on a file of its own, which takes no more room than its rows need. The folder appears under its name only when
    it is whole.
    """
    sweep(ws)
    ws.builds.mkdir(parents=True, exist_ok=True)
    draft = Build(ws.builds / f".draft-{os.getpid()}")
    shutil.rmtree(draft.folder, ignore_errors=True)
    draft.folder.mkdir()
    write_batches(draft.batches)
    hashes = hash_inputs(draft.batches, inputs, ws.bronze)
    input_hash = hash_together(hashes)
    build_id = _free_id(ws.builds, f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{input_hash[:8]}")
    facts = {
        "build_id": build_id,
        "as_of": as_of.isoformat(),
        "known": known.isoformat() if known else None,
        "input_hash": input_hash,
        "inputs": hashes,
        "base": mark(ws.warehouse),
        "started_at": now.astimezone(UTC).isoformat(),
    }
    if ws.warehouse.is_file() and carries_on(facts):
        shutil.copyfile(ws.warehouse, draft.copy)
    write_atomically(draft.folder / "manifest.json", _as_json(facts))
    draft.folder.replace(ws.builds / build_id)
    fsync(ws.builds)
    return Build(ws.builds / build_id)


def mark_gate(build: Build, *, passed: bool, stops: list[str], warnings: int, now: datetime) -> None:
    """Record the verdict of the gate together with the very file, as it stands, that it was passed on."""
    verdict = {"passed": passed, "stops": stops, "warnings": warnings, "at": now.astimezone(UTC).isoformat()}
    build.note(gate={**verdict, "copy": mark(build.copy)})


def swap(ws: Workspace, build_id: str, *, now: datetime) -> None:
    """Put the copy of a build in the place of the current warehouse.

    Refuses (`BuildError`) when the gate was not passed, when the copy changed after the gate, and when the current
    warehouse is not the one the build started from. Running it again after it was done or was killed does no harm.
    """
    build = find_build(ws, build_id)
    manifest = build.manifest()
    gate = manifest.get("gate") or {}
    if not gate.get("passed"):
        said = "; ".join(gate.get("stops", [])) or "the gate was not run"
        raise BuildError(f"build {build_id} is not swapped in, it has not passed its gate: {said}")
    current = mark(ws.warehouse)
    if not build.copy.is_file():
        if current != gate["copy"]:
            raise BuildError(f"{build.copy}: the copy is gone and another build is in place; run the build again")
    elif mark(build.copy) != gate["copy"]:
        raise BuildError(f"{build.copy}: the copy was changed after its gate; run the build again")
    elif current != manifest["base"]:
        raise BuildError(f"{build_id} is not swapped in: another build was swapped in meanwhile; run the build again")
    else:
        fsync(build.copy)
        build.copy.replace(ws.warehouse)
    fsync(ws.warehouse.parent)
    if not manifest.get("swapped_at"):
        build.note(swapped_at=now.astimezone(UTC).isoformat())


def made_by(warehouse: Path) -> dict[str, Any]:
    """Return `build_id, built_as_of, known, started_at, input_hash, inputs`, as a build noted them in `meta.build`."""
    import duckdb

    with duckdb.connect(warehouse, read_only=True) as connection:
        row = connection.execute(
            "select build_id, as_of_on, known_on, "
            "strftime(started_at at time zone 'UTC', '%Y-%m-%dT%H:%M:%S.%f+00:00'), input_hash, inputs from meta.build"
        ).fetchone()
    build_id, as_of, known, started_at, input_hash, inputs = row or (None,) * 6
    return {
        "build_id": build_id,
        "built_as_of": str(as_of),
        "known": str(known) if known else None,
        "started_at": started_at,
        "input_hash": input_hash,
        "inputs": json.loads(inputs or "{}"),
    }


def sweep(ws: Workspace, keep: int = KEPT_BUILDS) -> None:
    """Remove drafts and all but the `keep` newest builds; the caller holds the writer's lock."""
    if not ws.builds.is_dir():
        return
    folders = sorted(path for path in ws.builds.iterdir() if path.is_dir() and not path.is_symlink())
    finished = [path for path in folders if not path.name.startswith(".")]
    for path in folders:
        if path.name.startswith(".") or path not in finished[-keep:]:
            shutil.rmtree(path, ignore_errors=True)


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, also after a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}-{os.getpid()}")
    with draft.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(path)
    fsync(path.parent)


def fsync(path: Path) -> None:
    """Force a file or a folder to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def mark(path: Path) -> str | None:
    """Return what tells a file as it stands from any other, also from itself once it is written to; None: no file.

    Its number on the disk, size and time of the last change: a warehouse of a country is read in whole only to be used.
    """
    try:
        told = path.stat()
    except FileNotFoundError:
        return None
    return f"{told.st_ino}-{told.st_size}-{told.st_mtime_ns}"


def _free_id(builds: Path, wanted: str) -> str:
    name, turn = wanted, 1
    while (builds / name).exists():
        turn += 1
        name = f"{wanted}-{turn}"
    return name


def _as_json(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()
