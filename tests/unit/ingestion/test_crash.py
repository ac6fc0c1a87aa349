"""Killed at any instant and run again, an intake holds what an undisturbed one holds: nothing lost, nothing doubled."""

from __future__ import annotations

import io
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from intake_fakes import SEEDS, Desk

from ingestion import Reference, bronze_batch

FILES = {
    "a.csv": "cover 2023H1",
    "b.csv": "register 2023H1 3",
    "c.csv": "cover 2023H1",  # the content of a.csv again
    "d.csv": "unknown",
    "con/e.csv": "refuse 2023H2",
    "f.txt": "report 2023H1 3",
    "g.xlsx": "form 2023H1 5",
    "arrivals.csv": "file,arrived_at,arrival_basis\nb.csv,2023-06-20,recorded\n",
}
STATES = {"accepted": 4, "duplicate": 1, "quarantined": 1, "rejected": 1}


class Killed(BaseException):
    """The process dies here."""


class Executioner:
    """Lets `survives` effects on the files below a folder happen; the next one, and all after it, do not.

    With `where`, only effects on paths that hold this text are counted until death.
    """

    def __init__(self, home: Path, survives: int, where: str) -> None:
        self.home, self.survives, self.where, self.effects = str(home), survives, where, 0

    @property
    def has_struck(self) -> bool:
        return self.effects > self.survives

    def strike(self, path: object) -> None:
        if isinstance(path, str | os.PathLike):
            place = os.fspath(path)
            if not place.startswith(self.home) or "/.locks" in place or "/sources/" in place:
                return
            if self.where not in place and not self.has_struck:
                return
        elif self.where and not self.has_struck:
            return
        self.effects += 1
        if self.has_struck:
            raise Killed

    def before(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(path: object, *more: Any, **named: Any) -> Any:
            self.strike(path)
            return function(path, *more, **named)

        return guarded

    def opening(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(path: object, mode: str = "r", *more: Any, **named: Any) -> Any:
            if set(mode) & set("wax+"):
                self.strike(path)
                return _HalfWriter(function(path, mode, *more, **named), self)
            return function(path, mode, *more, **named)

        return guarded


class _HalfWriter:
    """A file whose writing takes two steps, so that death can come between them."""

    def __init__(self, file: Any, executioner: Executioner) -> None:
        self._file, self._executioner = file, executioner

    def write(self, content: bytes) -> None:
        half = len(content) // 2
        for part in (content[:half], content[half:]):
            self._executioner.strike(self._file.name)
            self._file.write(part)
            self._file.flush()

    def __enter__(self) -> _HalfWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


@contextmanager
def mortal(home: Path, survives: int, where: str = "") -> Iterator[Executioner]:
    """Within this block the process dies at the effect after `survives`; leaving it is the next process."""
    executioner = Executioner(home, survives, where)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("mkdir", "replace", "chmod", "unlink", "fsync"):
            patch.setattr(os, name, executioner.before(getattr(os, name)))
        patch.setattr(io, "open", executioner.opening(io.open))
        try:
            yield executioner
        except Killed:
            assert executioner.has_struck
        else:
            assert not executioner.has_struck, "the code caught its own death"


def _filled(home: Path) -> Desk:
    desk = Desk(home)
    for name, text in FILES.items():
        desk.put(name, text)
    return desk


@pytest.mark.parametrize("next_run", ["run-1", "run-2"], ids=["same run again", "another run"])
def test_death_at_every_effect_loses_and_doubles_nothing(tmp_path: Path, next_run: str) -> None:
    undisturbed = _filled(tmp_path / "undisturbed")
    assert undisturbed.collect("run-1").states == STATES

    survives, deaths = 0, 0
    while True:
        desk = _filled(tmp_path / f"after-{survives}")
        with mortal(desk.home, survives) as executioner:
            desk.collect("run-1")
        deaths += executioner.has_struck
        desk.collect(next_run)
        assert desk.content() == undisturbed.content(), f"after effect {survives}"
        assert desk.contents_received() == undisturbed.contents_received(), f"after effect {survives}"
        assert desk.landed() == undisturbed.landed(), f"after effect {survives}"
        if not executioner.has_struck:
            break
        survives += 1

    # 6 contents in the landing zone and 9 tables take at least six effects each; fewer would mean unguarded ones.
    assert deaths >= 15 * 6


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_death_while_a_table_is_written_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bronze_batch, "_HELD_ROWS", 1)
    monkeypatch.setattr(bronze_batch, "_GROUP_ROWS", 2)
    undisturbed = _filled(tmp_path / "undisturbed")
    undisturbed.collect("run-1")

    survives = 0
    while True:
        desk = _filled(tmp_path / f"after-{survives}")
        with mortal(desk.home, survives) as executioner:
            desk.collect("run-1")
        desk.collect("run-1")
        assert desk.content() == undisturbed.content(), f"after effect {survives}"
        assert desk.landed() == undisturbed.landed(), f"after effect {survives}"
        if not executioner.has_struck:
            break
        survives += 13

    assert survives > 15 * 8, "the tables were not written in parts"


def test_a_second_death_while_mending_the_first_does_no_harm(tmp_path: Path) -> None:
    undisturbed = _filled(tmp_path / "undisturbed")
    undisturbed.collect("run-1")
    chance = random.Random(20231027)
    for number in range(12):
        desk = _filled(tmp_path / f"twice-{number}")
        for run_id in ("run-1", chance.choice(["run-1", "run-2"])):
            with mortal(desk.home, chance.randrange(100)):
                desk.collect(run_id)
        desk.collect("run-3")
        assert desk.content() == undisturbed.content()
        assert desk.contents_received() == undisturbed.contents_received()


def test_what_a_dead_try_wrote_is_not_committed_with_the_next(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    place = desk.put("a.csv", "register 2023H1 2")
    with mortal(desk.home, 0, "/bronze/attempt"):
        desk.collect("run-1")
    assert list((desk.bronze / "register_row").glob("*.parquet")) != []
    assert not list((desk.bronze / "attempt").glob("*.parquet"))
    place.write_text("cover 2023H1")

    desk.collect("run-1")

    assert desk.rows("register_row") == []
    assert list((desk.bronze / "register_row").glob("*.parquet")) == []


_DEED = st.one_of(
    st.tuples(st.just("put"), st.sampled_from(["a.csv", "b.csv", "c.csv"]), st.integers(0, 3)),
    st.tuples(st.just("collect"), st.integers(0, 2), st.just(None)),
    st.tuples(st.just("die"), st.integers(0, 2), st.integers(0, 60)),
)


@settings(
    max_examples=20, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(deeds=st.lists(_DEED, max_size=8))
def test_any_history_of_deaths_ends_where_a_life_without_them_ends(
    tmp_path_factory: pytest.TempPathFactory, deeds: list[tuple[str, Any, Any]]
) -> None:
    """The clean twin sees the same files and, wherever the mortal desk tried to collect and lived on, collects too."""
    mortal_desk = Desk(tmp_path_factory.mktemp("mortal"))
    clean = Desk(tmp_path_factory.mktemp("clean"))
    seen: set[tuple[str, str]] = set()
    for number, (deed, first, second) in enumerate(deeds):
        if deed == "put":
            for desk in (mortal_desk, clean):
                desk.put(first, f"register 2023H1 {second}")
            continue
        # Runs are numbered anew for each deed: the same run id over changed files is a retry, which does nothing.
        with mortal(mortal_desk.home, second if deed == "die" else 10**6):
            mortal_desk.collect(f"run-{number}")
        mortal_desk.collect(f"run-{number}")
        clean.collect(f"clean-{number}")
        seen |= set(clean.contents_received())
    mortal_desk.collect("last")
    clean.collect("last")
    # Which of two equal files is the first is settled by their names alone within one collect, so the twins agree.
    assert mortal_desk.content() == clean.content()
    assert mortal_desk.contents_received() == clean.contents_received()
    assert seen <= set(clean.contents_received())


_WORKER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from intake_fakes import SEEDS, Desk
from ingestion import Reference
desk = Desk(Path(sys.argv[2]))
Reference.load(SEEDS)
print("ready", flush=True)
desk.collect(sys.argv[3])
print("done", flush=True)
"""


def _start(desk: Desk, run_id: str) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-c", _WORKER, str(Path(__file__).parent), str(desk.home), run_id]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)


def _many(home: Path) -> Desk:
    desk = Desk(home)
    for number in range(40):
        desk.put(f"{number:02}.csv", f"register 2023H1 2\n{number}")
    return desk


def test_a_process_killed_at_random_instants(tmp_path: Path) -> None:
    undisturbed = _many(tmp_path / "undisturbed")
    Reference.load(SEEDS)
    began = time.monotonic()
    undisturbed.collect("run-1")
    whole = time.monotonic() - began
    chance = random.Random(20230625)
    killed = 0
    for number in range(5):
        desk = _many(tmp_path / str(number))
        with _start(desk, "run-1") as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            time.sleep(chance.random() * whole)
            process.kill()
            killed += process.stdout.read() != "done\n"
        desk.collect(chance.choice(["run-1", "run-2"]))
        assert desk.content() == undisturbed.content()
        assert desk.contents_received() == undisturbed.contents_received()
    assert killed > 0, "every process had finished before it was killed; nothing was tested"


def test_two_processes_at_one_source_take_every_file_once(tmp_path: Path) -> None:
    undisturbed = _many(tmp_path / "undisturbed")
    undisturbed.collect("run-1")
    desk = _many(tmp_path / "shared")

    with _start(desk, "run-1") as one, _start(desk, "run-2") as other:
        said = [one.communicate(timeout=60)[0], other.communicate(timeout=60)[0]]

    assert said == ["ready\ndone\n", "ready\ndone\n"]
    assert desk.content() == undisturbed.content()
    assert desk.contents_received() == undisturbed.contents_received()
    assert sorted(row["files_new"] for row in desk.receipts("source")) == [0, 40]
