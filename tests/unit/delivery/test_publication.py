"""A release is whole, the same when published twice, and never seen half made."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from delivery import DeliveryError, late_returns, publish, published_marts, read_manifest
from delivery.releases import Retention, publication, read_log
from tests.unit.delivery.releases.line_kills import killed_at

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
#: The rule under which the fewest releases stay.
FEWEST = Retention(keep_newest=1, keep_days=0)


def _check_whole(published: Path) -> None:
    folder = (published / "current").resolve()
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert len(manifest["files"]) == 5
    for name, about in manifest["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == about["sha256"]


def _locality_of_12(published: Path) -> str:
    """What a reader of the current release sees; fails when there is no whole release to read."""
    _check_whole(published)
    rows = late_returns(published_marts(published), date(2023, 10, 27)).returns
    return next(row.locality for row in rows if row.locality_code == "12")


def test_a_release_holds_the_marts_the_macros_and_the_wordings_and_nothing_else(
    warehouse: Path, tmp_path: Path
) -> None:
    folder = publish(warehouse, tmp_path / "published", build_id="b1")
    assert folder == tmp_path / "published" / "releases" / "b1"
    with duckdb.connect(folder / "gnbv.duckdb", read_only=True) as connection:
        tables = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() order by 1"
        ).fetchall()
        names = connection.execute("select locality from marts.late_returns(now(), null) order by 1").fetchall()
        texts = connection.execute(
            "select comment from duckdb_tables() where table_name = 'late' union all "
            "select comment from duckdb_columns() where table_name = 'late' and column_name = 'code'"
        ).fetchall()
        same = connection.execute(
            f"(from marts.late except all from '{folder}/parquet/late.parquet') union all "
            f"(from '{folder}/parquet/late.parquet' except all from marts.late)"
        ).fetchall()
    assert [row[0] for row in tables] == [
        "marts.dim_return_type",
        "marts.fct_finding",
        "marts.late",
        "marts.rpt_reporting_rate",
        "reference.status_reasons",
        "reference.statuses",
    ]
    assert [row[0] for row in names] == ["Hà Nội", "Lai Châu", "Lạng Sơn"]
    assert [row[0] for row in texts] == ["One return that is late.", "Mã địa phương"]
    assert same == []
    assert sorted(path.name for path in folder.iterdir()) == ["gnbv.duckdb", "manifest.json", "parquet"]


def test_the_manifest_says_what_was_published(warehouse: Path, tmp_path: Path) -> None:
    publish(warehouse, tmp_path / "published", build_id="b1", about={"input_hash": "abc", "known": None}, now=NOW)
    manifest = read_manifest(tmp_path / "published")
    assert manifest is not None
    files = manifest.pop("files")
    assert manifest == {
        "format": 1,
        "build_id": "b1",
        "published_at": "2026-11-21T09:00:00+00:00",
        "input_hash": "abc",
        "known": None,
        "as_of": "2023-10-27",
        "findings": {"info": 2, "warn": 1},
        "marts": {"dim_return_type": 1, "fct_finding": 5, "late": 3, "rpt_reporting_rate": 1},
        "keys": {},
    }
    assert sorted(files) == [
        "gnbv.duckdb",
        "parquet/dim_return_type.parquet",
        "parquet/fct_finding.parquet",
        "parquet/late.parquet",
        "parquet/rpt_reporting_rate.parquet",
    ]
    assert _locality_of_12(tmp_path / "published") == "Lai Châu"


def test_publishing_the_same_build_twice_changes_nothing(warehouse: Path, tmp_path: Path) -> None:
    published = tmp_path / "published"
    publish(warehouse, published, build_id="b1")
    before = {path: path.lstat().st_mtime_ns for path in published.rglob("*") if path.name != ".lock"}
    publish(warehouse, published, build_id="b1")
    after = {path: path.lstat().st_mtime_ns for path in published.rglob("*") if path.name != ".lock"}
    assert len(before) == 11
    assert after == before


def test_a_published_file_cannot_be_written_by_accident(warehouse: Path, tmp_path: Path) -> None:
    folder = publish(warehouse, tmp_path / "published", build_id="b1")
    assert oct((folder / "gnbv.duckdb").stat().st_mode & 0o777) == "0o444"


def test_an_open_reader_keeps_the_release_it_opened(
    warehouse: Path, tmp_path: Path, change: Callable[[str], None]
) -> None:
    published = tmp_path / "published"
    publish(warehouse, published, build_id="b1")
    with duckdb.connect(published_marts(published), read_only=True) as reader:
        change("update marts.late set name = 'mới' where code = '12'")
        publish(warehouse, published, build_id="b2", retention=FEWEST)
        assert reader.execute("select name from marts.late where code = '12'").fetchall() == [("Lai Châu",)]
    assert _locality_of_12(published) == "mới"


def test_no_warehouse_no_marts_and_no_plain_name_are_said(
    warehouse: Path, tmp_path: Path, change: Callable[[str], None]
) -> None:
    published = tmp_path / "published"
    with pytest.raises(
        DeliveryError, match=r"there is no warehouse at .*gone.*run 'gnbv collect' and 'gnbv build' first"
    ):
        publish(tmp_path / "gone.duckdb", published, build_id="b1")
    with pytest.raises(DeliveryError, match=r"'\.\./b1' cannot name a release"):
        publish(warehouse, published, build_id="../b1")
    change("drop schema marts cascade")
    with pytest.raises(DeliveryError, match="holds no marts: run 'gnbv build' first"):
        publish(warehouse, published, build_id="b1")
    broken = tmp_path / "broken.duckdb"
    broken.write_bytes(b"not a database" * 1000)
    with pytest.raises(DeliveryError, match=r"cannot publish .*broken\.duckdb: "):
        publish(broken, published, build_id="b1")
    assert not (published / "current").is_symlink()


@pytest.fixture
def quick_release(
    warehouse: Path, tmp_path: Path, change: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The releases made once by the real writer, then put in place file by file for every instant."""
    made = tmp_path / "made"
    publish(warehouse, made, build_id="oldest")
    publish(warehouse, made, build_id="old")
    change("update marts.late set name = 'mới' where code = '12'")
    publish(warehouse, made, build_id="new")

    def copy_in(_: Path, folder: Path, about: dict[str, Any]) -> None:
        source = made / "releases" / about["build_id"]
        (folder / "parquet").mkdir()
        for path in sorted(path for path in source.rglob("*") if path.is_file()):
            shutil.copyfile(path, folder / path.relative_to(source))

    monkeypatch.setattr(publication, "write_release", copy_in)
    monkeypatch.setattr(os, "fsync", lambda handle: None)


@pytest.mark.usefixtures("quick_release")
def test_killed_at_any_line_readers_see_the_old_or_the_new_release_whole(warehouse: Path, tmp_path: Path) -> None:
    start, counted = tmp_path / "start", tmp_path / "counted"
    publish(warehouse, start, build_id="oldest")
    publish(warehouse, start, build_id="old", retention=FEWEST)
    shutil.copytree(start, counted, symlinks=True)
    with killed_at(-1, "copy_in") as ran:
        publish(warehouse, counted, build_id="new", retention=FEWEST)
    seen = []
    for instant in range(1, ran[0] + 1):
        published = tmp_path / f"killed-{instant}"
        shutil.copytree(start, published, symlinks=True)
        with killed_at(instant, "copy_in"):
            publish(warehouse, published, build_id="new", retention=FEWEST)
        seen.append((published / "current").readlink().name)
        _check_whole(published)
        publish(warehouse, published, build_id="new", retention=FEWEST)
        assert (published / "current").readlink().name == "new"
        assert sorted(path.name for path in published.iterdir()) == [
            ".lock", "current", "publications.jsonl", "releases",
        ]  # fmt: skip
        # The one before is never removed: it is what a rollback leads to.
        assert sorted(path.name for path in (published / "releases").iterdir()) == ["new", "old"]
        assert [(one.build_id, one.previous) for one in read_log(published)] == [
            ("oldest", None), ("old", "oldest"), ("new", "old"),
        ]  # fmt: skip
        shutil.rmtree(published)
    assert ran[0] > 50
    # Old up to one instant, new from there on.
    assert set(seen) == {"old", "new"}
    assert seen == sorted(seen, reverse=True)
