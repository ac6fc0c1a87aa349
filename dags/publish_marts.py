"""Publish the current warehouse for readers."""

from __future__ import annotations

from typing import Any

import pendulum
from airflow.sdk import Asset, dag, task

from gnbv.dag_support import as_of_date, default_args

WAREHOUSE = Asset(name="warehouse", uri="gnbv://warehouse", group="gnbv")
MARTS = Asset(name="marts", uri="gnbv://marts", group="gnbv")

DOC = """
**Now-DAG**: it publishes the warehouse that is current *now*, as a DuckDB file and as Parquet, in a folder of its own,
and then moves the link `published/current` in one step. Readers that are open keep what they opened.

**Running it again** does no harm: the same build gives the same release.
"""


@dag(
    schedule=[WAREHOUSE],
    start_date=pendulum.datetime(2023, 1, 1, tz="Asia/Ho_Chi_Minh"),
    catchup=False,
    max_active_runs=1,
    is_paused_upon_creation=False,
    default_args=default_args(),
    tags=["gnbv", "delivery", "now"],
    doc_md=DOC,
)
def publish_marts() -> None:
    """Publish to the file and to Parquet."""

    @task(outlets=[MARTS])
    def publish(**context: Any) -> str:
        """Publish; returns the folder of the release."""
        from gnbv import jobs
        from gnbv.settings import Workspace

        release = jobs.publish_marts(Workspace.from_env())
        context["outlet_events"][MARTS].extra = {"as_of": as_of_date(context).isoformat(), "release": release.name}
        return str(release)

    publish()


publish_marts()
