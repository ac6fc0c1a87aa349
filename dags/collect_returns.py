"""Pull every locality's returns into the landing zone and bronze."""

from __future__ import annotations

from typing import Any

import pendulum
from airflow.sdk import Asset, Param, dag, task
from airflow.sdk.exceptions import AirflowFailException

from gnbv.airflow_plugin import WorkingMornings
from gnbv.dag_support import COLLECTING, as_of_date, default_args, failure_digest

BRONZE = Asset(name="bronze", uri="gnbv://bronze", group="gnbv")

DOC = """
**Now-DAG**: it pulls what lies at the sources *now*. Running it for a past date does not bring back what lay there
then; the arrival log of a source and the document's own date say when a return came.

Few localities have a task each; many share tasks, province by province (docs/airflow.md). A source that cannot be read
stops no other: its task fails when the others of its batch are done, its retries take up only what failed, and there is
a receipt. A workbook with something to correct gets an error sheet in `lists/errors`. The asset `bronze` is emitted
when at least one source could be read.

    the sources -> list_sources -> collect (a batch each) -> announce -> asset bronze -> build_warehouse
                                                          -> write_error_sheets

**Owner** `data-intake`. **When it fails**: docs/runbooks/source-is-down.md; when a file is refused:
docs/runbooks/file-is-stuck.md. `tell_failures` ends a run with one digest of what failed, in `lists/failures`.

**Running it again** does no harm: a file that was taken in is recognised by its content, and every attempt gets a
receipt. Clearing a task pulls what of its localities was not taken in by this run; a new run pulls all again.

**Pool** `collecting`: as many tasks at a time as it has slots; a build has the pool `warehouse_writer` to itself.

**Credentials** for SFTP, S3, web and mailboxes are Airflow connections, named in `sources.yml`: docs/own-data.md.

Parameter `as_of`: the date the following build speaks about; empty means the day of the run (Asia/Ho_Chi_Minh).
"""


@dag(
    schedule=WorkingMornings("06:00"),
    start_date=pendulum.datetime(2023, 1, 1, tz="Asia/Ho_Chi_Minh"),
    catchup=False,
    max_active_runs=1,
    default_args=default_args("data-intake"),
    params={"as_of": Param(None, type=["null", "string"], format="date", title="As of (YYYY-MM-DD)")},
    tags=["gnbv", "intake", "now"],
    doc_md=DOC,
)
def collect_returns() -> None:
    """List the sources, pull them in batches, a task each, and announce bronze."""

    @task
    def list_sources() -> list[dict[str, str]]:
        """Return id and name of every batch; what is in it stays in the manifest of the workspace."""
        from gnbv import jobs
        from gnbv.settings import Workspace

        return [{"batch_id": one.batch_id, "name": one.name} for one in jobs.list_batches(Workspace.from_env())]

    # No result: the counts are in the log and in the receipts. How many sources could be read is all `announce` needs.
    @task(map_index_template="{{ task.op_kwargs['name'] }}", do_xcom_push=False, pool=COLLECTING)
    def collect(batch_id: str, name: str, **context: Any) -> None:
        """Pull the sources of one batch and say how many files were new."""
        from gnbv import jobs
        from gnbv.settings import Workspace

        read = 0
        try:
            done = jobs.collect_batch(Workspace.from_env(), batch_id, context["run_id"], as_of=as_of_date(context))
            read = len(done)
            print(f"{name}: {sum(one.files_new for one in done)} new, {sum(one.files_unchanged for one in done)} known")
        except jobs.BatchFailed as failed:
            read = failed.read
            raise
        finally:
            context["ti"].xcom_push("read", read)

    # A batch fails for one source in hundreds: what counts is not whether a task ended well, but whether any was read.
    @task(trigger_rule="all_done", outlets=[BRONZE])
    def announce(**context: Any) -> str:
        """Emit the asset with the date the build is to speak about."""
        if not any(context["ti"].xcom_pull(task_ids=["collect"], key="read")):
            raise AirflowFailException("no source could be read: nothing is announced, nothing is built")
        as_of = as_of_date(context).isoformat()
        context["outlet_events"][BRONZE].extra = {"as_of": as_of}
        return as_of

    @task(trigger_rule="all_done", do_xcom_push=False)
    def write_error_sheets(**context: Any) -> None:
        """Write a marked copy of every workbook of this run that has something to correct."""
        from gnbv import jobs
        from gnbv.settings import Workspace

        for one in jobs.error_sheets(Workspace.from_env(), since=context["dag_run"].start_date):
            print(f"{one.locality}: {one.file} ({one.stops} stop, {one.warnings} warn): {one.path}")

    collect.expand_kwargs(list_sources()) >> [announce(), write_error_sheets()]  # type: ignore[arg-type]
    failure_digest(task, runbook="source-is-down")


collect_returns()
