"""`gnbv remind`: who is reminded of what, what proves each name, and the letters, drafted but not sent."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from gnbv.commands import output as out
from gnbv.commands.options import as_of_option, format_option, known_option, return_type_option
from gnbv.commands.remind_list import render_reminders, show_reminders
from gnbv.settings import Workspace


@click.command(short_help="Who is to be reminded of what, and what proves each name.")
@as_of_option
@known_option
@return_type_option
@format_option
@click.option("--all", "with_absent", is_flag=True, help="List those who are not reminded too, with the reason.")
@click.option(
    "--explain",
    "reporter",
    metavar="PLACE",
    help="Prove why a locality is reminded or is not: by GSO code (12, 06151, VN) or by name, with or without marks.",
)
@click.option("--draft", is_flag=True, help="Write letters, lists and mails to lists/reminders/DATE; nothing is sent.")
@click.option(
    "--out",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write them to this folder instead; nothing is sent.",
)
def remind(
    as_of: date,
    known: date | None,
    return_type: str | None,
    form: str,
    output: Path | None,
    with_absent: bool,
    reporter: str | None,
    draft: bool,
    folder: Path | None,
) -> None:
    """List who is to be reminded of what: tier, what is wrong, whom it goes to.

    \b
    gnbv remind --as-of 2023-10-27
    gnbv remind --as-of 2023-10-27 --return-type coordination_6m --all
    gnbv remind --as-of 2023-10-27 --explain "Lai Châu"
    gnbv remind --as-of 2023-10-27 --draft

    --explain prints what a name rests on: what is owed and why, what was looked for, where and when, what came, and
    which letter that gives; of a name that is absent, why.

    This command never sends anything. What it drafts is for reading; the DAG remind_late drafts anew, asks a person to
    approve the list, looks at every name again and sends once. `gnbv reminders` shows what was sent.
    """
    if reporter is not None:
        _refuse_beside_explain(form, output, with_absent or draft or folder is not None)
        _explain(reporter, as_of, known, return_type, form, output)
    elif draft or folder is not None:
        if form != "table" or output is not None or with_absent:
            raise click.UsageError("--draft and --out write a folder of files; leave out --format, --output and --all")
        _draft(as_of, known, return_type, folder)
    else:
        _list(as_of, known, return_type, form, output, with_absent)


def _list(
    as_of: date, known: date | None, return_type: str | None, form: str, output: Path | None, with_absent: bool
) -> None:
    from delivery import published_marts
    from delivery.reminders import due

    out.check_target(form, output)
    found = due(published_marts(Workspace.from_env().published), as_of, known, return_type)
    if form == "table":
        show_reminders(found, return_type, with_absent=with_absent)
        return
    out.deliver(render_reminders(found, form, with_absent=with_absent), output)
    absent = len(found.rows) - len(found.listed)
    if absent and not with_absent and form != "xlsx":
        out.remark(f"note: {absent} returns that nobody is reminded of are left out; --all lists them with the reason")


def _explain(
    asked: str, as_of: date, known: date | None, return_type: str | None, form: str, output: Path | None
) -> None:
    from delivery import published_marts
    from delivery.reminders import explain_reporter, load_contacts
    from gnbv import jobs
    from gnbv.commands.remind_proof import proof_json, proof_lines
    from gnbv.commands.remind_reporter import reporter_code
    from gnbv.policy import effective_seeds
    from ingestion import Reference

    workspace = Workspace.from_env()
    proof = explain_reporter(
        published_marts(workspace.published),
        reporter_code(asked, Reference.load(effective_seeds(workspace)), as_of),
        as_of,
        known,
        return_type=return_type,
        senders={entry.source_id: entry for entry in jobs.sources(workspace)},
        contacts=load_contacts(workspace.contacts) if workspace.contacts.is_file() else None,
    )
    if form == "json":
        out.deliver(proof_json(proof), output)
    else:
        click.echo("\n".join(proof_lines(proof, out.console().width)))


def _draft(as_of: date, known: date | None, return_type: str | None, folder: Path | None) -> None:
    from gnbv.reminding import draft_reminders

    made = draft_reminders(Workspace.from_env(), as_of, known=known, return_type=return_type, out=folder)
    click.echo(made.folder)
    count = len(made.content.messages)
    unaddressed = sum(1 for one in made.content.messages if not one.to)
    out.remark(f"{count} reminder{'' if count == 1 else 's'} drafted as of {as_of}; nothing was sent")
    if unaddressed:
        out.remark(
            f"note: {unaddressed} of them have no contact to go to; list.json says whose, add it to the contacts"
        )


def _refuse_beside_explain(form: str, output: Path | None, has_others: bool) -> None:
    if has_others:
        raise click.UsageError("--explain prints a proof; leave out --all, --draft and --out")
    if form not in ("table", "json"):
        raise click.UsageError(f"a proof is text or json; leave out '--format {form}' or give '--format json'")
    out.check_target(form, output)
