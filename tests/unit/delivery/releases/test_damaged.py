"""What people and disks do to `published/`: damaged manifests, folders that are gone, links edited by hand."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from delivery import DeliveryError
from delivery.releases import Retention, gone, pin, publication, releases

Put = Callable[..., Path]


def _damage(published: Path, build_id: str, text: str) -> Path:
    manifest = published / "releases" / build_id / "manifest.json"
    manifest.chmod(0o644)
    manifest.write_text(text, encoding="utf-8")
    return manifest


def test_a_damaged_manifest_of_an_older_release_does_not_stop_publishing(published: Path, put: Put) -> None:
    put(1)
    put(2)
    _damage(published, "b1", '{"build_id": ')
    assert put(3, Retention(keep_newest=2, keep_days=0)) == published / "releases" / "b3"
    assert (published / "current").readlink().name == "b3"


@pytest.mark.parametrize("text", ['{"build_id": ', "[]", '{"files": {}}'])
def test_a_damaged_manifest_is_named_in_one_line(published: Path, put: Put, text: str) -> None:
    put(1)
    manifest = _damage(published, "b1", text)
    with pytest.raises(DeliveryError, match=rf"^{re.escape(str(manifest))}: not the manifest of a release \("):
        releases(published)


def test_what_names_a_release_that_is_gone_is_told(published: Path, put: Put) -> None:
    put(1)
    put(2)
    pin(published, "bc-150", build_id="b1", by="Văn phòng", note="150/BC", now=datetime(2026, 12, 1, tzinfo=UTC))
    assert gone(published) == []
    for build_id in ("b1", "b2"):
        shutil.rmtree(published / "releases" / build_id)
    assert gone(published) == [
        "readers find nothing: current leads to b2, which is not there; 'gnbv publish' puts the build of the "
        "warehouse in place, 'gnbv publish --rollback BUILD_ID --reason TEXT' one of those listed",
        "'bc-150' names b1, which is not there: restore the folder releases/b1 from a copy",
    ]


def test_a_folder_where_the_link_should_be_is_said(published: Path, put: Put) -> None:
    (published / "current").mkdir(parents=True)
    with pytest.raises(DeliveryError, match=r"current is no link: move it away and run again"):
        put(1)


def test_a_release_that_could_not_be_written_takes_no_room(
    published: Path, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(1)

    def full(_: Path, folder: Path, __: object) -> None:
        (folder / "gnbv.duckdb").write_bytes(b"12")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(publication, "write_release", full)
    with pytest.raises(OSError, match="No space left"):
        put(2)
    assert [path.name for path in (published / "releases").iterdir()] == ["b1"]
    assert (published / "current").readlink().name == "b1"
