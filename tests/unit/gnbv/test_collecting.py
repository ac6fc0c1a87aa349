"""Sources spread over processes: the receipts, tables and summaries of one process; a failure stops no other source."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from gnbv import jobs
from gnbv.settings import Workspace
from gnbv.spread import spread
from ingestion import TABLES, read_table

NOW = datetime(2023, 7, 3, 6, 0, tzinfo=UTC)
COVER = (
    "Loại báo cáo;Báo cáo 6 tháng Chương trình phối hợp\nKỳ báo cáo;6 tháng đầu năm 2023\nĐơn vị báo cáo;{name}\n"
    "Số hiệu văn bản;{number}/BC-SLĐTBXH\nNgày ban hành;20/06/2023\n"
)
PLACES = {"20": "Lạng Sơn", "04": "Cao Bằng", "02": "Hà Giang", "10": "Lào Cai"}


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Four provinces; the folder of one of them is not there."""
    entries = []
    for code, name in PLACES.items():
        folder = tmp_path / "sources" / code
        if code != "04":
            folder.mkdir(parents=True)
            for number in (1, 2):
                text = COVER.format(name=name, number=number)
                (folder / f"{number}.csv").write_text(text, encoding="utf-8")
        entries.append({"id": code, "name": name, "level": "province", "locality_code": code, "url": str(folder)})
    place = tmp_path / "sources.yml"
    place.write_text(yaml.safe_dump({"sources": entries}), encoding="utf-8")
    return place


def _tables(ws: Workspace) -> dict[str, list[str]]:
    return {table: sorted(map(repr, read_table(ws.bronze, table).to_pylist())) for table in TABLES}


def test_two_processes_give_what_one_gives(tmp_path: Path, sources: Path) -> None:
    one, two = Workspace(tmp_path / "one", sources), Workspace(tmp_path / "two", sources)
    shown: list[tuple[int, int]] = []

    alone = jobs.collect_all(one, "run-1", now=NOW)
    spread_out = jobs.collect_all(
        two, "run-1", now=NOW, processes=2, on_progress=lambda _, done, total: shown.append((done, total))
    )

    assert [(row.source_id, row.state, row.files_new) for row in spread_out] == [
        ("20", "listed", 2),
        ("04", "failed", 0),
        ("02", "listed", 2),
        ("10", "listed", 2),
    ]
    assert spread_out == alone
    assert spread_out[1].failure is not None
    assert _tables(two) == _tables(one)
    assert len(_tables(two)["submission"]) == 6
    assert shown == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]


def _pid(_: int) -> int:
    return os.getpid()


def _halve(number: int) -> int:
    if number % 2:
        raise ValueError(f"{number} is odd")
    return number // 2


def test_work_is_done_by_other_processes_and_told_by_place() -> None:
    found = dict(spread(_pid, range(6), 2))

    assert sorted(found) == [0, 1, 2, 3, 4, 5]
    assert os.getpid() not in found.values()
    assert 1 <= len(set(found.values())) <= 2


@pytest.mark.parametrize("processes", [1, 2])
def test_what_the_work_raises_is_raised(processes: int) -> None:
    assert dict(spread(_halve, [4, 8], processes)) == {0: 2, 1: 4}
    with pytest.raises(ValueError, match="3 is odd"):
        list(spread(_halve, [2, 3], processes))


@pytest.mark.parametrize(("items", "processes"), [([5], 4), ([5, 6], 1)])
def test_one_item_or_one_process_needs_no_other(items: list[int], processes: int) -> None:
    assert {pid for _, pid in spread(_pid, items, processes)} == {os.getpid()}


_PARENT = """
import os, sys, time
sys.path.insert(0, sys.argv[1])
from gnbv.spread import spread
from test_collecting import say_and_sleep
if __name__ == "__main__":
    list(spread(say_and_sleep, [sys.argv[2] + "/1", sys.argv[2] + "/2"], 2))
"""


def say_and_sleep(place: str) -> None:
    Path(place).write_text(str(os.getpid()))
    time.sleep(60)


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _within(seconds: float, what: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while not what() and time.monotonic() < end:
        time.sleep(0.05)
    return what()


def test_workers_end_with_the_process_that_wants_their_results(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(_PARENT)
    marks = [tmp_path / "1", tmp_path / "2"]
    with subprocess.Popen([sys.executable, str(script), str(Path(__file__).parent), str(tmp_path)]) as parent:
        assert _within(30, lambda: all(one.exists() and one.read_text() for one in marks))
        parent.kill()
    workers = [int(one.read_text()) for one in marks]

    assert _within(10, lambda: not any(map(_is_there, workers)))


def test_no_process_is_refused() -> None:
    with pytest.raises(ValueError, match="expected at least one process, found 0"):
        list(spread(_pid, [1], 0))


@pytest.mark.parametrize("jobs_asked", ["0", "65", "two"])
def test_the_command_takes_a_number_of_processes(jobs_asked: str, run_collect: Callable[[str], str]) -> None:
    assert "--jobs" in run_collect(jobs_asked)


@pytest.fixture
def run_collect() -> Callable[[str], str]:
    from click.testing import CliRunner

    from gnbv.commands.collect import collect

    return lambda count: CliRunner().invoke(collect, ["--jobs", count]).output
