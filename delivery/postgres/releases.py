"""The releases that are compared and loaded: manifests, and their DuckDB files attached to one scratch database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from delivery.errors import DeliveryError, NotPublishedError
from delivery.postgres.server import Session, name, names, text
from delivery.postgres.structure import Table
from delivery.reading import CONFIG, MARTS_FILE

Manifest = dict[str, Any]


def read_manifest(release: Path) -> Manifest:
    """The manifest of a release. Raises NotPublishedError when the folder holds none."""
    path = release / "manifest.json"
    if not path.is_file():
        raise NotPublishedError(release)
    manifest: Manifest = json.loads(path.read_text(encoding="utf-8"))
    return manifest


def publication_values(manifest: Manifest, now: datetime) -> str:
    """The row of `publication` as SQL, in the order of its columns."""
    stated = (manifest["build_id"], manifest.get("built_as_of") or manifest.get("as_of"), manifest.get("known"))
    values = (*stated, now.astimezone(UTC).isoformat(), manifest.get("input_hash"))
    return ", ".join(text(value) for value in values)


class Releases:
    """A DuckDB with the new release attached as `release`, and what the server holds as `previous`, once it is needed.

    What does not fit into its memory goes to files that end with it.
    """

    def __init__(self, db: duckdb.DuckDBPyConnection) -> None:
        self.db = db

    def attach_previous(self, previous: Path | None, build_id: str | None) -> Manifest | None:
        """Attach the release the server holds; its manifest, None when `previous` is not that one or not there."""
        if previous is None or not (previous / "manifest.json").is_file():
            return None
        manifest = read_manifest(previous)
        if manifest["build_id"] != build_id:
            return None
        self._attach(str(previous / MARTS_FILE), "previous", " (read_only)")
        return manifest

    def read_back(self, server: Session, tables: tuple[Table, ...]) -> None:
        """Fetch the rows the server holds and attach them as `previous`, so that there is one way to compare."""
        self._attach(":memory:", "previous")
        for schema in ("marts", "reference"):
            self.db.execute(f"create schema previous.{schema}")
        for table in tables:
            if not table.source:
                continue
            self.db.execute(f"create table previous.{table.source_sql} as from release.{table.source_sql} limit 0")
            with server.stream(f"select {names(table.column_names)} from marts.{name(table.name)}") as held:
                self.db.register("held", held)
                # Numerics come as text; the table casts them.
                self.db.execute(f"insert into previous.{table.source_sql} from held")
                self.db.unregister("held")

    def _attach(self, path: str, catalog: str, how: str = "") -> None:
        self.db.execute(f"detach database if exists {catalog}")
        self.db.execute(f"attach {text(path)} as {catalog}{how}")


@contextmanager
def opened(release: Path) -> Iterator[Releases]:
    """Attach a release. Raises DeliveryError when its file cannot be read."""
    with (
        TemporaryDirectory(prefix="gnbv-postgres-") as folder,
        duckdb.connect(config={**CONFIG, "temp_directory": folder}) as db,
    ):
        try:
            db.execute(f"attach {text(str(release / MARTS_FILE))} as release (read_only)")
            yield Releases(db)
        except duckdb.Error as error:
            first_line = str(error).splitlines()[0]
            raise DeliveryError(f"cannot load {release}: {first_line}; run 'gnbv publish' again") from error
