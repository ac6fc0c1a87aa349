"""The log `published/publications.jsonl`: a line for every move of `current`, and for every name taken back.

A line is on the disk before what it tells is done, so that no reason is lost: whoever writes next carries out what a
killed process had written down and not done (`publication.finish`). A last line without its end was never written.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from delivery.errors import DeliveryError
from delivery.files import fsync

LOG = "publications.jsonl"


class Pin(BaseModel):
    """A name for a release: who gave it, when and why."""

    model_config = ConfigDict(frozen=True)

    name: str
    build_id: str
    by: str
    note: str
    at: AwareDatetime


class Entry(BaseModel):
    """One line. `previous` is the build `current` led to before the move, `pin` the name that was taken back."""

    model_config = ConfigDict(frozen=True)

    at: AwareDatetime
    action: Literal["published", "rolled_back", "unpinned"]
    build_id: str
    previous: str | None = None
    reason: str | None = None
    pin: Pin | None = None


def read_log(published: Path) -> list[Entry]:
    """The lines in the order they were written; none where there is no log. Raises DeliveryError, OSError."""
    path = published / LOG
    if not path.is_file():
        return []
    *whole, _ = path.read_bytes().split(b"\n")
    return [_read(line, path, number) for number, line in enumerate(whole, start=1)]


def write_line(published: Path, entry: Entry) -> None:
    """Add a line, on the disk when this returns; the caller is the one writer. Raises OSError."""
    path = published / LOG
    with path.open("ab") as stream:
        stream.truncate(_end_of_last_line(path))
        stream.write((entry.model_dump_json(exclude_none=True) + "\n").encode())
        stream.flush()
        os.fsync(stream.fileno())
    fsync(published)


def last_move(log: list[Entry]) -> Entry | None:
    """The last line that tells of a move of `current`."""
    return next((one for one in reversed(log) if one.action != "unpinned"), None)


def published_before(log: list[Entry], build_id: str | None) -> str | None:
    """The build that was current when `build_id` was last published; None when the log tells of none."""
    lines = (one for one in reversed(log) if one.action == "published" and one.build_id == build_id)
    line = next(lines, None)
    return line.previous if line else None


def _end_of_last_line(path: Path) -> int:
    return path.read_bytes().rfind(b"\n") + 1


def _read(line: bytes, path: Path, number: int) -> Entry:
    try:
        return Entry.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the line"
        raise DeliveryError(
            f"{path}, line {number}: not a line of the log of publications ({where}: {first['msg']}); lines are never "
            "edited: restore the file from a copy"
        ) from error
