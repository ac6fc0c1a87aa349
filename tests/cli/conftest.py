"""Running `gnbv` in process, the way the console script does: exit code, standard output, standard error."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from gnbv.cli import main
from gnbv.settings import Workspace


@dataclass(frozen=True)
class Ran:
    """What one run of the command gave."""

    code: int
    out: str
    err: str

    def rows(self) -> list[dict[str, str]]:
        """Standard output read as CSV."""
        return list(csv.DictReader(io.StringIO(self.out)))


Run = Callable[..., Ran]


@pytest.fixture
def run_in(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """`run_in(workspace, "late", "--as-of", "2023-10-27")`."""

    def run(workspace: Workspace, *arguments: str) -> Ran:
        monkeypatch.setenv("GNBV_HOME", str(workspace.home))
        monkeypatch.setenv("GNBV_SOURCES", str(workspace.sources))
        monkeypatch.setenv("GNBV_POLICY", ":".join(str(folder) for folder in workspace.policy))
        capfdbinary.readouterr()
        code = main(arguments)
        captured = capfdbinary.readouterr()
        return Ran(code, captured.out.decode("utf-8"), captured.err.decode("utf-8"))

    return run


@pytest.fixture
def run(run_in: Run, sample_workspace: Workspace) -> Run:
    """The same over the samples: `run("late", "--as-of", "2023-10-27")`."""

    def run(*arguments: str) -> Ran:
        return run_in(sample_workspace, *arguments)

    return run
