"""Ledgers as folders: one JSON file an entry, written whole or not at all, never changed, by one writer at a time.

The name of a file sorts by the order of writing. What is written is on the disk before the call returns.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout
from pydantic import BaseModel, ValidationError

from delivery.errors import DeliveryError, first_fault
from delivery.files import fsync

#: So long somebody who wants to write waits for another who does, in seconds.
PATIENCE = 60.0

_DRAFT = ".part"

Entry = TypeVar("Entry", bound=BaseModel)


class LedgerError(DeliveryError):
    """A ledger cannot be read, or an entry cannot be made; the text says which and what to do."""


def read_entries(ledger: Path, model: type[Entry], *, name: str, mend: str) -> list[Entry]:
    """Return the entries in the order they were written; none where nobody has begun. Raises LedgerError, OSError.

    `name` is what the ledger is called, `mend` what to do where a file cannot be restored.
    """
    return [_read(path, model, name, mend) for path in sorted(ledger.glob("[0-9]*.json"))]


def _read(path: Path, model: type[Entry], name: str, mend: str) -> Entry:
    try:
        return model.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise LedgerError(
            f"{path}: not an entry of the ledger of {name} ({first_fault(error)}); entries are never edited: "
            f"restore the file, or {mend}"
        ) from error


@contextmanager
def writing(ledger: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Be the only writer; the system gives the lock back when its holder dies. Raises LedgerError, OSError."""
    if not ledger.is_dir():
        ledger.mkdir(parents=True, exist_ok=True)
        for folder in (ledger.parent, ledger.parent.parent):
            fsync(folder)
    lock = FileLock(ledger / ".lock", timeout=patience)
    try:
        lock.acquire()
    except Timeout as error:
        raise LedgerError(f"{ledger}: somebody else is writing to it; run this again when that is done") from error
    try:
        for left in ledger.glob(f".*{_DRAFT}"):
            left.unlink()
        yield
    finally:
        lock.release()


def write_entry(ledger: Path, name: str, entry: BaseModel) -> None:
    """Add the entry `<name>.json`, also against a power cut; the caller is the writer. Raises LedgerError, OSError."""
    path = ledger / f"{name}.json"
    if path.exists():
        raise LedgerError(f"{path}: there is an entry of that name already; entries are never replaced")
    draft = path.with_name(f".{path.name}{_DRAFT}")
    with draft.open("wb") as stream:
        stream.write((entry.model_dump_json(indent=2) + "\n").encode())
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(path)
    fsync(ledger)
