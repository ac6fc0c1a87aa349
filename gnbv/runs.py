"""What ran, for how long, with what outcome: the ledger `ledgers/runs/`, one JSON file a step, never changed.

A record is a note about the work and no part of it: it is not forced to the disk, and one that cannot be written or
read is told in the log and left out. No job fails for it. Cheap to import, as `gnbv.jobs` is.
"""

from __future__ import annotations

import functools
import inspect
import json
import logging
import os
import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from gnbv.settings import Workspace

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

#: The longest text of an error that is kept.
_LONGEST_DETAIL = 400
_STAMP = "%Y%m%dT%H%M%S%fZ"


@dataclass(frozen=True)
class Part:
    """Something within a step that has a time of its own: a model of dbt."""

    step: str
    subject: str
    started_at: datetime
    seconds: float
    state: str = "done"
    detail: str | None = None


@dataclass
class Step:
    """What a step may tell of itself: rows and bytes it made, one line, whether it ended badly without an error."""

    subject: str | None = None
    rows: int | None = None
    bytes: int | None = None
    detail: str | None = None
    is_failed: bool = False
    parts: Sequence[Part] = field(default_factory=tuple)

    def tell(self, facts: Mapping[str, Any]) -> None:
        """Set attributes by name."""
        for name, value in facts.items():
            setattr(self, name, value)


def run_of(run_id: str | None = None) -> str:
    """Return the id of the run under way.

    In a task of Airflow `<dag_id>/<run_id>` of its DAG run, whatever is given; else what is given; else
    `cli-<instant>`, one for the whole process.
    """
    dag, run = (os.environ.get(f"AIRFLOW_CTX_{name}") for name in ("DAG_ID", "DAG_RUN_ID"))
    return f"{dag}/{run}" if dag and run else run_id or _of_this_process()


@functools.cache
def _of_this_process() -> str:
    return f"cli-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}"


@contextmanager
def recorded(
    ws: Workspace,
    run_id: str,
    job: str,
    step: str,
    subject: str | None = None,
    *,
    only_failed: bool = False,
    is_private: bool = False,
) -> Iterator[Step]:
    """Record a step when it ends: `done`, or `failed` with its error in one line, which is raised again.

    `only_failed`: leave no record of a step that ended well. `is_private`: keep only the kind of the error.
    """
    made = Step(subject=subject)
    started_at, began = datetime.now(UTC), time.monotonic()
    try:
        yield made
    except BaseException as error:
        made.is_failed, made.detail = True, type(error).__name__ if is_private else one_line(error)
        raise
    finally:
        if made.is_failed or not only_failed:
            _write(ws.runs, run_id, job, step, made, started_at, time.monotonic() - began)


def recording(
    job: str,
    step: str,
    *,
    subject: str | None = None,
    tell: Callable[[Workspace, Any], Mapping[str, Any]] | None = None,
    is_private: bool = False,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a job record itself as a step.

    The job takes the workspace as `ws`; `subject` names another of its parameters; `tell(ws, result)` gives attributes
    of `Step` once it has ended well. `is_private`: errors may name a person's address, and records are published; only
    the kind of error is kept.
    """

    def wrap(work: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(work)

        @functools.wraps(work)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            given = signature.bind(*args, **kwargs).arguments
            ws, run_id = given["ws"], run_of(given.get("run_id"))
            about = given.get(subject) if subject else None
            with recorded(ws, run_id, job, step, about, is_private=is_private) as made:
                result = work(*args, **kwargs)
                if tell is not None:
                    _tell(made, tell, ws, result)
            return result

        return run

    return wrap


def _tell(made: Step, tell: Callable[[Workspace, Any], Mapping[str, Any]], ws: Workspace, result: Any) -> None:
    try:
        made.tell(tell(ws, result))
    except Exception:
        log.warning("a step could not tell what it made", exc_info=True)


def one_line(error: object) -> str:
    """Return an error as one line of bounded length."""
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= _LONGEST_DETAIL else f"{text[:_LONGEST_DETAIL]}..."


def _write(folder: Path, run_id: str, job: str, step: str, made: Step, started_at: datetime, seconds: float) -> None:
    content = {
        "run_id": run_id,
        "job": job,
        "step": step,
        "subject": made.subject,
        "started_at": started_at.isoformat(),
        "ended_at": (started_at + timedelta(seconds=seconds)).isoformat(),
        "state": "failed" if made.is_failed else "done",
        "rows": made.rows,
        "bytes": made.bytes,
        "detail": made.detail,
        "parts": [{**vars(one), "started_at": one.started_at.isoformat()} for one in made.parts],
    }
    path = folder / f"{started_at:{_STAMP}}-{secrets.token_hex(4)}.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}")
        draft.write_text(json.dumps(content, ensure_ascii=False) + "\n", encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        log.warning("%s: the record of %s/%s is not kept: %s", folder, job, step, error)


def run_rows(folder: Path) -> list[dict[str, Any]]:
    """Return the rows of the bronze table `run_step`: a row a record and one for each of its parts, oldest first."""
    return [row for path in sorted(folder.glob("[0-9]*.json")) for row in _rows(path)]


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        parts = record.pop("parts")
        started_at, ended_at = (datetime.fromisoformat(record[name]) for name in ("started_at", "ended_at"))
        whole = {
            **record,
            "run_step_key": path.stem,
            "started_at": started_at,
            "ended_at": ended_at,
            "seconds": (ended_at - started_at).total_seconds(),
        }
        return [whole, *(_part(whole, place, part) for place, part in enumerate(parts, start=1))]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        log.warning("%s: not a record of a run (%s), left out; remove the file", path, one_line(error))
        return []


def _part(whole: Mapping[str, Any], place: int, part: Mapping[str, Any]) -> dict[str, Any]:
    started_at = datetime.fromisoformat(part["started_at"])
    return {
        **part,
        "run_step_key": f"{whole['run_step_key']}#{place}",
        "run_id": whole["run_id"],
        "job": whole["job"],
        "started_at": started_at,
        "ended_at": started_at + timedelta(seconds=part["seconds"]),
        "rows": None,
        "bytes": None,
    }


def sweep_runs(folder: Path, *, keep_newest: int, keep_days: int, now: datetime) -> int:
    """Remove the records, but for the newest, of steps that began longer ago, and what a killed process left.

    Returns how many were removed.
    """
    oldest = f"{now.astimezone(UTC) - timedelta(days=keep_days):{_STAMP}}"
    names = sorted((path.name for path in folder.glob("*.json")), key=lambda name: name.lstrip("."), reverse=True)
    old = [name for place, name in enumerate(names) if name.lstrip(".") < oldest and place >= keep_newest]
    for name in old:
        (folder / name).unlink(missing_ok=True)
    return len(old)
