"""What the site is made of: pages, and the release they are read from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from delivery.reading import Row, rows

#: In this order; the first is what a reader meets.
LANGUAGES = ("vi", "en")


@dataclass(frozen=True)
class Release:
    """One published release, open read-only, and the date its reports speak about."""

    connection: duckdb.DuckDBPyConnection
    manifest: Mapping[str, Any]

    def rows(self, sql: str, parameters: Mapping[str, object] | None = None) -> list[Row]:
        """Run one query; a dict a row."""
        return rows(self.connection, sql, parameters or {})

    @cached_property
    def as_of(self) -> date:
        """The day the reports of the release speak about."""
        return date.fromisoformat(self.manifest["built_as_of"])

    @cached_property
    def known(self) -> date | None:
        """The day whose knowledge the reports of the release show; None: everything known."""
        stated = self.manifest.get("known")
        return date.fromisoformat(stated) if stated else None

    @property
    def build_id(self) -> str:
        return str(self.manifest["build_id"])


@dataclass(frozen=True)
class Leaf:
    """A page that is made several times over, one file a subject (a source text): its name and what stands in it."""

    name: str
    content: Mapping[str, Any]


@dataclass(frozen=True)
class Page:
    """One page: `content` reads what stands in it, once for all languages; texts are in `words/<name>.yml`.

    `scripts` are files of `static/` that only this page needs. `leaves` gives further pages `<name>/<leaf>.html`, made
    with the template `<name>_leaf.html`.
    """

    name: str
    content: Callable[[Release], Mapping[str, Any]]
    scripts: tuple[str, ...] = ()
    leaves: Callable[[Release], list[Leaf]] | None = None


@dataclass(frozen=True)
class SitePages:
    """What was written: the folder, its pages, their size together."""

    folder: Path
    pages: int
    size_bytes: int
    names: tuple[str, ...] = field(default=())
