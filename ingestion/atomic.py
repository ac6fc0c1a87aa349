"""Writing files so that a crash at any instant leaves either the old file or the new one, never a part of one."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

#: What the name of a file under construction ends with; no reader's pattern matches it.
TEMPORARY_SUFFIX = ".tmp"


def write_atomically(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Put `content` at `path` in one step: a temporary file beside it, flushed to disk, then renamed onto it.

    The folder is made if need be and flushed too, so that the rename outlives a power cut. Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{uuid4().hex}{TEMPORARY_SUFFIX}")
    try:
        with temporary.open("xb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        temporary.chmod(mode)
        temporary.replace(path)
    except Exception:
        temporary.unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


def remove(path: Path) -> None:
    """Remove a file if it is there, and flush its folder. Raises OSError."""
    if path.exists():
        path.unlink(missing_ok=True)
        _flush_folder(path.parent)


def is_temporary(path: Path) -> bool:
    """Say whether a file is one that `write_atomically` was still making."""
    return path.name.startswith(".") and path.name.endswith(TEMPORARY_SUFFIX)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
