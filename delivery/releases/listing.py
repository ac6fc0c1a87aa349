"""The releases that are there, as people ask for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from delivery.releases.folder import current_name, manifest_of, release_names
from delivery.releases.pins import pins
from delivery.releases.retention import newest_first, published_at


@dataclass(frozen=True)
class Release:
    """One release. `as_of` and `known` are the days its build was made for; `findings` are the open ones by severity.

    `pins` are the names it has, `size_bytes` counts all its files.
    """

    build_id: str
    published_at: datetime
    as_of: date | None
    known: date | None
    is_current: bool
    pins: tuple[str, ...]
    size_bytes: int
    findings: dict[str, int]


def releases(published: Path) -> list[Release]:
    """The releases, those published last first; none where nothing was published. Raises DeliveryError, OSError."""
    current, named = current_name(published), pins(published)
    found = []
    for folder in newest_first(published):
        manifest = manifest_of(folder)
        found.append(
            Release(
                build_id=folder.name,
                published_at=published_at(folder),
                as_of=_day(manifest.get("built_as_of") or manifest.get("as_of")),
                known=_day(manifest.get("known")),
                is_current=folder.name == current,
                pins=tuple(one.name for one in named if one.build_id == folder.name),
                size_bytes=sum(file["size_bytes"] for file in manifest.get("files", {}).values()),
                findings=manifest.get("findings", {}),
            )
        )
    return found


def gone(published: Path) -> list[str]:
    """What names a release that is not there, `current` or a pin: a line each. Raises DeliveryError, OSError."""
    current, held = current_name(published), release_names(published)
    lines = [
        f"'{one.name}' names {one.build_id}, which is not there: restore the folder releases/{one.build_id} from a copy"
        for one in pins(published)
        if one.build_id not in held
    ]
    if current and current not in held:
        lines.insert(
            0,
            f"readers find nothing: current leads to {current}, which is not there; 'gnbv publish' puts the build of "
            "the warehouse in place, 'gnbv publish --rollback BUILD_ID --reason TEXT' one of those listed",
        )
    return lines


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
