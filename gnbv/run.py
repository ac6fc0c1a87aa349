"""`make run`: the whole job through the real DAGs, in order, in this process; then a short table of what came of it.

The DAGs run by `dag.test()`, which starts no consumer of an asset: the order here is the order of the assets. What
Airflow, dbt and Great Expectations say goes to a log file, so that the screen keeps what people need.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from datetime import time as clock
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from gnbv.airflow_home import AirflowHomeError, airflow_home, environment, owned, prepare
from gnbv.dag_support import TIMEZONE
from gnbv.settings import PROJECT, Workspace

if TYPE_CHECKING:
    from rich.console import Console

#: The DAGs in the order in which their assets start them, and the period DAG that reads what they publish.
ORDER = ("collect_returns", "build_warehouse", "publish_marts", "check_quality", "remind_late")
#: The date of the ministry's report that the samples are taken from.
SAMPLES_AS_OF = "2023-10-27"


class RunFailedError(RuntimeError):
    """A DAG failed; the text is one readable line that says where and what to do."""


@dataclass
class Watch:
    """Hears of every task that ends (an Airflow listener) and keeps count of one DAG's tasks."""

    show: Any = None
    done: int = 0
    errors: dict[str, str] = field(default_factory=dict)

    def ended(self, task_instance: Any, error: object = None) -> None:
        """Note the end of one try of a task; a later try that succeeds takes its error back."""
        label = task_instance.task_id
        if getattr(task_instance, "rendered_map_index", None):
            label = f"{label} [{task_instance.rendered_map_index}]"
        if error is None:
            self.done += 1
            self.errors.pop(label, None)
        else:
            text = str(error).strip() or type(error).__name__
            self.errors[label] = text.splitlines()[0]
        if self.show:
            self.show(f"{task_instance.dag_id}: {self.done} tasks done")


def main() -> int:
    """Run everything; returns the exit code. Environment: `AS_OF` (YYYY-MM-DD) and the variables of `Workspace`."""
    ws = Workspace.from_env()
    try:
        as_of = date.fromisoformat(os.environ.get("AS_OF") or SAMPLES_AS_OF)
    except ValueError:
        return _fail(sys.stderr, f"AS_OF: expected a date as YYYY-MM-DD, found {os.environ['AS_OF']!r}")
    began = time.monotonic()
    os.environ.update(run_environment(ws))
    try:
        with owned(ws):
            log = airflow_home(ws) / "logs" / "make-run.log"
            with _screen(log) as (console, errors):
                try:
                    unread = _run_all(ws, as_of, console, log)
                    _report(ws, as_of, console, time.monotonic() - began)
                except Exception as error:
                    logging.getLogger(__name__).exception("make run failed")
                    return _fail(errors, f"{_one_line(error)} (log: {log})")
                return _fail(errors, unread) if unread else 0
    except AirflowHomeError as error:
        return _fail(sys.stderr, str(error))


def run_environment(ws: Workspace) -> dict[str, str]:
    """The variables of the in-process run: those of the embedded Airflow, retries a second apart, and nothing is sent.

    No person can be asked inside this process.
    """
    return environment(ws, os.environ) | {"GNBV_RETRY_SECONDS": "1", "GNBV_MAIL": ""}


def _run_all(ws: Workspace, as_of: date, console: Console, log: Path) -> str | None:
    """Run the DAGs in order; returns a line on the sources that could not be read, if any. Raises RunFailedError."""
    with _step(console, "airflow", "metadata database ready"):
        prepare()
        dags = _load_dags()
    unread = None
    for dag_id in ORDER:
        watch = _run_dag(dags[dag_id], as_of, console)
        if watch.errors:
            name, message = next(iter(watch.errors.items()))
            unread = f"{len(watch.errors)} of the sources could not be read, first {name}: {message} (log: {log})"
    _forget_queued_assets()
    return unread


def _load_dags() -> dict[str, Any]:
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(PROJECT / "dags")
    if bag.import_errors:
        where, trace = next(iter(bag.import_errors.items()))
        raise RunFailedError(f"{where} cannot be imported: {trace.strip().splitlines()[-1]}")
    return dict(bag.dags)


def _run_dag(dag: Any, as_of: date, console: Console) -> Watch:
    watch = Watch()
    with _listening(watch), console.status(f"{dag.dag_id} ...") as status:
        watch.show = status.update
        began = time.monotonic()
        run = dag.test(**_arguments(dag.dag_id, as_of))
        seconds = time.monotonic() - began
    failed = f", {len(watch.errors)} failed" if watch.errors else ""
    console.print(f"  {dag.dag_id:<16} {watch.done:>3} tasks{failed}  {seconds:5.1f} s", highlight=False)
    if run.state != "success":
        task, message = next(iter(watch.errors.items()), ("?", "no task could run"))
        raise RunFailedError(f"{dag.dag_id} failed in {task}: {message}")
    return watch


def _arguments(dag_id: str, as_of: date) -> dict[str, Any]:
    """The period DAG gets its date as the logical date; the others, which run now, as their parameter.

    Everything that has arrived until now is taken in: the report says "known today", whatever day it is about.
    """
    if dag_id == "collect_returns":
        return {}
    if dag_id == "remind_late":
        return {"logical_date": datetime.combine(as_of, clock(7), tzinfo=TIMEZONE)}
    return {"run_conf": {"as_of": as_of.isoformat()}}


@contextmanager
def _listening(watch: Watch) -> Iterator[None]:
    from airflow.listeners import hookimpl
    from airflow.sdk import listener as sdk_listener

    class Listener:
        @hookimpl
        def on_task_instance_success(self, previous_state: Any, task_instance: Any) -> None:
            watch.ended(task_instance)

        @hookimpl
        def on_task_instance_failed(self, previous_state: Any, task_instance: Any, error: Any) -> None:
            watch.ended(task_instance, error or "failed")

    listener = Listener()
    manager: Any = sdk_listener.get_listener_manager()
    manager.add_listener(listener)
    try:
        yield
    finally:
        manager.pm.unregister(listener)


def _forget_queued_assets() -> None:
    """Take back what the assets queued: their consumers ran in this process, a later scheduler is not to run them."""
    from airflow.models.asset import AssetDagRunQueue
    from airflow.utils.session import create_session
    from sqlalchemy import delete

    with create_session() as session:
        session.execute(delete(AssetDagRunQueue))


@contextmanager
def _screen(log: Path) -> Iterator[tuple[Console, TextIO]]:
    """Yield the screen and its error stream, while everything written to standard output or error goes to the log."""
    from rich.console import Console

    from gnbv.commands.output import PIPE_WIDTH

    log.parent.mkdir(parents=True, exist_ok=True)
    sys.stdout.flush()
    sys.stderr.flush()
    saved = os.dup(1), os.dup(2)
    out, err = (os.fdopen(os.dup(number), "w", encoding="utf-8") for number in saved)
    with log.open("w", encoding="utf-8") as target:
        os.dup2(target.fileno(), 1)
        os.dup2(target.fileno(), 2)
    try:
        # In a pipe the tables are as wide as they need.
        yield Console(file=out, width=None if out.isatty() else PIPE_WIDTH), err
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        for number, handle in enumerate(saved, start=1):
            os.dup2(handle, number)
            os.close(handle)


@contextmanager
def _step(console: Console, name: str, what: str) -> Iterator[None]:
    began = time.monotonic()
    with console.status(f"{name} ..."):
        yield
    console.print(f"  {name:<16} {what}  {time.monotonic() - began:5.1f} s", highlight=False)


def _report(ws: Workspace, as_of: date, console: Console, seconds: float) -> None:
    from gnbv.run_report import show

    show(ws, as_of, console)
    console.print(f"\nDone in {seconds:.0f} s.", highlight=False)


def _one_line(error: Exception) -> str:
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0]


def _fail(stream: TextIO, message: str) -> int:
    print(f"make run: {message}", file=stream, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
