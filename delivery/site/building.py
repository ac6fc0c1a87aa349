"""Writing the site: every page in every language into a folder that appears as a whole."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from delivery.errors import DeliveryError
from delivery.reading import open_marts
from delivery.releases.folder import manifest_of
from delivery.site.formats import filters
from delivery.site.model import LANGUAGES, Page, Release, SitePages
from delivery.site.places import source_href
from delivery.site.registry import PAGES
from delivery.site.words import words

HERE = Path(__file__).parent


def build_site(db: Path, folder: Path, *, languages: Sequence[str] = LANGUAGES) -> SitePages:
    """Write the site of a release (`db` is its `gnbv.duckdb`) to `folder`; one of that name is replaced as a whole.

    Raises DeliveryError when the release cannot be read or was published by another version, OSError when the folder
    cannot be written.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = folder.with_name(f".{folder.name}-{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        shutil.copytree(HERE / "static", draft / "static")
        _write_pages(db, draft, languages)
        (draft / "index.html").write_text(_entrance(languages), encoding="utf-8")
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    made = [path for path in draft.rglob("*") if path.is_file()]
    pages = sum(1 for path in made if path.suffix == ".html")
    size = sum(path.stat().st_size for path in made)
    _replace(draft, folder)
    return SitePages(folder, pages, size, tuple(page.name for page in PAGES))


def _write_pages(db: Path, draft: Path, languages: Sequence[str]) -> None:
    manifest = manifest_of(db.parent)
    lacking = [name for name in ("built_as_of", "started_at", "marts") if not manifest.get(name)]
    try:
        if lacking:
            raise DeliveryError(f"its manifest does not say {', '.join(lacking)}")
        with open_marts(db) as connection:
            release = Release(connection, manifest)
            for page in PAGES:
                _write_page(page, release, draft, languages)
    except (DeliveryError, duckdb.Error) as error:
        first_line = str(error).splitlines()[0]
        raise DeliveryError(
            f"no site can be made of release {db.parent.name}, which another version published or which is damaged: "
            f"{first_line}; the site that is there stays"
        ) from error


def _write_page(page: Page, release: Release, draft: Path, languages: Sequence[str]) -> None:
    content = page.content(release)
    leaves = page.leaves(release) if page.leaves else []
    for language in languages:
        templates = _templates(language)
        own = {"page": page.name, "release": release, "w": words(page.name, language), "scripts": page.scripts}
        _render(templates, f"{page.name}.html", draft / language / f"{page.name}.html", {**own, **content, "up": ""})
        for leaf in leaves:
            target = draft / language / page.name / f"{leaf.name}.html"
            _render(
                templates, f"{page.name}_leaf.html", target, {**own, **leaf.content, "up": "../", "leaf": leaf.name}
            )


def _render(templates: Environment, template: str, target: Path, values: Mapping[str, Any]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(templates.get_template(template).render(values), encoding="utf-8")


def _templates(language: str) -> Environment:
    templates = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(filters(language))
    templates.filters["json"] = _as_script
    templates.globals.update(language=language, other_language=_other(language), source_href=source_href)
    templates.globals["menu"] = [(page.name, words(page.name, language)["title"]) for page in PAGES]
    return templates


def _other(language: str) -> str:
    return next(one for one in LANGUAGES if one != language)


def _as_script(value: Any) -> Markup:
    """JSON that may stand inside a script element: no `<`, of which some begin what only HTML knows."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    return Markup(text.replace("<", "\\u003c"))


def _entrance(languages: Sequence[str]) -> str:
    first = f"{languages[0]}/{PAGES[0].name}.html"
    links = " · ".join(f'<a href="{one}/{PAGES[0].name}.html">{one}</a>' for one in languages)
    return (
        f'<!doctype html><html lang="{languages[0]}"><meta charset="utf-8"><title>GNBV</title>'
        f'<meta http-equiv="refresh" content="0; url={first}"><p>{links}</p></html>\n'
    )


def _replace(draft: Path, folder: Path) -> None:
    old = folder.with_name(f".{folder.name}-old-{os.getpid()}")
    if folder.exists():
        folder.rename(old)
    draft.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
