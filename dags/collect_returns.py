"""Pull every locality's returns into the landing zone and bronze."""

from __future__ import annotations

from typing import Any

import pendulum
from airflow.sdk import Asset, Param, dag, task

from gnbv.airflow_plugin import WorkingMornings
from gnbv.dag_support import as_of_date, default_args, failure_digest

BRONZE = Asset(name="bronze", uri="gnbv://bronze", group="gnbv")

DOC = """
**Now-DAG**: it pulls what lies at the sources *now*. Running it for a past date does not bring back what lay there
then; the arrival log of a source and the document's own date say when a return came.

One task a locality. A source that cannot be read fails its own task only, after its retries, and leaves a receipt; the
others are built. A workbook with something to correct gets an error sheet in `lists/errors`. The asset `bronze` is
emitted when at least one source could be read.

    the sources -> list_sources -> collect (one a source) -> announce -> asset bronze -> build_warehouse
                                                          -> write_error_sheets

**Owner** `data-intake`. **When it fails**: docs/runbooks/source-is-down.md; when a file is refused:
docs/runbooks/file-is-stuck.md. `tell_failures` ends a run with one digest of what failed, in `lists/failures`.

**Running it again** does no harm: a file that was taken in is recognised by its content, and every attempt gets a
receipt. Clearing one locality's task pulls that locality again.

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
    """List the sources, pull each in a task of its own, and announce bronze."""

    @task
    def list_sources() -> list[dict[str, str]]:
        """Return id and name of every source."""
        from gnbv import jobs
        from gnbv.settings import Workspace

        return [{"source_id": one.source_id, "name": one.name} for one in jobs.sources(Workspace.from_env())]

    # No XCom: the counts are in the log and in the receipts, and with 64 localities every call to the API counts.
    @task(map_index_template="{{ task.op_kwargs['name'] }}", do_xcom_push=False)
    def collect(source_id: str, name: str, **context: Any) -> None:
        """Pull one source and say how many files were new, unchanged, and in which state."""
        from gnbv import jobs
        from gnbv.settings import Workspace

        summary = jobs.collect_one(Workspace.from_env(), source_id, context["run_id"], as_of=as_of_date(context))
        print(f"{name}: {summary.files_new} new, {summary.files_unchanged} unchanged, {summary.states}")

    @task(trigger_rule="all_done_min_one_success", outlets=[BRONZE])
    def announce(**context: Any) -> str:
        """Emit the asset with the date the build is to speak about."""
        as_of = as_of_date(context).isoformat()
        context["outlet_events"][BRONZE].extra = {"as_of": as_of}
        return as_of

    @task(trigger_rule="all_done_min_one_success", do_xcom_push=False)
    def write_error_sheets(**context: Any) -> None:
        """Write a marked copy of every workbook of this run that has something to correct."""
        from gnbv import jobs
        from gnbv.settings import Workspace

        for one in jobs.error_sheets(Workspace.from_env(), since=context["dag_run"].start_date):
            print(f"{one.locality}: {one.file} ({one.stops} stop, {one.warnings} warn): {one.path}")

    collect.expand_kwargs(list_sources()) >> [announce(), write_error_sheets()]  # type: ignore[arg-type]
    failure_digest(task, runbook="source-is-down")


collect_returns()
