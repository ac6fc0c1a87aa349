"""Writing files so that a crash at any instant leaves either the old file or the new one, never a part of one."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import BinaryIO, Self, cast
from uuid import uuid4

#: What the name of a file under construction ends with; no reader's pattern matches it.
TEMPORARY_SUFFIX = ".tmp"
#: Up to so many files or folders are flushed one by one; of more the whole file system is, which is cheaper then.
FEW = 8


def write_atomically(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Put `content` at `path` in one step: a temporary file beside it, flushed to disk, then renamed onto it.

    The folder is made if need be and flushed too, so that the rename outlives a power cut. Raises OSError.
    """
    with Staging() as staging:
        staging.write(path, content, mode=mode)
        staging.publish()


class Staging:
    """Files that are put in place together: each beside its place first, then all flushed, then all renamed.

    What has its final name holds its whole content, also after a power cut; when `publish` returns, all of it is on
    disk. The flushes are one for all contents and one for all names, whatever the number of files. Leaving the block
    removes what was not published; a process that dies leaves temporary files, which `sweep` removes.
    """

    def __init__(self) -> None:
        self._made: dict[Path, Path] = {}
        self._folders: set[Path] = set()
        self._ready: set[Path] = set()
        self._mark = uuid4().hex

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        # What is no Exception is the end of the process: nothing is tidied up then, as in a real death.
        if kind is None or issubclass(kind, Exception):
            self.discard()

    def __contains__(self, path: Path) -> bool:
        return path in self._made

    def open(self, path: Path, *, mode: int = 0o644) -> BinaryIO:
        """Return an open file whose content will be at `path`; the caller closes it. Raises OSError."""
        folder = path.parent
        if folder not in self._ready:
            self._make(folder)
            self._ready.add(folder)
        temporary = folder / f".{path.name}.{self._mark}{TEMPORARY_SUFFIX}"
        handle = temporary.open("xb")
        self._made[path] = temporary
        temporary.chmod(mode)
        return cast(BinaryIO, handle)

    def write(self, path: Path, content: bytes, *, mode: int = 0o644) -> None:
        """Keep `content` for `path`. Raises OSError."""
        with self.open(path, mode=mode) as handle:
            handle.write(content)

    def rely_on(self, path: Path) -> None:
        """Have the name of a file that is already in place flushed with the others: its writer may not have yet."""
        self._folders.add(path.parent)

    def adopt(self, other: Staging) -> None:
        """Take over what another one holds, finished files all of them."""
        self._made |= other._made
        self._folders |= other._folders
        other._made, other._folders = {}, set()

    def publish(self) -> None:
        """Put every file in its place. Raises OSError."""
        flush(self._made.values())
        for path in list(self._made):
            self._made[path].replace(path)
            self._folders.add(path.parent)
            del self._made[path]
        flush(self._folders)
        self._folders.clear()

    def discard(self) -> None:
        """Remove what was not published."""
        for temporary in self._made.values():
            temporary.unlink(missing_ok=True)
        self._made.clear()

    def _make(self, folder: Path) -> None:
        """Make a folder, if need be with those above it; what gains a new name thereby is flushed with the others."""
        try:
            folder.mkdir()
        except FileExistsError:
            return
        except FileNotFoundError:
            self._make(folder.parent)
            folder.mkdir(exist_ok=True)
        self._folders.add(folder.parent)


def remove(path: Path) -> None:
    """Remove a file if it is there, and flush its folder. Raises OSError."""
    if path.exists():
        path.unlink(missing_ok=True)
        flush([path.parent])


def is_temporary(path: Path) -> bool:
    """Say whether a file is one that was still being made."""
    return path.name.startswith(".") and path.name.endswith(TEMPORARY_SUFFIX)


def flush(paths: Iterable[Path]) -> None:
    """Have files and folders written to disk; returns when they are. Raises OSError."""
    wanted = list(paths)
    whole = _syncfs()
    if len(wanted) <= FEW or whole is None:
        for path in wanted:
            _flush(path, os.fsync)
        return
    for path in {one.stat().st_dev: one for one in wanted}.values():
        _flush(path, whole)


def _flush(path: Path, how: Callable[[int], object]) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        how(handle)
    finally:
        os.close(handle)


@cache
def _syncfs() -> Callable[[int], None] | None:
    """Linux's flush of the file system of an open file, which waits for the disk; None where there is none."""
    function = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None) if os.name == "posix" else None
    if function is None:
        return None

    def syncfs(handle: int) -> None:
        if function(handle):
            number = ctypes.get_errno()
            raise OSError(number, f"syncfs: {os.strerror(number)}")

    return syncfs
