"""Where the sites stand: one folder a build, and the link `current` that people keep as their bookmark."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from filelock import FileLock

from delivery.releases.folder import put_link
from delivery.site.building import build_site
from delivery.site.model import SitePages


def place_site(db: Path, sites: Path) -> SitePages:
    """Write the site of a release to `sites/<build_id>` and let `sites/current` lead to it; made anew if it is there.

    The site that `current` led to before stays for those who have it open; older ones are removed. Raises DeliveryError
    when the release cannot be read, OSError.
    """
    sites.mkdir(parents=True, exist_ok=True)
    link = sites / "current"
    with FileLock(sites / ".lock"):
        before = link.readlink().name if link.is_symlink() else None
        made = build_site(db, sites / db.parent.name)
        put_link(link, Path(db.parent.name))
        for folder in sites.iterdir():
            if folder.is_dir() and not folder.is_symlink() and folder.name not in {db.parent.name, before}:
                shutil.rmtree(folder, ignore_errors=True)
    return replace(made, folder=link)
