"""The jobs on what is published: bring PostgreSQL and the site to it, go back, give a name, compare then with now.

Importing this module must stay cheap, like `gnbv.jobs`: the rooms are imported inside the functions.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gnbv.run_facts import of_load, of_site
from gnbv.runs import recording
from gnbv.settings import Workspace

if TYPE_CHECKING:
    from delivery.postgres import Loaded
    from delivery.releases import Comparison, Pin, Release
    from delivery.site import SitePages


@recording("publish", "postgres", tell=of_load, is_private=True)
def load_postgres(ws: Workspace) -> Loaded | None:
    """Bring the marts in PostgreSQL to the published release; None when `GNBV_POSTGRES` is not set.

    Raises `delivery.DeliveryError`, `gnbv.connections.ConnectionFailed`.
    """
    from gnbv.postgres import load_marts

    return load_marts(ws)


@recording("publish", "site", tell=of_site)
def write_site(ws: Workspace) -> SitePages:
    """Write the site of the published release; raises `delivery.DeliveryError`, OSError."""
    from delivery import published_marts
    from delivery.site import place_site

    return place_site(published_marts(ws.published), ws.site)


def rollback(ws: Workspace, *, reason: str, to: str | None = None) -> Path:
    """Let readers see the release before, or the one named; raises `delivery.DeliveryError`."""
    from delivery.releases import rollback as roll_back

    return roll_back(ws.published, to=to, reason=reason, now=datetime.now(UTC))


def releases(ws: Workspace) -> list[Release]:
    """The releases that are there, those published last first; raises `delivery.DeliveryError`."""
    from delivery.releases import releases as held

    return held(ws.published)


def gone(ws: Workspace) -> list[str]:
    """What names a release that is not there, a line each; raises `delivery.DeliveryError`."""
    from delivery.releases import gone as not_there

    return not_there(ws.published)


def pin(ws: Workspace, name: str, *, by: str, note: str, build_id: str | None = None) -> Pin:
    """Keep a release, by default the current one, for good under a name; raises `delivery.DeliveryError`."""
    from delivery.releases import pin as give_name

    return give_name(ws.published, name, build_id=build_id, by=by, note=note, now=datetime.now(UTC))


def unpin(ws: Workspace, name: str, *, reason: str) -> Pin:
    """Take a name back; raises `delivery.DeliveryError`."""
    from delivery.releases import unpin as take_back

    return take_back(ws.published, name, reason=reason, now=datetime.now(UTC))


def compare(ws: Workspace, name: str, *, other: str | None = None) -> Comparison:
    """What the release pinned as `name` told, and the current one (or `other`) tells; raises `DeliveryError`."""
    from delivery import published_marts
    from delivery.releases import compare as compare_releases
    from delivery.releases import find_pin, find_release

    pinned = find_release(ws.published, find_pin(ws.published, name).build_id)
    current = find_release(ws.published, other) if other else published_marts(ws.published).parent
    return compare_releases(pinned, current)


def late_list(ws: Workspace, as_of: date) -> Path:
    """Write the list of missing and late returns as of a date, `lists/late/<as_of>.csv`; returns its path."""
    from delivery import late_returns, published_marts, write_late

    path = ws.lists / "late" / f"{as_of.isoformat()}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_late(late_returns(published_marts(ws.published), as_of=as_of), path, "csv")
    return path
