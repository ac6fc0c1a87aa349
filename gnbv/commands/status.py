"""`gnbv status`: counts and rates."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gnbv.commands import output as out
from gnbv.commands.options import as_of_option, format_option, known_option, return_type_option
from gnbv.settings import Workspace

if TYPE_CHECKING:
    from delivery import ReportingRate

_HEADINGS = (
    "Region", "Expected", "Received", "On time", "Late", "Overdue", "Rejected", "Exempt", "Not due", "Rate",
    "Rate on time",
)  # fmt: skip


@click.command(short_help="Counts and rates on a date, by region.")
@as_of_option
@known_option
@return_type_option
@format_option
def status(as_of: date, known: date | None, return_type: str | None, form: str, output: Path | None) -> None:
    """Count expected, received, on time, late and overdue returns, by region and in all.

    \b
    gnbv status --as-of 2023-10-27 --return-type coordination_6m
    """
    from delivery import published_marts, render_status, reporting_rate

    out.check_target(form, output)
    rates = reporting_rate(published_marts(Workspace.from_env().published), as_of, known, return_type)
    if form != "table":
        notes = [("Tính đến hết ngày", f"{as_of:%d/%m/%Y}")]
        if known:
            notes.append(("Theo những gì biết đến hết ngày", f"{known:%d/%m/%Y}"))
        out.deliver(render_status(rates, form, notes), output)
        return
    _show(rates, as_of, known)


def _show(rates: tuple[ReportingRate, ...], as_of: date, known: date | None) -> None:
    console = out.console()
    when = f"as of {as_of:%d/%m/%Y}" + (f", as known on {known:%d/%m/%Y}" if known else "")
    if not rates:
        console.print(f"No return is on the books {when}.")
    for (return_type, period), rows in groupby(rates, key=lambda one: (one.return_type, one.period)):
        made = out.table(f"{return_type} {period}, {when}", *_HEADINGS, right=_HEADINGS[1:])
        for one in rows:
            if one.region_code == "ALL":
                made.add_section()
            counts = (
                one.expected, one.received, one.received_on_time, one.late, one.overdue, one.rejected, one.exempt,
                one.not_due,
            )  # fmt: skip
            made.add_row(one.region, *(str(count) for count in counts), _percent(one.rate), _percent(one.rate_on_time))
        console.print(made)


def _percent(rate: float | None) -> str:
    return "-" if rate is None else f"{rate:.1%}"
