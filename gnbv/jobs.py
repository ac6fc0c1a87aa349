"""The jobs that join the rooms: collect, build, publish, check. The command line and the DAGs call nothing else.

Importing this module must stay cheap (DAG files import it while they are parsed): dbt, Great Expectations, DuckDB and the
rooms are imported inside the functions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gnbv.settings import Workspace

if TYPE_CHECKING:
    from expectations import GateResult

#: Called with (step, done, total) while a job works; `step` is one short English phrase for people.
OnProgress = Callable[[str, int, int], None]


class JobError(RuntimeError):
    """A job could not be done; the text is one readable English line that says where and what to do."""


@dataclass(frozen=True)
class CollectSummary:
    """What one source gave in one run; `failure` is set (one line) when it could not be read at all."""

    source_id: str
    name: str
    files_listed: int = 0
    files_new: int = 0
    files_unchanged: int = 0
    states: dict[str, int] = field(default_factory=dict)
    failure: str | None = None


@dataclass(frozen=True)
class BuildResult:
    """What one build made: `counts` are rows a mart, `seconds` the time of each step."""

    build_id: str
    as_of: date
    known: date | None
    gate: GateResult
    counts: dict[str, int]
    seconds: dict[str, float]


def source_ids(ws: Workspace) -> list[str]:
    """The ids of `sources.yml`, in its order."""
    raise NotImplementedError


def collect_one(
    ws: Workspace,
    source_id: str,
    run_id: str,
    *,
    as_of: date | None = None,
    now: datetime | None = None,
    filesystem: Any = None,
) -> CollectSummary:
    """Pull one source into landing and bronze; raises `ingestion.SourceFailed` when it cannot be read."""
    raise NotImplementedError


def collect_all(
    ws: Workspace,
    run_id: str,
    *,
    as_of: date | None = None,
    now: datetime | None = None,
    on_progress: OnProgress | None = None,
) -> list[CollectSummary]:
    """Pull every source; one that fails does not stop the others and is returned with `failure` set."""
    raise NotImplementedError


def start_build(ws: Workspace, as_of: date, known: date | None = None) -> str:
    """Make the copy, the list of committed batches and the manifest of a new build; returns its id."""
    raise NotImplementedError


def transform(ws: Workspace, build_id: str, *, on_progress: OnProgress | None = None) -> None:
    """Run dbt on the copy."""
    raise NotImplementedError


def gate(ws: Workspace, build_id: str) -> GateResult:
    """Run the expectations on the copy; stop findings leave the build unswappable and are in the result."""
    raise NotImplementedError


def swap(ws: Workspace, build_id: str) -> None:
    """Put the copy in the place of the current warehouse, once its gate has passed."""
    raise NotImplementedError


def build(
    ws: Workspace, as_of: date, *, known: date | None = None, on_progress: OnProgress | None = None
) -> BuildResult:
    """Copy, build, test, gate and swap under one lock; raises `JobError` when anything stops the build."""
    raise NotImplementedError


def publish_marts(ws: Workspace) -> Path:
    """Publish the current warehouse; returns the folder of the release."""
    raise NotImplementedError


def check_published(ws: Workspace) -> GateResult:
    """Run the completeness and marts suites on what is published."""
    raise NotImplementedError


def late_list(ws: Workspace, as_of: date) -> Path:
    """Write the list of missing and late returns as of a date; returns its path."""
    raise NotImplementedError
