"""`gnbv reminders`: what was sent, what a person has to settle, and which signed letters went out."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gnbv.commands import output as out
from gnbv.commands.options import DATE, as_of_option, format_option
from gnbv.commands.wording import joined
from gnbv.dag_support import TIMEZONE
from gnbv.settings import Workspace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from delivery.reminders import Attempt, Told

_STATES = ("uncertain", "failed", "dropped", "not_sent", "sent")


@click.group(short_help="What was sent, what is uncertain, which letters went out.", invoke_without_command=True)
@click.option("--state", type=click.Choice(_STATES), help="Those alone; without it, all.")
@as_of_option
@format_option
@click.pass_context
def reminders(context: click.Context, state: str | None, as_of: date, form: str, output: Path | None) -> None:
    """List what was done about reminders, as the ledger has it: what a person has to settle, then the newest first.

    \b
    gnbv reminders --state uncertain
    gnbv reminders record -t coordination_6m -p 2023-H1 --tier first --document 3716/LĐTBXH-VPQGGN \\
        --on 2023-10-28 --by "Văn phòng"
    gnbv reminders settle coordination_6m:2023-H1:12:first --sent --by "Văn phòng" --note "log of the server"

    --as-of, --state and --format belong to the list: the ledger as it was at the end of that day.
    """
    if context.invoked_subcommand:
        return
    from delivery.reminders import Ledger, history, render_history

    out.check_target(form, output)
    workspace = Workspace.from_env()
    found = history(Ledger(workspace.reminders), as_of, state)  # type: ignore[arg-type]
    places = _places(workspace, found)
    if form == "table":
        _show(found, places)
    else:
        out.deliver(render_history(found, places, as_of, form), output)


@reminders.command(short_help="Record that a signed letter went out.")
@click.option("--return-type", "-t", required=True, metavar="TYPE", help="Return type, such as coordination_6m.")
@click.option("--period", "-p", required=True, metavar="PERIOD", help="Period, such as 2023-H1.")
@click.option("--tier", required=True, metavar="TIER", help="The tier that was due: first, second, third, ...")
@click.option("--document", "document_no", required=True, metavar="NUMBER", help="Number and symbol of the letter.")
@click.option("--on", "document_on", required=True, type=DATE, metavar="DATE", help="Date of the letter.")
@click.option("--by", required=True, metavar="WHO", help="Who says so: a role or a name.")
@click.option("--locality", "-l", "localities", multiple=True, metavar="CODE", help="It went to these alone.")
def record(
    return_type: str,
    period: str,
    tier: str,
    document_no: str,
    document_on: date,
    by: str,
    localities: tuple[str, ...],
) -> None:
    """Record that a signed letter went out to all whom the collective letter of the tier names, or to some places.

    Who gets a letter of its own instead (the document itself is asked for) is named with --locality. The tier counts
    as used from the next 'gnbv build' on; a mail of this tier is not sent any more from now on. What is recorded is
    never deleted: 'gnbv reminders settle --not-sent --document NUMBER' takes it back.
    """
    from delivery import published_marts
    from delivery.reminders import Ledger, PaperLetter, record_letter

    workspace = Workspace.from_env()
    told = record_letter(
        Ledger(workspace.reminders),
        published_marts(workspace.published),
        PaperLetter(return_type, period, tier, document_no, document_on, by, localities),
        now=datetime.now(UTC),
    )
    _say(told, f"letter {document_no} of {document_on:%d/%m/%Y}, tier {tier} of {return_type} {period}: recorded")


@reminders.command("settle", short_help="Say what became of a message that is uncertain.")
@click.argument("reminder_keys", metavar="KEY...", nargs=-1, required=True)
@click.option("--sent/--not-sent", "is_sent", default=None, help="It went out, or it did not and may be sent again.")
@click.option("--by", required=True, metavar="WHO", help="Who found out: a role or a name.")
@click.option("--note", required=True, metavar="TEXT", help="How that is known, in your words.")
@click.option("--document", "document_no", metavar="NUMBER", help="It is about this letter: take it back (--not-sent).")
def settle_command(
    reminder_keys: tuple[str, ...], is_sent: bool | None, by: str, note: str, document_no: str | None
) -> None:
    """Say of uncertain messages that they went out, or that they did not; or take back a letter recorded by mistake.

    The Message-ID, which 'gnbv reminders --state uncertain --format csv' prints, is what the log of the mail server
    and the mailbox of the addressee know the message by.
    """
    from delivery.reminders import Ledger, settle

    if is_sent is None:
        raise click.UsageError("say what became of it: --sent or --not-sent")
    told = settle(
        Ledger(Workspace.from_env().reminders),
        reminder_keys,
        "sent" if is_sent else "not_sent",
        by=by,
        note=note,
        now=datetime.now(UTC),
        document_no=document_no,
    )
    _say(told, f"settled as {'sent' if is_sent else 'not sent'}")


def _say(told: Told, what: str) -> None:
    for event in (*told.held, *told.written):
        click.echo(event.reminder_key)
    again = f"; {len(told.held)} stood in the ledger already" if told.held else ""
    out.remark(f"{what} for {len(told.written)} reminders{again}")
    if told.apart:
        places = ", ".join(one.locality_code for one in told.apart)
        out.remark(f"note: not for {places}: the letter to all does not name them; of a letter to them use --locality")
    if told.written:
        out.remark("next: gnbv build, gnbv publish")


def _places(workspace: Workspace, found: Sequence[Attempt]) -> dict[str, str]:
    """Names are a courtesy: the ledger is read also where nothing is published."""
    from delivery import NotPublishedError, published_marts
    from delivery.reminders import places_of

    try:
        return places_of(published_marts(workspace.published), found)
    except NotPublishedError:
        return {}


def _show(found: Sequence[Attempt], places: Mapping[str, str]) -> None:
    console = out.console()
    if not found:
        console.print("Nothing of the kind was done about reminders.")
        return
    headings = ("Outcome", "Reminder", "Locality", "By", "Try", "Recorded", "Document or reason", "Decided by")
    made = out.table("", *headings, right=("Try",), whole=("Outcome", "Reminder", "By", "Try", "Recorded"))
    for one in found:
        last = one.last
        reason = None if last.event == "settled" else last.reason
        made.add_row(
            one.outcome.replace("_", " "), last.reminder_key, places.get(last.obligation_key, last.locality_code),
            last.channel, str(last.attempt), f"{last.recorded_at.astimezone(TIMEZONE):%d/%m/%Y %H:%M}",
            joined(last.document_no, reason, last.note), last.decided_by or "",
        )  # fmt: skip
    console.print(made)
    doubtful = [one.last.reminder_key for one in found if one.outcome == "uncertain"]
    if doubtful:
        console.print(
            f"{len(doubtful)} uncertain: they may have gone out, and are not sent again before a person says what "
            f"became of them:\ngnbv reminders settle {doubtful[0]} --sent|--not-sent --by WHO --note TEXT"
        )
