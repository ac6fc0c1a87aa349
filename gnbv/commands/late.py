"""`gnbv late`: who is missing or late."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gnbv.commands import output as out
from gnbv.commands.options import as_of_option, format_option, known_option, return_type_option
from gnbv.settings import Workspace

if TYPE_CHECKING:
    from rich.table import Table

    from delivery import LateList, LateReturn

#: From this width on there is room to say why.
WIDE = 110


@click.command(short_help="Who is missing or late on a date, with proof.")
@as_of_option
@known_option
@return_type_option
@format_option
@click.option("--include-closed", is_flag=True, help="List returns whose chase is over too.")
def late(
    as_of: date, known: date | None, return_type: str | None, form: str, output: Path | None, include_closed: bool
) -> None:
    """List who is missing (overdue) or late on a date, with proof.

    \b
    gnbv late --as-of 2023-10-27
    gnbv late --as-of 2023-08-31 --known 2023-08-31 --format csv
    gnbv late --as-of 2023-10-27 --format xlsx -o late.xlsx

    Returns whose chase is over, and reporters dissolved without a successor that owes the return, are left out and
    counted. `gnbv trace` shows what proves a row.
    """
    from delivery import late_returns, published_marts, render_late

    out.check_target(form, output)
    found = late_returns(published_marts(Workspace.from_env().published), as_of, known, return_type, include_closed)
    if form == "table":
        _show(found)
    else:
        out.deliver(render_late(found, form), output)
    _remarks(found, form)


def _show(found: LateList) -> None:
    console = out.console()
    if not found.returns:
        console.print(f"No return that is still chased is late or overdue {_when(found)}.")
    for (return_type, period), rows in groupby(found.returns, key=lambda one: (one.return_type, one.period)):
        name = found.words.return_types.get(return_type, return_type)
        console.print(_table(f"{return_type} {period}: {name}, {_when(found)}", list(rows), found, console.width))
    if found.returns:
        example = next((one for one in found.returns if one.document_no), found.returns[0])
        console.print(f"Proof of a row: gnbv trace {example.obligation_key}")


def _table(title: str, rows: list[LateReturn], found: LateList, width: int) -> Table:
    headings = ("#", "Code", "Locality", "Status", "Days", "Document", "Dated", "Why")
    is_wide = width >= WIDE
    made = out.table(title, *headings[: None if is_wide else -1], right=("#", "Days"), whole=headings[:-1])
    for number, one in enumerate(rows, start=1):
        dated = f"{one.document_on:%d/%m/%Y}" if one.document_on else ""
        cells = [
            str(number), one.locality_code, one.locality, one.status, str(one.days_late), one.document_no or "", dated,
        ]  # fmt: skip
        why = "; ".join(found.words.reasons.get(code, code) for code in one.reasons)
        made.add_row(*cells, *([why] if is_wide else []))
    counts = Counter(one.status for one in rows)
    due = " or ".join(f"{instant:%d/%m/%Y %H:%M}" for instant in sorted({one.due_at for one in rows}))
    caption = f"{counts['overdue']} overdue, {counts['late']} late; due before {due}"
    assumed = sum(1 for one in rows if one.arrival_basis == "assumed")
    if assumed:
        caption += f"; arrival dates of {assumed} are assumed to be the document's date"
    made.caption, made.caption_justify = caption, "left"
    return made


def _remarks(found: LateList, form: str) -> None:
    if found.closed:
        out.remark(
            f"note: {found.closed} returns are left out because their chase is over; --include-closed lists them"
        )
    if found.assumed_arrivals and form != "table":
        out.remark(
            f"note: {found.assumed_arrivals} of {len(found.returns)} rows have an assumed arrival date "
            "(taken to be the document's date, not recorded on arrival)"
        )


def _when(found: LateList) -> str:
    known = f", as known on {found.known:%d/%m/%Y}" if found.known else ""
    return f"as of {found.as_of:%d/%m/%Y}{known}"
