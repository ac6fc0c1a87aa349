"""Names for releases: `published/pinned/<name>` leads to the release, `<name>.json` says who gave the name and why.

The JSON is the pin, the link a courtesy to readers. A name never comes to mean another build, also not after it was
taken back: the log remembers what it meant.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from delivery.append_only import write_entry
from delivery.errors import DeliveryError, NotPublishedError, first_fault
from delivery.files import fsync
from delivery.reading import LOCAL
from delivery.releases.folder import current_name, find_release, put_link, writing
from delivery.releases.log import Entry, Pin, read_log, write_line


def pins(published: Path) -> list[Pin]:
    """The names given, in their order; raises DeliveryError, OSError."""
    return [_read(path) for path in sorted((published / "pinned").glob("*.json"))]


def find_pin(published: Path, name: str) -> Pin:
    """Return the pin of a name; raises DeliveryError that says which names there are."""
    held = pins(published)
    for one in held:
        if one.name == name:
            return one
    known = ", ".join(one.name for one in held) or "no release has a name yet: 'gnbv releases pin NAME' gives one"
    raise DeliveryError(f"no release is pinned as '{name}'; names given: {known}")


def pin(published: Path, name: str, *, build_id: str | None = None, by: str, note: str, now: datetime) -> Pin:
    """Keep a release, by default the current one, for good under a name; the same said again changes nothing.

    Raises NotPublishedError; DeliveryError when the name means or meant another build, is no plain name, `by` or
    `note` is blank, or the release is not there; OSError.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", name) or name.endswith(".json"):
        raise DeliveryError(f"'{name}' cannot name a release: expected letters, digits, '-', '_' and '.'")
    if not by.strip() or not note.strip():
        raise DeliveryError(f"who pins '{name}' and what for must be said: those who find the name later will ask")
    if not published.is_dir():
        raise NotPublishedError(published)
    with writing(published):
        wanted = build_id or current_name(published)
        if wanted is None:
            raise NotPublishedError(published)
        find_release(published, wanted)
        made = Pin(name=name, build_id=wanted, by=by.strip(), note=note.strip(), at=now)
        meant = _meant(published, name)
        if meant and meant.build_id != wanted:
            since = f"{meant.at.astimezone(LOCAL):%d/%m/%Y}"
            raise DeliveryError(
                f"'{name}' means build {meant.build_id} since {since} ({meant.by}: {meant.note}) and never comes to "
                f"mean another; choose another name for {wanted}"
            )
        folder = published / "pinned"
        folder.mkdir(exist_ok=True)
        fsync(published)
        if (folder / f"{name}.json").is_file():
            made = find_pin(published, name)
        else:
            write_entry(folder, name, made)
        put_link(folder / name, Path("..") / "releases" / wanted)
    return made


def unpin(published: Path, name: str, *, reason: str, now: datetime) -> Pin:
    """Take a name back, and say why in the log; the next publication may then remove the release. Returns the pin.

    Raises NotPublishedError, DeliveryError when no reason is given or there is no such name, OSError.
    """
    if not reason.strip():
        raise DeliveryError(f"taking back '{name}' needs a reason: somebody may have cited it")
    if not published.is_dir():
        raise NotPublishedError(published)
    with writing(published):
        taken = find_pin(published, name)
        write_line(
            published, Entry(at=now, action="unpinned", build_id=taken.build_id, reason=reason.strip(), pin=taken)
        )
        folder = published / "pinned"
        (folder / name).unlink(missing_ok=True)
        (folder / f"{name}.json").unlink()
        fsync(folder)
    return taken


def _meant(published: Path, name: str) -> Pin | None:
    """What a name means, or meant before it was taken back."""
    held = [one for one in pins(published) if one.name == name]
    taken = [one.pin for one in read_log(published) if one.pin and one.pin.name == name]
    return next(iter([*held, *taken]), None)


def _read(path: Path) -> Pin:
    try:
        return Pin.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise DeliveryError(
            f"{path}: not a pin ({first_fault(error)}); restore the file from a copy: the name must not be lost"
        ) from error
