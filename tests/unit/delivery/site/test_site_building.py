"""A release of which no site can be made: one readable line, the site that is there stays, nothing else is left."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest
from told_release import MANIFEST, PAGES, SQL

from delivery import DeliveryError
from delivery.site import build_site, building
from delivery.site.building import _as_script


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A release, and beside it the site of the one before."""
    monkeypatch.setattr(building, "PAGES", PAGES)
    release = tmp_path / "releases" / "b1"
    release.mkdir(parents=True)
    with duckdb.connect(release / "gnbv.duckdb") as connection:
        connection.execute(SQL.read_text(encoding="utf-8"))
    (release / "manifest.json").write_text(json.dumps(MANIFEST), encoding="utf-8")
    (tmp_path / "site" / "b0").mkdir(parents=True)
    return release / "gnbv.duckdb"


def _refused(db: Path, because: str) -> None:
    site = db.parents[2] / "site"
    with pytest.raises(DeliveryError, match=f"^no site can be made of release b1, .*{because}") as caught:
        build_site(db, site / "b1")
    assert "\n" not in str(caught.value)
    assert [path.name for path in site.iterdir()] == ["b0"]


def test_a_mart_without_a_column_was_made_by_another_version(db: Path) -> None:
    with duckdb.connect(db) as connection:
        connection.execute("alter table marts.fct_finding rename column severity to gravity")
    _refused(db, "severity")


def test_a_mart_that_is_not_there_was_left_by_another_version(db: Path) -> None:
    with duckdb.connect(db) as connection:
        connection.execute("drop table marts.fct_finding_figure")
    _refused(db, "fct_finding_figure")


def test_a_manifest_that_says_too_little_names_what_it_lacks(db: Path) -> None:
    (db.parent / "manifest.json").write_text('{"build_id": "b1", "marts": {"a": 1}}', encoding="utf-8")
    _refused(db, "its manifest does not say built_as_of, started_at")


def test_a_disk_that_is_full_leaves_no_draft(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(building, "_render", full)
    with pytest.raises(OSError, match="No space left"):
        build_site(db, db.parents[2] / "site" / "b1")
    assert [path.name for path in (db.parents[2] / "site").iterdir()] == ["b0"]


def test_data_in_a_page_is_json_whatever_a_locality_wrote() -> None:
    hostile = "</script><script>alert(1)</script><!--<script>\u2028\x00"
    written = str(_as_script({"document": hostile}))
    assert json.loads(written) == {"document": hostile}
    assert "<" not in written
