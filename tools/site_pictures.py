"""Write docs/pictures/site-<page>.png from a built site: every page of the menu as on a desk, the first on a phone too.

Run as `python -m tools.site_pictures SITE [OUT]`; needs Chromium. A long page is cut at the height of a screen and a
half.
"""

from __future__ import annotations

import sys
from pathlib import Path

from delivery.site.registry import PAGES
from tests.browser.pages import PHONE, browser, chromium_here, visited

PROJECT = Path(__file__).resolve().parent.parent
OUT = PROJECT / "docs" / "pictures"
WIDTH, MOST_HEIGHT = 1280, 1200


def main(arguments: list[str]) -> int:
    """Take the pictures; the exit code."""
    if not arguments:
        print("site_pictures: expected the folder of a built site: python -m tools.site_pictures SITE", file=sys.stderr)
        return 2
    found = chromium_here()
    if not found:
        print("site_pictures: no Chromium on this machine: install it, then run again", file=sys.stderr)
        return 1
    site, out = Path(arguments[0]).resolve(), Path(arguments[1]) if arguments[1:] else OUT
    out.mkdir(parents=True, exist_ok=True)
    shots = [(f"site-{page.name}.png", page.name, (WIDTH, 900)) for page in PAGES]
    shots.append((f"site-{PAGES[0].name}-phone.png", PAGES[0].name, PHONE))
    with browser(found) as started:
        for name, page, size in shots:
            with visited(started, site / "vi" / f"{page}.html", size) as visit:
                height = PHONE[1] if size == PHONE else min(MOST_HEIGHT, visit.height())
                clip = {"x": 0, "y": 0, "width": size[0], "height": height}
                visit.page.screenshot(path=out / name, full_page=True, clip=clip)
            print(out / name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
