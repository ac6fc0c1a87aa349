"""A folder of pages, read without a browser: do its links lead anywhere?"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import html


def pages_of(folder: Path) -> list[Path]:
    """Every page of a folder, in order."""
    return sorted(folder.rglob("*.html"))


def broken_links(folder: Path) -> list[str]:
    """One line a link within the folder that leads to no file, out of the folder, or to an anchor its page lacks."""
    found = []
    for page in pages_of(folder):
        for link in sorted(set(_links(page))):
            if why := _why_broken(folder, page, link):
                found.append(f"{page.relative_to(folder)}: {link}: {why}")
    return found


def _why_broken(folder: Path, page: Path, link: str) -> str | None:
    parts = urlsplit(link)
    if parts.scheme in {"http", "https", "mailto", "data"}:
        return None
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not target.is_relative_to(folder.resolve()):
        return "outside the folder"
    if not target.is_file():
        return "no such file"
    if parts.fragment and target.suffix == ".html" and unquote(parts.fragment) not in _anchors(target):
        return "no such anchor"
    return None


@cache
def _links(page: Path) -> tuple[str, ...]:
    tree = _tree(page)
    return tuple(one.get(name) for name in ("href", "src") for one in tree.iter() if one.get(name))


@cache
def _anchors(page: Path) -> frozenset[str]:
    return frozenset(one.get("id") for one in _tree(page).iter() if one.get("id"))


def _tree(page: Path) -> html.HtmlElement:
    return html.fromstring(page.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
