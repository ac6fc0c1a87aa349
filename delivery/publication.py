"""Publishing: a new release beside the old ones, then one atomic change of the link that readers follow.

`published/current` always names a whole release. A release is made under a hidden name, brought to disk, and renamed;
what a killed run left under hidden names is removed by the next one.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from filelock import FileLock

from delivery.errors import DeliveryError
from delivery.files import fsync
from delivery.release import write_release

_HIDDEN = ".part-"


def publish(
    warehouse: Path, published: Path, *, build_id: str, keep: int = 5, about: Mapping[str, Any] | None = None
) -> Path:
    """Publish a warehouse file as release `build_id` and return the release's folder; doing it twice changes nothing.

    `about` is added to the manifest (input hash, known date ...). The newest `keep` releases stay, whatever `current`
    names among them. Raises DeliveryError when there is no warehouse, it has no marts, or `build_id` is no plain name.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", build_id):
        raise DeliveryError(f"'{build_id}' cannot name a release: expected letters, digits, '-', '_' and '.'")
    if not warehouse.is_file():
        raise DeliveryError(f"there is no warehouse at {warehouse}: run 'gnbv collect' and 'gnbv build' first")
    releases = published / "releases"
    releases.mkdir(parents=True, exist_ok=True)
    with FileLock(published / ".lock"):
        _remove_leftovers(published)
        release = releases / build_id
        if not release.exists():
            part = releases / f"{_HIDDEN}{build_id}"
            part.mkdir()
            write_release(warehouse, part, {"build_id": build_id, **(about or {})})
            _bring_to_disk(part)
            part.rename(release)
            fsync(releases)
        _point_current(published, release)
        _sweep(releases, release, keep)
    return release


def read_manifest(published: Path) -> dict[str, Any] | None:
    """The manifest of the current release; None when nothing is published."""
    path = published / "current" / "manifest.json"
    if not path.is_file():
        return None
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return manifest


def _remove_leftovers(published: Path) -> None:
    for left in [*published.glob(f"{_HIDDEN}*"), *(published / "releases").glob(f"{_HIDDEN}*")]:
        if left.is_symlink():
            left.unlink()
        else:
            shutil.rmtree(left)


def _point_current(published: Path, release: Path) -> None:
    target = Path("releases") / release.name
    current = published / "current"
    if current.is_symlink() and current.readlink() == target:
        return
    link = published / f"{_HIDDEN}current"
    link.symlink_to(target, target_is_directory=True)
    link.replace(current)
    fsync(published)


def _sweep(releases: Path, current: Path, keep: int) -> None:
    others = [folder for folder in releases.iterdir() if folder.name[0] != "." and folder != current]
    others.sort(key=lambda folder: (folder / "manifest.json").stat().st_mtime_ns, reverse=True)
    for old in others[max(keep - 1, 0) :]:
        # Renamed first: a release is there whole or not at all.
        hidden = releases / f"{_HIDDEN}swept-{old.name}"
        old.rename(hidden)
        shutil.rmtree(hidden)


def _bring_to_disk(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file():
            path.chmod(0o444)
        fsync(path)
    fsync(folder)
