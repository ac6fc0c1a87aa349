"""List who is missing or late on every working morning. It sends nothing."""

from __future__ import annotations

from typing import Any

import pendulum
from airflow.sdk import dag, task

from gnbv.airflow_plugin import WorkingMornings
from gnbv.dag_support import as_of_date, default_args

DOC = """
**Period-DAG**: a run speaks about the day of its logical date (Asia/Ho_Chi_Minh), whenever it is run. It writes
`lists/late/<day>.csv` from what is published, as known at the time of the run.

It lists only; nothing is sent. An empty list is a list too: the file then has its heading alone.

**Running it again**, or backfilling past mornings, does no harm: the file of a day is replaced as a whole, and no other
is touched. How to backfill: docs/airflow.md.
"""


@dag(
    schedule=WorkingMornings("07:00"),
    start_date=pendulum.datetime(2023, 1, 1, tz="Asia/Ho_Chi_Minh"),
    catchup=False,
    max_active_runs=4,
    default_args=default_args(),
    tags=["gnbv", "delivery", "period"],
    doc_md=DOC,
)
def remind_late() -> None:
    """Write the late list of one day."""

    @task
    def write_list(**context: Any) -> str:
        """Return the path of the list."""
        from gnbv import jobs
        from gnbv.settings import Workspace

        return str(jobs.late_list(Workspace.from_env(), as_of_date(context)))

    write_list()


remind_late()
