"""Build a copy of the warehouse, test it, and put it in the place of the current one."""

from __future__ import annotations

import os
from typing import Any

import pendulum
from airflow.sdk import Asset, Param, dag, task
from airflow.sdk.exceptions import AirflowFailException

from gnbv.dag_support import as_of_date, default_args, failure_digest

BRONZE = Asset(name="bronze", uri="gnbv://bronze", group="gnbv")
WAREHOUSE = Asset(name="warehouse", uri="gnbv://warehouse", group="gnbv")

DOC = """
**Now-DAG**: it builds from all bronze that is committed *now*, speaking about the date `as_of`: the parameter, or the
one that came with the asset `bronze`, or the day of the run (Asia/Ho_Chi_Minh).

    asset bronze -> copy -> dbt_build -> gate -> swap -> asset warehouse -> publish_marts

`copy` → `dbt_build` → `gate` → `swap`. The warehouse in use is never written to: a copy is built, and swapped in by one
rename. `gate` fails, without retries, when an expectation of severity *stop* does not hold; then the current warehouse
stays. Missing and late returns are warnings: they never fail a task.

**Owner** `data-engineering`. **When it fails**: docs/runbooks/build-fails.md; when one rule stops it or drowns the
others: docs/runbooks/rule-too-loud.md. `tell_failures` ends a run with one digest of what failed, in `lists/failures`.

**Running it again** does no harm: every run makes a copy of its own. Clear `copy` and all downstream to build
again.

All tasks run in the pool `warehouse_writer`, which must have exactly one slot.
"""


@dag(
    schedule=[BRONZE],
    start_date=pendulum.datetime(2023, 1, 1, tz="Asia/Ho_Chi_Minh"),
    catchup=False,
    max_active_runs=1,
    is_paused_upon_creation=False,
    default_args=default_args("data-engineering") | {"pool": "warehouse_writer"},
    params={"as_of": Param(None, type=["null", "string"], format="date", title="As of (YYYY-MM-DD)")},
    tags=["gnbv", "warehouse", "now"],
    doc_md=DOC,
)
def build_warehouse() -> None:
    """Copy, build, gate, swap."""

    @task
    def copy(**context: Any) -> str:
        """Start a build; returns its id."""
        from gnbv import jobs
        from gnbv.settings import Workspace

        return jobs.start_build(Workspace.from_env(), as_of_date(context))

    @task
    def dbt_build(build_id: str, **context: Any) -> str:
        """Run dbt on the copy."""
        from gnbv import jobs
        from gnbv.settings import Workspace

        ws = Workspace.from_env()
        if ws.lineage:
            from airflow.providers.openlineage.plugins.macros import lineage_parent_id

            os.environ["OPENLINEAGE_PARENT_ID"] = lineage_parent_id(context["ti"])
        jobs.transform(ws, build_id)
        return build_id

    @task
    def gate(build_id: str) -> str:
        """Run the expectations on the copy; a finding of severity stop ends the run here."""
        from gnbv import jobs
        from gnbv.settings import Workspace

        verdict = jobs.gate(Workspace.from_env(), build_id)
        print(f"{len(verdict.stops)} stops, {len(verdict.warnings)} warnings, {len(verdict.infos)} infos")
        if not verdict.passed:
            raise AirflowFailException("gate: " + "; ".join(flag.message for flag in verdict.stops))
        return build_id

    @task(outlets=[WAREHOUSE])
    def swap(build_id: str, **context: Any) -> None:
        """Put the copy in the place of the current warehouse."""
        from gnbv import jobs
        from gnbv.settings import Workspace

        jobs.swap(Workspace.from_env(), build_id)
        context["outlet_events"][WAREHOUSE].extra = {"as_of": as_of_date(context).isoformat(), "build_id": build_id}

    swap(gate(dbt_build(copy())))  # type: ignore[arg-type]
    failure_digest(task, runbook="build-fails")


build_warehouse()
