"""`gnbv releases`: what is published and kept, names for it, and what differs from it today."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gnbv.commands import output as out
from gnbv.commands.options import format_option
from gnbv.commands.wording import joined, plain
from gnbv.dag_support import TIMEZONE
from gnbv.settings import Workspace

if TYPE_CHECKING:
    from delivery.releases import Comparison, Difference, Release

_CAUSES = {"learnt_since": "learnt since", "decided_otherwise": "decided otherwise"}


@click.group(short_help="What is published, kept and named; what differs from it today.", invoke_without_command=True)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.pass_context
def releases(context: click.Context, form: str) -> None:
    """List the releases that are there, those published last first.

    \b
    gnbv releases pin bao-cao-150 --by "Văn phòng" --note "150/BC, 27/10/2023"
    gnbv releases compare bao-cao-150                what is told differently today, and why
    gnbv publish --rollback --reason "wrong due dates"

    A release that has a name is kept for good; of the others the rule of the seed policy/retention.csv keeps the
    newest. What readers use, and the one before it, always stay.
    """
    if context.invoked_subcommand:
        return
    from gnbv import serving

    workspace = Workspace.from_env()
    found = serving.releases(workspace)
    if form == "json":
        _print_json(found)
    else:
        _show(found)
    for line in serving.gone(workspace):
        out.remark(line)


@releases.command(short_help="Keep a release for good under a name.")
@click.argument("name")
@click.option("--build", "build_id", metavar="ID", help="This release; without it, the current one.")
@click.option("--by", required=True, metavar="WHO", help="Who says so: a role or a name.")
@click.option("--note", required=True, metavar="TEXT", help="What it is kept for: the report that cites it.")
def pin(name: str, build_id: str | None, by: str, note: str) -> None:
    """Keep a release for good under NAME: letters, digits, '-', '_' and '.'.

    A name never comes to mean another build. The same said again changes nothing.
    """
    from gnbv import serving

    made = serving.pin(Workspace.from_env(), name, by=by, note=note, build_id=build_id)
    click.echo(f"{made.name} is build {made.build_id} ({made.by}: {made.note})")
    out.remark(f"next, whenever somebody asks: gnbv releases compare {made.name}")


@releases.command(short_help="Take a name back.")
@click.argument("name")
@click.option("--reason", required=True, metavar="TEXT", help="Why; it goes into published/publications.jsonl.")
def unpin(name: str, reason: str) -> None:
    """Take NAME back. The release stays as long as the rule keeps it; the name can only be given to it again."""
    from gnbv import serving

    taken = serving.unpin(Workspace.from_env(), name, reason=reason)
    click.echo(f"{taken.name} names no release any more; it was build {taken.build_id}")


@releases.command(short_help="As published / as known now: each difference with its cause.")
@click.argument("name")
@click.option("--with", "other", metavar="BUILD_ID", help="Compare with this release; without it, the current one.")
@format_option
def compare(name: str, other: str | None, form: str, output: Path | None) -> None:
    """Compare what the release NAME told with what is told now, both as of the day NAME was built for.

    Compared are the status of every return owed, the rates, the amounts and indicators that are counted, and the
    findings (those on missing returns are left to the statuses). Every difference has one cause:

    \b
    learnt since        asked for what was known then, the current release still gives what was published;
                        the files that came since are named
    decided otherwise   it gives something else even then: rules, forms or models changed; which, is named
    """
    from gnbv import serving

    out.check_target(form, output)
    found = serving.compare(Workspace.from_env(), name, other=other)
    if form == "table":
        _show_comparison(name, found)
    else:
        from delivery.releases import render_comparison

        out.deliver(render_comparison(found, form), output)
    if not found.is_same_day:
        out.remark(
            f"note: {found.current} was built for another day; whether findings were explained is not compared: "
            f"'gnbv build --as-of {found.as_of}' and 'gnbv publish' make a release of the same day"
        )


def _show(found: list[Release]) -> None:
    if not found:
        click.echo("Nothing is published: run 'gnbv collect', 'gnbv build' and 'gnbv publish' first.")
        return
    headings = ("", "Build", "Published", "As of", "Known", "Open findings", "MB", "Names")
    made = out.table("", *headings, right=("MB",), whole=("Build", "Published", "As of", "Known"))
    for one in found:
        counts = ", ".join(f"{one.findings[name]} {name}" for name in ("stop", "warn", "info") if name in one.findings)
        made.add_row(
            "current" if one.is_current else "", one.build_id,
            f"{one.published_at.astimezone(TIMEZONE):%d/%m/%Y %H:%M}", str(one.as_of or ""),
            str(one.known or "all"), counts, f"{one.size_bytes / 1e6:.1f}", ", ".join(one.pins),
        )  # fmt: skip
    out.console().print(made)


def _print_json(found: list[Release]) -> None:
    import json
    from dataclasses import asdict

    click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2, default=_text))


def _text(value: object) -> str:
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)


def _show_comparison(name: str, found: Comparison) -> None:
    click.echo(f"as published  {name}: build {found.pinned}, as of {found.as_of}, known {found.known:%Y-%m-%d %H:%M}")
    click.echo(f"as known now  build {found.current}, as of the same day")
    if not found.differences:
        click.echo("No difference.")
        return
    summary = out.table("", "Kind", "Cause", "Differences", right=("Differences",))
    for (kind, cause), count in sorted(found.counts().items()):
        summary.add_row(kind, _CAUSES[cause], str(count))
    console = out.console()
    console.print(summary)
    for one in found.differences:
        click.echo("\n".join(_lines(one)))


def _lines(one: Difference) -> list[str]:
    from delivery.releases import because, told

    about = joined(one.return_type, one.period, one.locality_code, one.locality)
    subject = "" if one.kind == "status" else one.subject
    return [
        plain(f"{one.kind}  {joined(about, subject)}"),
        plain(f"    published  {told(one.published) or 'nothing'}"),
        plain(f"    now        {told(one.now) or 'nothing'}"),
        plain(f"    {_CAUSES[one.cause]}: {because(one) or 'no file and no input says it'}"),
    ]
