"""`current` goes back by the log; the log has a line a move, whatever is killed when."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from delivery import DeliveryError
from delivery.releases import Retention, read_log, rollback
from tests.unit.delivery.releases.line_kills import killed_at

LATER = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
Put = Callable[..., Path]


def _current(published: Path) -> str:
    return (published / "current").readlink().name


def _moves(published: Path) -> list[tuple[str, str, str | None]]:
    return [(one.action, one.build_id, one.previous) for one in read_log(published)]


def test_every_move_of_current_is_a_line(published: Path, put: Put) -> None:
    put(1)
    put(2)
    put(2)
    back = rollback(published, reason=" hạn gửi sai ", now=LATER)
    assert back == published / "releases" / "b1"
    assert _current(published) == "b1"
    lines = (published / "publications.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [
        {"at": "2026-11-02T09:00:00Z", "action": "published", "build_id": "b1"},
        {"at": "2026-11-03T09:00:00Z", "action": "published", "build_id": "b2", "previous": "b1"},
        {
            "at": "2026-12-01T09:00:00Z",
            "action": "rolled_back",
            "build_id": "b1",
            "previous": "b2",
            "reason": "hạn gửi sai",
        },
    ]


def test_before_is_what_was_current_when_the_release_was_published(published: Path, put: Put) -> None:
    for number in (1, 2, 3):
        put(number)
    rollback(published, reason="x", now=LATER)
    assert _current(published) == "b2"
    rollback(published, reason="x", now=LATER)
    assert _current(published) == "b1"
    with pytest.raises(
        DeliveryError, match=r"the log tells of no release before b1; say which one it shall be: b2, b3"
    ):
        rollback(published, reason="x", now=LATER)
    rollback(published, to="b3", reason="x", now=LATER)
    assert _current(published) == "b3"
    assert rollback(published, to="b3", reason="x", now=LATER).name == "b3"
    assert len(read_log(published)) == 6
    rollback(published, to="b1", reason="x", now=LATER)
    put(4)
    rollback(published, reason="x", now=LATER)
    assert _current(published) == "b1"


def test_a_release_that_is_gone_is_said(published: Path, put: Put) -> None:
    with pytest.raises(DeliveryError, match=r"nothing is published at .*run 'gnbv collect'"):
        rollback(published, reason="x", now=LATER)
    for number in (1, 2, 3):
        put(number, Retention(keep_newest=1, keep_days=0))
    rollback(published, reason="x", now=LATER)
    with pytest.raises(DeliveryError, match=r"there is no release 'b1': .* removed since; releases there: b2, b3"):
        rollback(published, reason="x", now=LATER)
    with pytest.raises(DeliveryError, match=r"there is no release 'b9'"):
        rollback(published, to="b9", reason="x", now=LATER)
    with pytest.raises(DeliveryError, match="a rollback needs a reason"):
        rollback(published, reason="  ", now=LATER)
    assert _current(published) == "b2"


def test_a_torn_last_line_was_never_written(published: Path, put: Put) -> None:
    put(1)
    put(2)
    log = published / "publications.jsonl"
    whole = log.read_bytes()
    start = whole.index(b"\n") + 1
    for length in range(start, len(whole)):
        log.write_bytes(whole[:length])
        assert _moves(published) == [("published", "b1", None)]
    put(3)
    assert _moves(published) == [("published", "b1", None), ("published", "b3", "b2")]
    log.write_bytes(b"x" + whole)
    with pytest.raises(DeliveryError, match=r"publications\.jsonl, line 1: not a line of the log .* restore the file"):
        put(4)


def test_a_link_changed_by_hand_is_not_changed_back(published: Path, put: Put) -> None:
    for number in (1, 2, 3):
        put(number)
    (published / "current").unlink()
    (published / "current").symlink_to(Path("releases") / "b1")
    rollback(published, to="b2", reason="x", now=LATER)
    assert _moves(published)[-2:] == [("published", "b3", "b2"), ("rolled_back", "b2", "b1")]


def test_killed_at_any_line_a_rollback_is_done_once(
    published: Path, put: Put, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda handle: None)
    for number in (1, 2, 3):
        put(number)
    before, after = _moves(published), ("rolled_back", "b2", "b3")
    with killed_at(-1) as ran:
        rollback(shutil.copytree(published, tmp_path / "counted", symlinks=True), reason="x", now=LATER)
    begun = set()
    for instant in range(1, ran[0] + 1):
        here = shutil.copytree(published, tmp_path / f"killed-{instant}", symlinks=True)
        with killed_at(instant):
            rollback(here, reason="x", now=LATER)
        begun.add((_current(here), _moves(here) == [*before, after]))
        if _current(here) == "b3":
            rollback(here, reason="x", now=LATER)
        assert _current(here) == "b2"
        assert _moves(here) == [*before, after]
        assert not (here / ".part-current").is_symlink()
        shutil.rmtree(here)
    # Before the line, between line and link, after the link.
    assert begun == {("b3", False), ("b3", True), ("b2", True)}


def test_a_rollback_that_was_written_down_is_carried_out_by_the_next_publication(published: Path, put: Put) -> None:
    for number in (1, 2):
        put(number)
    log = published / "publications.jsonl"
    rollback(published, reason="x", now=LATER)
    (published / "current").unlink()
    (published / "current").symlink_to(Path("releases") / "b2")
    put(3)
    assert _moves(published)[2:] == [("rolled_back", "b1", "b2"), ("published", "b3", "b1")]
    assert log.read_bytes().endswith(b"\n")
