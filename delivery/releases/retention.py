"""Which releases stay: a rule, read from the seed `policy/retention`, and what no rule removes."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from delivery.errors import DeliveryError
from delivery.releases.folder import HIDDEN, manifest_of, release_names, releases_of

_SEED = Path("policy") / "retention.csv"


@dataclass(frozen=True)
class Retention:
    """A release stays while it is among the `keep_newest`, or was published less than `keep_days` days ago."""

    keep_newest: int
    keep_days: int


def read_retention(seeds: Path) -> Retention:
    """The rule for releases in a folder of seeds; of several rows the longest counts. Raises DeliveryError, OSError."""
    path = seeds / _SEED
    with path.open(encoding="utf-8", newline="") as stream:
        found = [row for row in csv.DictReader(stream) if row["kind"] == "release"]
    try:
        newest = max(int(row["keep_newest"]) for row in found)
        days = max(int(row["keep_days"]) for row in found)
    except ValueError as error:
        raise DeliveryError(
            f"{path}: expected a row of kind 'release' with whole numbers as keep_newest and keep_days ({error})"
        ) from error
    return Retention(newest, days)


def published_at(release: Path) -> datetime:
    """When a release was made; of one whose manifest does not say so or is damaged, when that file was written."""
    try:
        stated = manifest_of(release).get("published_at")
    except DeliveryError:
        stated = None
    if stated:
        return datetime.fromisoformat(stated)
    return datetime.fromtimestamp((release / "manifest.json").stat().st_mtime, UTC)


def newest_first(published: Path) -> list[Path]:
    """The folders of the releases in the order of publishing."""
    folders = [releases_of(published) / name for name in release_names(published)]
    return sorted(folders, key=lambda folder: (published_at(folder), folder.name), reverse=True)


def sweep(published: Path, rule: Retention, protected: Collection[str | None], now: datetime) -> None:
    """Remove the releases the rule lets go, but none of the `protected`; the caller is the one writer."""
    limit = now - timedelta(days=rule.keep_days)
    for release in newest_first(published)[rule.keep_newest :]:
        if release.name in protected or published_at(release) > limit:
            continue
        # Renamed first: a release is there whole or not at all.
        hidden = release.with_name(f"{HIDDEN}swept-{release.name}")
        release.rename(hidden)
        shutil.rmtree(hidden)
