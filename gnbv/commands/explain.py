"""`gnbv explain`: the ledger of explanations. A finding that somebody accepts until a date is not raised again."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click

from gnbv.commands import output as out
from gnbv.commands.options import DATE, as_of_option, today
from gnbv.commands.wording import joined
from gnbv.settings import Workspace

if TYPE_CHECKING:
    from delivery import Explanation, Recorded, Standing

_COLUMNS = (
    "explanation_key", "state", "rule_id", "return_type", "period", "locality_code", "subject", "found", "expected",
    "text", "accepted_by", "accepted_at", "accepted_until", "withdrawn_at", "recorded_at", "finding_key",
)  # fmt: skip


@click.command(short_help="Accept a finding until a date, and say why.")
@click.argument("finding", metavar="[FINDING_KEY]", required=False)
@click.option("--text", metavar="TEXT", help="Why the finding is accepted, in your words.")
@click.option("--by", metavar="WHO", help="Who accepts it: a role or a name.")
@click.option(
    "--until", type=DATE, metavar="DATE", show_default="12 months later", help="The first day it no longer holds."
)
@click.option("--on", type=DATE, metavar="DATE", help="The day it was accepted, if that was earlier than today.")
@click.option("--withdraw", "explanation", metavar="EXPLANATION_KEY", help="Take an explanation back, from now on.")
@click.option("--list", "is_list", is_flag=True, help="List the explanations, as they stand on a day.")
@as_of_option
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
def explain(
    finding: str | None,
    text: str | None,
    by: str | None,
    until: date | None,
    on: date | None,
    explanation: str | None,
    is_list: bool,
    as_of: date,
    form: str,
) -> None:
    """Accept a finding until a date, take that back, or list what was accepted.

    \b
    gnbv explain 3f9a41c2 --text "Số liệu đã được tỉnh xác nhận" --by "Văn phòng" --until 2024-06-30
    gnbv explain --withdraw 81c05d7e
    gnbv explain --list --format csv

    FINDING_KEY is the key of a published finding or its beginning, 6 characters or more. The finding counts as
    explained from the next 'gnbv build' on, for as-of dates from the day it was accepted; it is open again when that
    time is over, when the explanation is taken back, and when what was found or expected changes. --as-of and --format
    belong to --list.
    """
    _check_mode(finding, explanation, is_list)
    ledger = Workspace.from_env().explanations
    if is_list:
        from delivery import standings

        _print(standings(ledger, as_of), form)
    elif explanation:
        from delivery import withdraw

        _said_withdrawn(withdraw(ledger, explanation, now=datetime.now(UTC), by=by or "", text=text or ""))
    else:
        if not text or not by:
            raise click.UsageError('say why and who: add --text "..." and --by "role or name"')
        _accept(str(finding), text, by, until, on)


def _check_mode(finding: str | None, explanation: str | None, is_list: bool) -> None:
    if sum((finding is not None, explanation is not None, is_list)) != 1:
        raise click.UsageError("give the key of a finding, or --withdraw EXPLANATION_KEY, or --list: one of the three")


def _accept(finding: str, text: str, by: str, until: date | None, on: date | None) -> None:
    from delivery import USUAL_MONTHS, explain, later, published_marts, read_manifest

    workspace = Workspace.from_env()
    made = explain(
        workspace.explanations,
        published_marts(workspace.published),
        finding,
        text=text,
        by=by,
        now=datetime.now(UTC),
        until=until or later(on or today(), USUAL_MONTHS),
        on=on,
    )
    entry = made.entry
    click.echo(entry.explanation_key)
    told = "" if made.is_new else " stood in the ledger already:"
    out.remark(
        f"explanation {entry.explanation_key}{told} {_about(entry)}; accepted by {entry.accepted_by} until "
        f"{entry.accepted_until} (not that day itself)"
    )
    built = (read_manifest(workspace.published) or {}).get("built_as_of")
    first = on or today()
    if built and built < first.isoformat():
        out.remark(
            f"note: what is published speaks about {built}, before it was accepted; as of that day the finding stays "
            "open. Was it accepted earlier, say so with --on DATE"
        )
    out.remark("next: gnbv build, gnbv publish")


def _said_withdrawn(made: Recorded) -> None:
    entry = made.entry
    told = "taken back" if made.is_new else "taken back already"
    click.echo(entry.explanation_key)
    out.remark(f"explanation {entry.withdraws} {told}: {_about(entry)}")
    out.remark("next: gnbv build, gnbv publish")


def _about(entry: Explanation) -> str:
    found = f"found {entry.found}" if entry.found else None
    expected = f"expected {entry.expected}" if entry.expected else None
    return joined(entry.rule_id, entry.locality_code, entry.return_type, entry.period, entry.subject, found, expected)


def _print(found: list[Standing], form: str) -> None:
    values = [_values(one) for one in found]
    if form == "json":
        click.echo(json.dumps(values, ensure_ascii=False, indent=2))
    elif form == "csv":
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(values)
        click.echo(text.getvalue(), nl=False)
    elif not found:
        out.remark("no finding was ever explained")
    else:
        table = out.table(
            "", "Key", "State", "Rule", "Finding", "Explanation", "By", "Until", whole=("Key", "State", "Rule", "Until")
        )
        for one in found:
            entry = one.entry
            about = _about(entry).removeprefix(f"{entry.rule_id}, ")
            table.add_row(
                entry.explanation_key, one.state.replace("_", " "), entry.rule_id, about, entry.text,
                entry.accepted_by, str(entry.accepted_until),
            )  # fmt: skip
        out.console().print(table)


def _values(one: Standing) -> dict[str, Any]:
    told = json.loads(one.entry.model_dump_json())
    told |= {"state": one.state, "withdrawn_at": one.withdrawn_at.isoformat() if one.withdrawn_at else None}
    return {name: told[name] for name in _COLUMNS}
