"""The jobs of reminders: draft what is due, ask a person, send what was approved. The DAG and the command call these.

Cheap to import, as `gnbv.jobs` is: the rooms are imported inside the functions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from gnbv.collecting import collect_entry
from gnbv.dag_support import TIMEZONE
from gnbv.policy import effective_seeds
from gnbv.progress import OnProgress
from gnbv.run_facts import of_draft, of_sent
from gnbv.runs import recording
from gnbv.settings import Workspace

if TYPE_CHECKING:
    from delivery.reminders import Draft, ReminderList
    from ingestion import SourceEntry


#: A list approved in the night goes out the day after its own. Later its counts and the days it gives are wrong.
LASTS = timedelta(days=1)


class ListLapsed(RuntimeError):  # noqa: N818 - what happened, as the task's log tells it
    """A list is too old to be sent, or not of a day that has come; one line that says so and what to do."""


class RemindersFailed(RuntimeError):  # noqa: N818 - what happened, as the task's log tells it
    """Some messages certainly did not go out; the text is one line that says how many, why, and what to do."""


@recording("remind", "draft", tell=of_draft)
def draft_reminders(
    ws: Workspace,
    as_of: date,
    *,
    known: date | None = None,
    return_type: str | None = None,
    now: datetime | None = None,
    out: Path | None = None,
    on_progress: OnProgress | None = None,
) -> Draft:
    """Write letters, lists and mails of every reminder due as of a date, in `lists/reminders/<as_of>` or `out`.

    Mails about a workbook that was sent back carry its error sheet, made for the draft. Nothing is sent. Raises
    `delivery.DeliveryError` when nothing is published or the contacts cannot be read.
    """
    from delivery import published_marts
    from delivery.letters import compose
    from delivery.reminders import due, load_contacts, write_draft
    from ingestion import working_day_after

    seeds = effective_seeds(ws)
    found = due(published_marts(ws.published), as_of, known, return_type)
    with TemporaryDirectory() as sheets:
        found = _with_error_sheets(ws, found, Path(sheets))
        return write_draft(
            found,
            compose(found, day=as_of, working_days=partial(working_day_after, seeds=seeds)),
            load_contacts(ws.contacts),
            out or ws.lists / "reminders" / as_of.isoformat(),
            now=now or datetime.now(UTC),
            on_progress=on_progress,
        )


def _with_error_sheets(ws: Workspace, found: ReminderList, folder: Path) -> ReminderList:
    """Make the sheets in a folder of the draft's own: those in `lists/errors` may be written or removed meanwhile."""
    from gnbv import jobs

    sent_back = {one.submission_key for row in found.listed if (one := found.sent_back(row))}
    if not sent_back:
        return found
    made = jobs.error_sheets(ws, submissions=sent_back, out=folder)
    return found.with_error_sheets({one.path.stem: one.path for one in made})


def request_for_approval(draft: Draft) -> str:
    """What the person who approves is shown, as Markdown in Vietnamese."""
    from delivery.reminders import request_markdown

    return request_markdown(draft)


def why_not_send(ws: Workspace, folder: str, send: str, *, now: datetime | None = None) -> str | None:
    """Why nobody is asked to approve a draft, in one English line; None when somebody is.

    `send` is the parameter of the DAG: `own_day`, `any_day` (a drill) or `never`.
    """
    from delivery.reminders import read_draft

    listed = read_draft(Path(folder)).content
    today = (now or datetime.now(UTC)).astimezone(TIMEZONE).date()
    if not listed.messages:
        return f"no reminder is due as of {listed.as_of}"
    if ws.mail is None:
        return "dry run: GNBV_MAIL names no mail connection; the letters and mails lie in the folder of the draft"
    if send == "never":
        return "the run was told to send nothing (send = never)"
    if send == "own_day" and listed.as_of != today:
        return f"the run speaks about {listed.as_of}, today is {today}: only a run of today sends (any_day for a drill)"
    return None


@recording("remind", "send", tell=of_sent, is_private=True)
def send_reminders(
    ws: Workspace,
    folder: str,
    list_id: str,
    *,
    approved_by: str,
    run_id: str,
    is_drill: bool = False,
    now: Callable[[], datetime] | None = None,
    on_progress: OnProgress | None = None,
) -> dict[str, int]:
    """Send what was approved, once, each name looked at again; returns counts by outcome.

    Names are looked at as of today, in a drill as of the day of the list. Raises RemindersFailed when a message failed
    (run it again: nothing that went out goes out again), ListLapsed when the list is not of today or yesterday (a drill
    may be of any day), `delivery.DeliveryError` when the draft is not the one approved,
    `gnbv.connections.ConnectionFailed` when there is no usable mail connection.
    """
    from delivery.reminders import Ledger, Recheck, read_draft, send
    from gnbv import jobs
    from gnbv.connections import ConnectionFailed
    from gnbv.mailing import SmtpMailer

    if ws.mail is None:
        raise ConnectionFailed("GNBV_MAIL names no mail connection; set it for the process that sends")
    clock = now or partial(datetime.now, UTC)
    draft = read_draft(Path(folder), list_id)
    today, listed_on = clock().astimezone(TIMEZONE).date(), draft.content.as_of
    if not is_drill and not listed_on <= today <= listed_on + LASTS:
        raise ListLapsed(
            f"the list {list_id[:12]} is of {listed_on}, today is {today}: expected one of today or yesterday, for its "
            "letters give days to answer by; let remind_late make and ask for a new one"
        )
    sent = send(
        draft,
        ledger=Ledger(ws.reminders),
        mailer=SmtpMailer(ws.mail, ws.home),
        recheck=Recheck(
            ws.published, ws.bronze, jobs.sources(ws), partial(_look, ws, effective_seeds(ws), run_id, clock),
            listed_on if is_drill else today,
        ),
        now=clock,
        approved_by=approved_by,
        run_id=run_id,
        on_progress=on_progress,
    )  # fmt: skip
    failed = [event for event in sent.events if event.outcome == "failed"]
    if failed:
        raise RemindersFailed(
            f"{len(failed)} of {len(sent.events)} reminders failed, first {failed[0].reminder_key}: {failed[0].note}; "
            "they are tried again when this task is run again ('gnbv reminders --state failed' lists them)"
        )
    return sent.counts


def _look(ws: Workspace, seeds: Path, run_id: str, clock: Callable[[], datetime], entry: SourceEntry) -> str | None:
    """Pull one source now; why it could not be read, if so. A look is a run of its own: a retry looks anew."""
    from ingestion import SourceFailed

    look = f"{run_id}/look/{clock():%Y%m%dT%H%M%S.%fZ}"
    try:
        collect_entry(ws, entry, seeds, look, None, clock())
    except SourceFailed as failed:
        return failed.summary.failure or str(failed)
    return None


def who_approved(answer: Mapping[str, Any] | None) -> str:
    """Return who answered the request, as Airflow names them; raises ValueError when the answer was not an approval."""
    if answer is None:
        raise ValueError("nobody was asked: expected an answer of the task approve, found none; clear that task")
    if list(answer["chosen_options"]) != ["Approve"]:
        raise ValueError(f"the list was not approved: expected the answer Approve, found {answer['chosen_options']}")
    user = answer.get("responded_by_user")
    if not user:
        raise ValueError("the list was approved by nobody: expected a user in the answer; ask again")
    return str(user["name"] if isinstance(user, Mapping) else user.name)
