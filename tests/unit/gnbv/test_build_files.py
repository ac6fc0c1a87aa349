"""The file steps of a build: what a kill at any of them leaves, and what the swap refuses."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gnbv.build import Build, BuildError, find_build, mark_gate, start, swap, sweep, writer_lock
from gnbv.settings import Workspace

NOW = datetime(2023, 10, 27, 1, 2, 3, tzinfo=UTC)
AS_OF = date(2023, 10, 27)
OLD, NEW = b"the old marts", b"the old marts and the new batch"


class Killed(BaseException):
    """Stands for the end of the process; nothing in the code under test may catch it."""


@pytest.fixture
def ws(new_workspace: Callable[..., Workspace], tmp_path: Path) -> Workspace:
    seeds = tmp_path / "seeds" / "policy"
    seeds.mkdir(parents=True)
    (seeds / "statuses.csv").write_text("status\non_time\n", encoding="utf-8")
    return new_workspace()


def put_warehouse(ws: Workspace, content: bytes) -> None:
    ws.warehouse.parent.mkdir(parents=True, exist_ok=True)
    ws.warehouse.write_bytes(content)


def begin(ws: Workspace, batch: str = "b1", carries_on: bool = True) -> Build:
    def write_batches(path: Path) -> None:
        pq.write_table(pa.table({"batch_id": [batch]}), path)

    return start(
        ws,
        AS_OF,
        None,
        inputs=ws.home.parent / "seeds",
        write_batches=write_batches,
        carries_on=lambda facts: carries_on and facts["as_of"] == "2023-10-27",
        now=NOW,
    )


def finish(ws: Workspace, build: Build, content: bytes = NEW, *, passed: bool = True) -> None:
    build.copy.write_bytes(content)
    mark_gate(build, passed=passed, stops=[] if passed else ["a row was lost"], warnings=0, now=NOW)
    swap(ws, build.build_id, now=NOW)


def whole_build(ws: Workspace) -> None:
    with writer_lock(ws):
        finish(ws, begin(ws))


class Fault:
    """Ends the run at the n-th step that touches files, before, in the middle of, or after it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: int | None, moment: str = "before") -> None:
        self.steps, self._at, self._moment = 0, at, moment
        for owner, name in ((Path, "replace"), (shutil, "copyfile"), (shutil, "rmtree"), (os, "fsync")):
            monkeypatch.setattr(owner, name, self._wrap(getattr(owner, name), name))

    def _wrap(self, real: Callable[..., Any], name: str) -> Callable[..., Any]:
        def step(*arguments: Any, **options: Any) -> Any:
            self.steps += 1
            if self.steps - 1 != self._at:
                return real(*arguments, **options)
            if self._moment == "after":
                real(*arguments, **options)
            elif self._moment == "middle" and name == "copyfile":
                Path(arguments[1]).write_bytes(Path(arguments[0]).read_bytes()[:5])
            raise Killed

        return step


def test_an_undisturbed_build_replaces_the_warehouse(ws: Workspace) -> None:
    put_warehouse(ws, OLD)
    build = begin(ws)
    assert build.copy.read_bytes() == OLD
    finish(ws, build)
    assert ws.warehouse.read_bytes() == NEW
    assert build.build_id.startswith("20231027T010203Z-")
    assert build.manifest()["swapped_at"] == "2023-10-27T01:02:03+00:00"


def test_a_build_from_the_ground_copies_nothing(ws: Workspace) -> None:
    put_warehouse(ws, OLD)
    build = begin(ws, carries_on=False)
    assert not build.copy.exists()
    finish(ws, build)
    assert ws.warehouse.read_bytes() == NEW


def test_a_kill_at_any_step_leaves_the_old_or_the_new_warehouse_and_the_next_run_makes_the_new(
    new_workspace: Callable[..., Workspace], ws: Workspace
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        put_warehouse(ws, OLD)
        counted = Fault(patch, at=None)
        whole_build(ws)
        steps = counted.steps
    assert steps > 15, "the fault points were not met"
    seen = set()
    for at in range(steps):
        for moment in ("before", "middle", "after"):
            here = new_workspace(name=f"var-{at}-{moment}")
            put_warehouse(here, OLD)
            with pytest.MonkeyPatch.context() as patch, pytest.raises(Killed):
                Fault(patch, at=at, moment=moment)
                whole_build(here)
            seen.add(here.warehouse.read_bytes())
            whole_build(here)
            assert here.warehouse.read_bytes() == NEW
            assert [path.name for path in here.builds.iterdir() if path.name.startswith(".")] == []
    assert seen == {OLD, NEW}


def test_a_first_build_needs_no_warehouse(ws: Workspace) -> None:
    build = begin(ws)
    assert not build.copy.exists()
    finish(ws, build)
    assert ws.warehouse.read_bytes() == NEW


def test_the_swap_is_refused_while_the_gate_was_not_run(ws: Workspace) -> None:
    put_warehouse(ws, OLD)
    build = begin(ws)
    with pytest.raises(BuildError, match="has not passed its gate: the gate was not run"):
        swap(ws, build.build_id, now=NOW)
    assert ws.warehouse.read_bytes() == OLD


def test_the_swap_is_refused_when_the_gate_stopped_it_and_says_why(ws: Workspace) -> None:
    put_warehouse(ws, OLD)
    with pytest.raises(BuildError, match="has not passed its gate: a row was lost"):
        finish(ws, begin(ws), passed=False)
    assert ws.warehouse.read_bytes() == OLD


def test_the_swap_is_refused_when_another_build_was_swapped_in_meanwhile(ws: Workspace) -> None:
    put_warehouse(ws, OLD)
    slow, quick = begin(ws), begin(ws)
    finish(ws, quick, b"by the quick one")
    with pytest.raises(BuildError, match="another build was swapped in meanwhile; run the build again"):
        finish(ws, slow)
    assert ws.warehouse.read_bytes() == b"by the quick one"


def test_the_swap_is_refused_when_the_copy_changed_after_its_gate(ws: Workspace) -> None:
    put_warehouse(ws, OLD)
    build = begin(ws)
    build.copy.write_bytes(NEW)
    mark_gate(build, passed=True, stops=[], warnings=0, now=NOW)
    build.copy.write_bytes(b"something else")
    with pytest.raises(BuildError, match="changed after its gate"):
        swap(ws, build.build_id, now=NOW)
    assert ws.warehouse.read_bytes() == OLD


def test_swapping_twice_is_harmless(ws: Workspace) -> None:
    build = begin(ws)
    finish(ws, build)
    swap(ws, build.build_id, now=NOW)
    assert ws.warehouse.read_bytes() == NEW


def test_swapping_an_old_build_again_is_refused(ws: Workspace) -> None:
    first = begin(ws)
    finish(ws, first)
    finish(ws, begin(ws), b"newer")
    with pytest.raises(BuildError, match="another build is in place"):
        swap(ws, first.build_id, now=NOW)
    assert ws.warehouse.read_bytes() == b"newer"


def test_the_id_tells_other_inputs_apart_and_the_manifest_holds_them(ws: Workspace) -> None:
    one, same, other = begin(ws, "b1"), begin(ws, "b1"), begin(ws, "b2")
    assert same.build_id == f"{one.build_id}-2"
    assert other.manifest()["input_hash"] != one.manifest()["input_hash"]
    assert (one.as_of, one.known, one.manifest()["base"]) == (AS_OF, None, None)


def test_only_the_newest_builds_stay(ws: Workspace) -> None:
    ids = [begin(ws, f"b{turn}").build_id for turn in range(4)]
    (ws.builds / ".draft-1").mkdir()
    sweep(ws, keep=2)
    assert sorted(path.name for path in ws.builds.iterdir()) == sorted(ids)[-2:]


def test_a_swept_build_is_named_with_what_to_do(ws: Workspace) -> None:
    with pytest.raises(BuildError, match="there is no such build; start a new one"):
        find_build(ws, "20200101T000000Z-00000000")


def test_a_second_process_waits_for_the_writer_and_then_says_so(ws: Workspace) -> None:
    from filelock import FileLock

    said: list[str] = []
    ws.builds.mkdir(parents=True)
    # A lock object of its own stands for another process: the system keeps them apart by open file.
    other = FileLock(ws.builds.parent / ".writer.lock")
    with (
        other,
        pytest.raises(BuildError, match="another build has held this lock"),
        writer_lock(ws, lambda step, done, total: said.append(step), timeout=0.1),
    ):
        pytest.fail("the lock was given twice")
    assert said == ["waiting for another build to end"]
    with writer_lock(ws), writer_lock(ws):
        pass
