"""`gnbv runs`: what ran lately, how long it took, what failed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

from gnbv.commands import output as out
from gnbv.dag_support import TIMEZONE
from gnbv.settings import Workspace

Row = Mapping[str, Any]

STEP_COLUMNS = (
    "run_id", "job", "step", "subject", "started_at", "ended_at", "seconds", "state", "rows", "bytes", "detail",
)  # fmt: skip
RUN_COLUMNS = ("run_id", "jobs", "started_at", "ended_at", "seconds", "steps", "failed", "detail")


@click.command(short_help="What ran, how long it took, what failed.")
@click.option("--last", type=click.IntRange(1), default=20, show_default=True, metavar="N", help="So many runs.")
@click.option("--job", metavar="JOB", help="Only this job: collect, build, publish, remind.")
@click.option("--failed", "is_failed", is_flag=True, help="Only runs in which a step failed; with --steps, only those.")
@click.option("--steps", "by_step", is_flag=True, help="A row a step, models of dbt too, instead of a row a run.")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
def runs(last: int, job: str | None, is_failed: bool, by_step: bool, form: str) -> None:
    """List the last runs, the latest first: when, which steps, how many seconds, what failed.

    \b
    gnbv runs
    gnbv runs --failed --steps
    gnbv runs --job build --steps --format csv

    A run is one of a DAG in Airflow (DAG/run), or one process on the command line (cli-...). It is read from
    GNBV_HOME/ledgers/runs, also what no build has taken in yet; the marts fct_run_step and rpt_run_cost have the same.
    """
    from gnbv.runs import run_rows

    found = [row for row in run_rows(Workspace.from_env().runs) if job in (None, row["job"])]
    latest = _latest(found, is_failed)[:last]
    if not latest:
        out.remark("nothing has run in this workspace yet" if not found else "no such run")
    if by_step:
        rows = [row for steps in latest for row in _by_time(steps) if not is_failed or row["state"] == "failed"]
        _show("Steps", STEP_COLUMNS, rows, form)
    else:
        _show("Runs", RUN_COLUMNS, [_run(steps) for steps in latest], form)


def _latest(rows: Iterable[Row], is_failed: bool) -> list[list[Row]]:
    """Group steps by run, the run that began last first."""
    by_run: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_run[row["run_id"]].append(row)
    kept = [steps for steps in by_run.values() if not is_failed or any(one["state"] == "failed" for one in steps)]
    return sorted(kept, key=lambda steps: min(one["started_at"] for one in steps), reverse=True)


def _by_time(steps: Sequence[Row]) -> list[Row]:
    return sorted(steps, key=lambda one: (one["started_at"], one["run_step_key"]))


def _run(steps: Sequence[Row]) -> Row:
    """One row of a run; models of dbt are parts of a step, and are not counted."""
    whole = [one for one in _by_time(steps) if "#" not in one["run_step_key"]] or list(steps)
    began, ended = min(one["started_at"] for one in whole), max(one["ended_at"] for one in whole)
    seconds: dict[str, float] = defaultdict(float)
    for one in whole:
        seconds[one["step"]] += one["seconds"]
    failed = [one for one in whole if one["state"] == "failed"]
    errors = [f"{one['step']} {one['subject'] or ''}".strip() + f": {one['detail']}" for one in failed]
    return {
        "run_id": whole[0]["run_id"],
        "jobs": " ".join(dict.fromkeys(one["job"] for one in whole)),
        "started_at": began,
        "ended_at": ended,
        "seconds": (ended - began).total_seconds(),
        "steps": ", ".join(f"{step} {spent:.1f}" for step, spent in seconds.items()),
        "failed": len(failed),
        "detail": errors[0] if errors else None,
    }


def _show(title: str, columns: Sequence[str], rows: Sequence[Row], form: str) -> None:
    if form == "table":
        if rows:
            _print(title, [name for name in columns if name not in ("ended_at", "bytes")], rows)
        return
    from delivery.files import as_csv, as_json

    values = [{name: _plain(row[name]) for name in columns} for row in rows]
    out.deliver(as_csv(columns, values) if form == "csv" else as_json(values), None)


def _print(title: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    whole = ("started_at", "seconds", "failed", "state")
    made = out.table(title, *columns, right=("seconds", "rows", "failed"), whole=whole)
    for row in rows:
        made.add_row(*(_shown(name, row[name]) for name in columns))
    out.console().print(made)


def _shown(name: str, value: Any) -> str:
    if name == "started_at":
        return f"{value.astimezone(TIMEZONE):%d/%m/%Y %H:%M:%S}"
    return "" if value is None else f"{value:.1f}" if name == "seconds" else str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 3)
    return value.isoformat() if hasattr(value, "isoformat") else value
