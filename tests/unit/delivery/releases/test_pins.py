"""A name is given once, keeps its release for good, and never comes to mean another."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from delivery import DeliveryError
from delivery.releases import Retention, pin, pins, read_log, unpin
from tests.unit.delivery.releases.line_kills import killed_at

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
FEWEST = Retention(keep_newest=1, keep_days=0)
Put = Callable[..., Path]


def _pin(published: Path, name: str = "bc-150", build_id: str | None = None) -> str:
    return pin(published, name, build_id=build_id, by="Văn phòng", note="150/BC", now=NOW).build_id


def _held(published: Path) -> list[str]:
    return sorted(path.name for path in (published / "releases").iterdir())


def test_a_name_leads_to_its_release_and_says_who_gave_it(published: Path, put: Put) -> None:
    put(1)
    assert _pin(published) == "b1"
    link = published / "pinned" / "bc-150"
    assert link.resolve() == (published / "releases" / "b1").resolve()
    assert json.loads(link.with_name("bc-150.json").read_text(encoding="utf-8")) == {
        "name": "bc-150",
        "build_id": "b1",
        "by": "Văn phòng",
        "note": "150/BC",
        "at": "2026-12-01T09:00:00Z",
    }


def test_a_named_release_outlives_the_rule(published: Path, put: Put) -> None:
    put(1)
    _pin(published)
    for number in (2, 3, 4):
        put(number, FEWEST)
    assert _held(published) == ["b1", "b3", "b4"]
    unpin(published, "bc-150", reason="không còn dẫn", now=NOW)
    put(5, FEWEST)
    assert _held(published) == ["b4", "b5"]
    assert list((published / "pinned").iterdir()) == []


def test_a_name_never_comes_to_mean_another_build(published: Path, put: Put) -> None:
    put(1)
    put(2)
    assert _pin(published, build_id="b1") == "b1"
    kept = (published / "pinned" / "bc-150.json").read_bytes()
    assert pin(published, "bc-150", build_id="b1", by="Khác", note="Khác", now=NOW).by == "Văn phòng"
    refusal = r"'bc-150' means build b1 since 01/12/2026 \(Văn phòng: 150/BC\) and never comes to mean another"
    with pytest.raises(DeliveryError, match=refusal):
        _pin(published)
    assert (published / "pinned" / "bc-150.json").read_bytes() == kept
    taken = unpin(published, "bc-150", reason="gõ nhầm", now=NOW)
    assert taken.build_id == "b1"
    last = read_log(published)[-1]
    assert (last.action, last.build_id, last.reason, last.pin) == ("unpinned", "b1", "gõ nhầm", taken)
    with pytest.raises(DeliveryError, match=refusal):
        _pin(published)
    assert _pin(published, build_id="b1") == "b1"


@pytest.mark.parametrize("name", ["", ".ẩn", "../b1", "báo-cáo", "bc.json", "a b"])
def test_a_name_is_plain(published: Path, put: Put, name: str) -> None:
    put(1)
    with pytest.raises(DeliveryError, match=r"cannot name a release: expected letters, digits"):
        _pin(published, name)


def test_what_cannot_be_done_is_said(published: Path, put: Put) -> None:
    for refused in (lambda: _pin(published), lambda: unpin(published, "bc-150", reason="x", now=NOW)):
        with pytest.raises(DeliveryError, match="nothing is published at"):
            refused()
    put(1)
    with pytest.raises(DeliveryError, match="there is no release 'b7'"):
        _pin(published, build_id="b7")
    with pytest.raises(DeliveryError, match="who pins 'bc' and what for must be said"):
        pin(published, "bc", by=" ", note="x", now=NOW)
    with pytest.raises(DeliveryError, match="no release is pinned as 'bc'; names given: no release has a name yet"):
        unpin(published, "bc", reason="x", now=NOW)
    _pin(published)
    with pytest.raises(DeliveryError, match="no release is pinned as 'bc'; names given: bc-150"):
        unpin(published, "bc", reason="x", now=NOW)
    with pytest.raises(DeliveryError, match="taking back 'bc-150' needs a reason"):
        unpin(published, "bc-150", reason="", now=NOW)
    (published / "pinned" / "bc-150.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DeliveryError, match=r"bc-150\.json: not a pin \(name: Field required\); restore the file"):
        pins(published)


def test_killed_at_any_line_a_name_is_given_and_taken_back_whole(
    published: Path, put: Put, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda handle: None)
    put(1)
    with killed_at(-1) as ran:
        counted = shutil.copytree(published, tmp_path / "counted", symlinks=True)
        _pin(counted)
        unpin(counted, "bc-150", reason="x", now=NOW)
    for instant in range(1, ran[0] + 1):
        here = shutil.copytree(published, tmp_path / f"killed-{instant}", symlinks=True)
        with killed_at(instant):
            _pin(here)
            unpin(here, "bc-150", reason="x", now=NOW)
        put_in_force = [one.build_id for one in pins(here)]
        assert put_in_force in ([], ["b1"])
        # A name that was taken back, as far as the log says, may be given to the same build again.
        assert _pin(here) == "b1"
        assert (here / "pinned" / "bc-150" / "manifest.json").is_file()
        unpin(here, "bc-150", reason="x", now=NOW)
        assert list((here / "pinned").iterdir()) == []
        shutil.rmtree(here)
    assert ran[0] > 50
