"""Check again what readers see."""

from __future__ import annotations

import pendulum
from airflow.sdk import Asset, dag, task
from airflow.sdk.exceptions import AirflowFailException

from gnbv.dag_support import default_args, failure_digest

MARTS = Asset(name="marts", uri="gnbv://marts", group="gnbv")

DOC = """
**Now-DAG**: it runs the suites of completeness and of the marts on what is published *now*, and renews the Data Docs.

It fails, without retries, only when a finding of severity *stop* is in what readers see. A return that is missing or
late is named in the Data Docs and in the log, and never fails a task.

    asset marts -> check -> Data Docs

**Owner** `data-quality`. **When it fails**: docs/runbooks/publish-went-wrong.md. `tell_failures` ends a run with one
digest of what failed, in `lists/failures`.

**Running it again** does no harm: it only reads, and writes its results anew.
"""


@dag(
    schedule=[MARTS],
    start_date=pendulum.datetime(2023, 1, 1, tz="Asia/Ho_Chi_Minh"),
    catchup=False,
    max_active_runs=1,
    is_paused_upon_creation=False,
    default_args=default_args("data-quality"),
    tags=["gnbv", "quality", "now"],
    doc_md=DOC,
)
def check_quality() -> None:
    """Run the suites on the published file."""

    @task(multiple_outputs=False)
    def check() -> dict[str, int]:
        """Return the number of flags by severity."""
        from gnbv import jobs
        from gnbv.settings import Workspace

        verdict = jobs.check_published(Workspace.from_env())
        for flag in (*verdict.stops, *verdict.warnings):
            print(f"{flag.severity}: {flag.message}")
        if not verdict.passed:
            raise AirflowFailException("published: " + "; ".join(flag.message for flag in verdict.stops))
        return {"stop": len(verdict.stops), "warn": len(verdict.warnings), "info": len(verdict.infos)}

    check()
    failure_digest(task, runbook="publish-went-wrong")


check_quality()
