"""What a power cut leaves: contents are on disk before they have their names, names before the receipts have theirs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from intake_fakes import Desk

from ingestion import atomic

Event = tuple[str, str]


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Event]]:
    """Every flush and every rename, in order: (what, path); a flush of the whole file system has no path."""
    seen: list[Event] = []
    fsync, replace = os.fsync, os.replace

    def watched_fsync(handle: int) -> None:
        seen.append(("flush", str(Path(f"/proc/self/fd/{handle}").readlink())))
        fsync(handle)

    def watched_replace(source: Path, target: Path) -> None:
        seen.append(("rename", os.fspath(target)))
        replace(source, target)

    monkeypatch.setattr(os, "fsync", watched_fsync)
    monkeypatch.setattr(os, "replace", watched_replace)
    monkeypatch.setattr(atomic, "_syncfs", lambda: lambda handle: seen.append(("flush all", "")))
    yield seen


def _at(events: list[Event], wanted: str, part: str) -> list[int]:
    return [place for place, (what, path) in enumerate(events) if what == wanted and part in path]


def test_few_files_are_flushed_one_by_one_before_the_receipts(tmp_path: Path, events: list[Event]) -> None:
    desk = Desk(tmp_path)
    desk.put("a.csv", "cover 2023H1\n1")
    desk.put("b.csv", "cover 2023H1\n2")

    desk.collect()

    contents, names = _at(events, "flush", ".tmp"), _at(events, "rename", "/landing/")
    assert [what for what, _ in events].count("flush all") == 0
    assert len(names) == 2
    assert len([at for at in contents if at < names[0]]) == 3  # two contents and the table of submissions
    folders = [at for at in _at(events, "flush", "/landing/sha256/") if at > names[-1]]
    (commit,) = _at(events, "rename", "/bronze/attempt/")
    assert len(folders) == 2
    assert folders[-1] < commit
    assert [at for at in _at(events, "flush", "/bronze/attempt") if at > commit] != []


def test_many_files_are_flushed_together_before_the_receipts(tmp_path: Path, events: list[Event]) -> None:
    desk = Desk(tmp_path)
    for number in range(30):
        desk.put(f"{number:02}.csv", f"cover 2023H1\n{number}")

    desk.collect()

    names, flushes = _at(events, "rename", "/landing/"), _at(events, "flush all", "")
    (commit,) = _at(events, "rename", "/bronze/attempt/")
    assert len(names) == 30
    assert len(flushes) == 2
    assert flushes[0] < names[0] < names[-1] < flushes[1] < commit
    assert len(_at(events, "flush", "")) <= 4


def test_without_a_flush_of_the_file_system_each_file_is_flushed(
    tmp_path: Path, events: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atomic, "_syncfs", lambda: None)
    desk = Desk(tmp_path)
    for number in range(12):
        desk.put(f"{number:02}.csv", f"cover 2023H1\n{number}")

    desk.collect()

    names = _at(events, "rename", "/landing/")
    assert len([at for at in _at(events, "flush", "/landing/") if at < names[0]]) == 12


def test_a_content_another_batch_put_in_place_is_relied_on_only_when_its_name_is_flushed(
    tmp_path: Path, events: list[Event]
) -> None:
    desk = Desk(tmp_path)
    desk.put("a.csv", "cover 2023H1")
    desk.collect("run-1")
    events.clear()
    again = Desk(tmp_path)
    again.bronze = tmp_path / "other"

    again.collect("run-1")

    (commit,) = _at(events, "rename", "/other/attempt/")
    assert [at for at in _at(events, "flush", "/landing/sha256/") if at < commit] != []
    assert _at(events, "rename", "/landing/") == []


def test_the_flush_of_the_file_system_tells_its_failure() -> None:
    flush_all = atomic._syncfs()
    if flush_all is None:
        pytest.skip("this system flushes files one by one")
    with pytest.raises(OSError, match="syncfs"):
        flush_all(-1)
