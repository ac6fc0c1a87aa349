"""Every working morning: who is missing or late, letters drafted, and, once a person approves, reminders sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pendulum
from airflow.sdk import Asset, Param, dag, task

from gnbv.airflow_plugin import WorkingMornings
from gnbv.approval import ListApproval
from gnbv.dag_support import as_of_date, default_args, failure_digest

BRONZE = Asset(name="bronze", uri="gnbv://bronze", group="gnbv")

#: A request not answered by then lapses: the next working morning asks again, with that morning's names.
ANSWER_WITHIN = timedelta(hours=23)

DOC = """
**Period-DAG**: a run speaks about the day of its logical date (Asia/Ho_Chi_Minh), whenever it is run.

1. `write_list`: `lists/late/<day>.csv`, from what is published, as known at the time of the run.
2. `draft`: letters, lists and mails of everyone a reminder is due to, in `lists/reminders/<day>`.
3. `may_send`: nothing more happens without names, without a mail connection (`GNBV_MAIL`), or when the run speaks about
   another day than today (a backfill). The parameter `send` = `any_day` lifts the last of these, for a drill.
4. `approve`: waits for a person. The request holds every name; unanswered, it lapses before the next morning.
5. `send`: the list that was asked about and no other, on its day or the day after. Each name is looked at once more at
   the moment of sending: who has filed since gets nothing, and the ledger says why. What failed for certain is tried
   again; what may have gone out never is: a person settles it (`gnbv reminders`).

    what is published -> write_list -> draft -> may_send -> approve (a person) -> send -> asset bronze

**Owner** `chasing`. **When it fails**: docs/runbooks/reminders-stopped.md; to make up for days that were missed:
docs/runbooks/backfill-a-period.md. `tell_failures` ends a run with one digest of what failed, in `lists/failures`.

**Running it again**, clearing or killing it does no harm: one reminder goes out once, whatever the number of runs. The
list of a day is replaced as a whole; a draft that somebody may be looking at never changes. docs/airflow.md.
"""


@dag(
    schedule=WorkingMornings("07:00"),
    start_date=pendulum.datetime(2023, 1, 1, tz="Asia/Ho_Chi_Minh"),
    catchup=False,
    max_active_runs=4,
    default_args=default_args("chasing"),
    params={"send": Param("own_day", enum=["own_day", "any_day", "never"], title="Ask for approval to send")},
    tags=["gnbv", "delivery", "period"],
    doc_md=DOC,
)
def remind_late() -> None:
    """List, draft, ask, send."""

    @task
    def write_list(**context: Any) -> str:
        """Return the path of the late list."""
        from gnbv import serving
        from gnbv.settings import Workspace

        return str(serving.late_list(Workspace.from_env(), as_of_date(context)))

    @task
    def draft(**context: Any) -> dict[str, str]:
        """Write the draft; returns its folder, its list_id and the text of the request for approval."""
        from gnbv import reminding
        from gnbv.settings import Workspace

        made = reminding.draft_reminders(Workspace.from_env(), as_of_date(context))
        return {"folder": str(made.folder), "list_id": made.list_id, "request": reminding.request_for_approval(made)}

    @task.short_circuit
    def may_send(drafted: dict[str, str], **context: Any) -> bool:
        """Say why not, if nothing may be sent."""
        from gnbv import reminding
        from gnbv.settings import Workspace

        why_not = reminding.why_not_send(Workspace.from_env(), drafted["folder"], context["params"]["send"])
        print(why_not or "a person is asked")
        return why_not is None

    approve = ListApproval(
        task_id="approve",
        list_id="{{ ti.xcom_pull(task_ids='draft')['list_id'] }}",
        subject="Đôn đốc báo cáo {{ ti.xcom_pull(task_ids='draft')['list_id'][:12] }}",
        body="{{ ti.xcom_pull(task_ids='draft')['request'] }}",
        defaults=ListApproval.REJECT,
        response_timeout=ANSWER_WITHIN,
    )

    @task(outlets=[BRONZE])
    def send(drafted: dict[str, str], **context: Any) -> dict[str, int]:
        """Look again, send, record; returns counts by outcome. Fails when a message did, so that it is tried again."""
        from gnbv import reminding
        from gnbv.settings import Workspace

        ti = context["ti"]
        sent = reminding.send_reminders(
            Workspace.from_env(), drafted["folder"], ti.xcom_pull(task_ids="approve", key=ListApproval.LIST_ID),
            approved_by=reminding.who_approved(ti.xcom_pull(task_ids="approve")), run_id=context["run_id"],
            is_drill=context["params"]["send"] == "any_day",
        )  # fmt: skip
        context["outlet_events"][BRONZE].extra = {"as_of": as_of_date(context).isoformat()}
        return sent

    listed, drafted = write_list(), draft()
    listed >> drafted  # type: ignore[operator]
    may_send(drafted) >> approve >> send(drafted)  # type: ignore[operator, arg-type]
    failure_digest(task, runbook="reminders-stopped")


remind_late()
