"""The folder `published/`: its lock, its releases, the link readers follow, and what a killed run left behind."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock

from delivery.errors import DeliveryError, UnknownReleaseError
from delivery.files import fsync

#: What is not there yet, or not any more, has a name that begins so.
HIDDEN = ".part-"


@contextmanager
def writing(published: Path) -> Iterator[None]:
    """Be the only writer of the folder; what a killed writer left under hidden names is gone. Raises OSError."""
    releases_of(published).mkdir(parents=True, exist_ok=True)
    with FileLock(published / ".lock"):
        for pattern in (f"{HIDDEN}*", f"releases/{HIDDEN}*", f"pinned/{HIDDEN}*", "pinned/.*.part"):
            for left in list(published.glob(pattern)):
                _remove(left)
        yield


def releases_of(published: Path) -> Path:
    """The folder of the releases."""
    return published / "releases"


def release_names(published: Path) -> list[str]:
    """The build ids of the releases that are there, by name; the order of publishing is in their manifests."""
    return sorted(path.parent.name for path in releases_of(published).glob("[!.]*/manifest.json"))


def find_release(published: Path, build_id: str) -> Path:
    """Return the folder of a release; raises UnknownReleaseError when it was removed or never was."""
    held = release_names(published)
    if build_id not in held:
        raise UnknownReleaseError(build_id, held)
    return releases_of(published) / build_id


def current_name(published: Path) -> str | None:
    """The build id of the release readers use; None when nothing is published."""
    current = published / "current"
    return current.readlink().name if current.is_symlink() else None


def manifest_of(release: Path) -> dict[str, Any]:
    """The manifest of a release; raises DeliveryError when it is damaged, OSError."""
    path = release / "manifest.json"
    try:
        manifest: dict[str, Any] = json.loads(path.read_bytes())
        damage = "" if isinstance(manifest, dict) and "build_id" in manifest else "it names no build"
    except ValueError as error:
        damage = str(error)
    if damage:
        raise DeliveryError(
            f"{path}: not the manifest of a release ({damage}); restore the folder from a copy, or move it out of "
            f"{path.parent.parent}"
        )
    return manifest


def read_manifest(published: Path) -> dict[str, Any] | None:
    """The manifest of the current release; None when nothing is published."""
    current = published / "current"
    return manifest_of(current) if (current / "manifest.json").is_file() else None


def put_link(link: Path, target: Path) -> None:
    """Make a link lead to a folder (relative to the link's own), in one rename; it stays if it does so already.

    The caller is the one writer. Raises DeliveryError when something else stands there, OSError.
    """
    if link.is_symlink() and link.readlink() == target:
        return
    if link.exists() and not link.is_symlink():
        raise DeliveryError(f"{link} is no link: move it away and run again")
    draft = link.with_name(f"{HIDDEN}{link.name}")
    draft.unlink(missing_ok=True)
    draft.symlink_to(target, target_is_directory=True)
    draft.replace(link)
    fsync(link.parent)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
