"""Publish the current warehouse for readers: files, PostgreSQL, the site; then tell the senders."""

from __future__ import annotations

from typing import Any

import pendulum
from airflow.sdk import Asset, dag, task

from gnbv.dag_support import as_of_date, default_args, failure_digest

WAREHOUSE = Asset(name="warehouse", uri="gnbv://warehouse", group="gnbv")
MARTS = Asset(name="marts", uri="gnbv://marts", group="gnbv")

DOC = """
**Now-DAG**: it publishes the warehouse that is current *now*, as a DuckDB file and as Parquet, in a folder of its own,
and then moves the link `published/current` in one step. Readers that are open keep what they opened.

Then, side by side: `load_postgres` brings the schema `marts` of the database that `GNBV_POSTGRES` names to the release,
in one transaction (nothing to do where none is named); `write_site` writes the status site; `write_error_sheets` writes
the error sheets of the workbooks in which the rules of the warehouse found something at a cell: what the intake said
stands in them too, each thing once.

**Running it again** does no harm: the same build gives the same release, the same rows, the same pages. Clearing
`publish` after a rollback publishes the warehouse's build again.

**Owner**: `data-engineering`. **When it fails**: docs/runbooks/publish-went-wrong.md. Each part fails alone; the
release stays published.
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
    """Publish to files, bring PostgreSQL and the site to the release, tell the senders."""

    @task(outlets=[MARTS])
    def publish(**context: Any) -> str:
        """Publish; returns the folder of the release."""
        from gnbv import jobs
        from gnbv.settings import Workspace

        release = jobs.publish_marts(Workspace.from_env())
        context["outlet_events"][MARTS].extra = {"as_of": as_of_date(context).isoformat(), "release": release.name}
        return str(release)

    @task(do_xcom_push=False)
    def load_postgres() -> None:
        """Bring the marts in PostgreSQL to the release."""
        from gnbv import serving
        from gnbv.settings import Workspace

        print(serving.load_postgres(Workspace.from_env()) or "GNBV_POSTGRES is not set: no database to load")

    @task(do_xcom_push=False)
    def write_site() -> None:
        """Write the pages of the release."""
        from gnbv import serving
        from gnbv.settings import Workspace

        made = serving.write_site(Workspace.from_env())
        print(f"{made.pages} pages, {made.size_bytes / 1e6:.1f} MB: {made.folder / 'index.html'}")

    @task(do_xcom_push=False)
    def write_error_sheets() -> None:
        """Write again the marked copy of every workbook in which the rules found something at a cell."""
        from gnbv import jobs
        from gnbv.settings import Workspace

        for one in jobs.error_sheets(Workspace.from_env(), of_warehouse=True):
            print(f"{one.locality}: {one.file} ({one.stops} stop, {one.warnings} warn): {one.path}")

    publish() >> [load_postgres(), write_site(), write_error_sheets()]
    failure_digest(task, runbook="publish-went-wrong")


publish_marts()
