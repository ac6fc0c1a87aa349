"""`gnbv errors`: for every file with something to correct, a workbook its sender can work from."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from gnbv.commands import output as out
from gnbv.commands.options import DATE
from gnbv.settings import Workspace

if TYPE_CHECKING:
    from delivery import ErrorSheet

_COLUMNS = (
    "locality_code", "locality", "source_id", "file", "return_type", "period", "state", "stops", "warnings", "path",
)  # fmt: skip


@click.command(short_help="Error sheets for the files that have something to correct.")
@click.option("--locality", metavar="CODE", help="The files of one locality, by GSO code; without it, of all.")
@click.option("--since", type=DATE, metavar="DATE", help="What was taken in on this day or later; without it, all.")
@click.option(
    "--output",
    "-o",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="The folder to write to; without it, lists/errors in the workspace.",
)
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
def errors(locality: str | None, since: date | None, output: Path | None, form: str) -> None:
    """Write a copy of every workbook with findings that stop it or warn, the wrong cells marked and listed.

    \b
    gnbv errors
    gnbv errors --locality 20 -o gui-lai/

    Also for files that were refused or put aside. Run it after 'gnbv collect'; no build is needed. The list of what
    was written goes to standard output.
    """
    from gnbv import jobs
    from gnbv.progress import shown

    began = datetime.combine(since, time.min, ZoneInfo("Asia/Ho_Chi_Minh")) if since else None
    with shown() as progress:
        made = jobs.error_sheets(Workspace.from_env(), locality=locality, since=began, out=output, on_progress=progress)
    _print(made, form)
    count = f"{len(made)} error sheet{'s' if len(made) > 1 else ''}"
    out.remark(count if made else "no file has anything to correct")


def _print(made: list[ErrorSheet], form: str) -> None:
    values = [{name: str(value) if name == "path" else value for name, value in asdict(one).items()} for one in made]
    if form == "json":
        click.echo(json.dumps(values, ensure_ascii=False, indent=2))
    elif form == "csv":
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(values)
        click.echo(text.getvalue(), nl=False)
    elif made:
        headings = ("Locality", "File", "Return", "Period", "State", "Stop", "Warn", "Error sheet")
        table = out.table("", *headings, right=("Stop", "Warn"), whole=("Period", "Stop", "Warn"))
        for one in made:
            table.add_row(
                f"{one.locality} ({one.locality_code})" if one.locality_code else one.source_id, one.file,
                one.return_type, one.period, one.state.replace("_", " "), str(one.stops), str(one.warnings),
                str(one.path),
            )  # fmt: skip
        out.console().print(table)
