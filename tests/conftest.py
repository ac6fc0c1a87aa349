"""Fixtures for every test: a clean environment, and one workspace over the samples, made once for the whole test run.

`sample_workspace` is shared by all tests and all pytest-xdist workers: read it, never write to it. A test that has to
change something makes its own with `new_workspace`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock

from gnbv.settings import PROJECT, Workspace

pytest_plugins = ["servers.postgres_servers"]

#: The day the ministry signed its own list: the date every shared figure in the tests is asked for.
SAMPLE_AS_OF = date(2023, 10, 27)

#: What a person may have set for a workspace of their own.
SETTINGS = [
    f"GNBV_{name}"
    for name in ("HOME", "SOURCES", "POLICY", "CONTACTS", "MAIL", "POSTGRES", "OWNERS", "LINEAGE", "DEBUG")
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the long modules begin first: one that comes last has a whole core wait for it."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Tests never read or write the workspace of the person who runs them."""
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    yield


@pytest.fixture
def new_workspace(tmp_path: Path) -> Callable[..., Workspace]:
    """Make an empty workspace of the test's own: `new_workspace(sources=..., policy=(...,), name="var")`."""

    def make(sources: Path | None = None, policy: tuple[Path, ...] = (), name: str = "var") -> Workspace:
        return Workspace(tmp_path / name, sources or PROJECT / "samples" / "sources.yml", policy)

    return make


@pytest.fixture(scope="session")
def sample_workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The samples, collected, built as of 27/10/2023 and published; read-only for tests."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    workspace = Workspace(shared / "sample_workspace", PROJECT / "samples" / "sources.yml")
    failed, ready = shared / "sample_workspace.failed", shared / "sample_workspace.ready"
    with FileLock(shared / "sample_workspace.lock"):
        if failed.exists():
            pytest.fail(f"the sample workspace could not be made: {failed.read_text(encoding='utf-8')}")
        if not ready.exists():
            try:
                _collect_build_publish(workspace)
            except BaseException as error:
                failed.write_text(f"{type(error).__name__}: {error}", encoding="utf-8")
                raise
            ready.touch()
    return workspace


def _collect_build_publish(workspace: Workspace) -> None:
    from gnbv import jobs

    failures = [done.failure for done in jobs.collect_all(workspace, "sample-run") if done.failure]
    assert failures == []
    jobs.build(workspace, SAMPLE_AS_OF)
    jobs.publish_marts(workspace)
