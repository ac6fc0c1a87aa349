"""What the DAG files share. Imports neither Airflow nor a room, so that parsing stays quick."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from gnbv.failures import note_failure

#: The pool of the tasks that collect: so many at a time, so that a build always finds a place (docs/airflow.md).
COLLECTING = "collecting"
TIMEZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def default_args(owner: str = "data-engineering") -> dict[str, Any]:
    """Return what every task of every DAG has: its owner, three retries, waits that double up to half an hour.

    What fails after its last try is noted for the digest of its owner (`GNBV_OWNERS` has their addresses).
    `GNBV_RETRY_SECONDS` is the wait before the first retry (60). Airflow's own setting for this does not reach a
    serialised DAG.
    """
    return {
        "owner": owner,
        "retries": 3,
        "retry_delay": timedelta(seconds=int(os.environ.get("GNBV_RETRY_SECONDS") or 60)),
        "retry_exponential_backoff": 2.0,
        "max_retry_delay": timedelta(minutes=30),
        "on_failure_callback": note_failure,
    }


def failure_digest(task: Any, *, runbook: str) -> None:
    """Give a DAG its last task, after all others: one digest a run and owner of what failed (`gnbv.digest`).

    A teardown: it runs whatever became of the others, is run again with each of them that is cleared, and does not
    count for the state of the run. `task` is Airflow's decorator; `runbook` a page of docs/runbooks.
    """

    @task(pool="default_pool", do_xcom_push=False)  # type: ignore[untyped-decorator]
    def tell_failures(**context: Any) -> None:
        """Write, and mail to its owner, what failed in this run and was not told yet."""
        from gnbv import digest
        from gnbv.settings import Workspace

        for path in digest.tell(Workspace.from_env(), context, runbook):
            print(f"what failed: {path}")

    last = tell_failures().as_teardown().operator
    last.set_upstream([one for one in last.dag.tasks if one is not last])


def as_of_date(context: Mapping[str, Any]) -> date:
    """Return the date a run speaks about (a day in Viet Nam).

    In this order: the run's parameter `as_of`; the `as_of` of the newest asset event that started the run; the run's
    logical date; the day it was due to start. Raises ValueError when a stated date is not `YYYY-MM-DD`.
    """
    stated = (context.get("params") or {}).get("as_of") or _from_events(context.get("triggering_asset_events") or {})
    if stated:
        return _iso(str(stated))
    instant = context.get("logical_date") or context["dag_run"].run_after
    assert isinstance(instant, datetime)
    return instant.astimezone(TIMEZONE).date()


def _from_events(events: Mapping[Any, Any]) -> str | None:
    flat = [event for of_asset in events.values() for event in of_asset if (event.extra or {}).get("as_of")]
    return max(flat, key=lambda event: event.timestamp).extra["as_of"] if flat else None


def _iso(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"as_of: expected a date as YYYY-MM-DD, found {text!r}; start the run again") from None
