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
    from rich.table import Table

    from delivery import ReportingRate

#: Columns of a block; those of `_RARE` are left out where they hold nothing but zeros.
_COUNTS = {
    "expected": "Expected",
    "received": "Received",
    "received_on_time": "On time",
    "late": "Late",
    "overdue": "Overdue",
    "rejected": "Rejected",
    "exempt": "Exempt",
    "not_due": "Not due",
}
_RARE = ("rejected", "exempt", "not_due")


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
        levels = {level: list(part) for level, part in groupby(rows, key=lambda one: one.reporter_level)}
        for level, part in levels.items():
            owed_by = f" ({level})" if len(levels) > 1 else ""
            console.print(_block(f"{return_type} {period}{owed_by}, {when}", part))


def _block(title: str, rows: list[ReportingRate]) -> Table:
    counts = [name for name in _COUNTS if name not in _RARE or any(getattr(one, name) for one in rows)]
    numbers = (*(_COUNTS[name] for name in counts), "Rate", "Rate on time")
    made = out.table(title, "Region", *numbers, right=numbers)
    for one in rows:
        if one.region_code == "ALL":
            made.add_section()
        cells = (str(getattr(one, name)) for name in counts)
        made.add_row(one.region, *cells, _percent(one.rate), _percent(one.rate_on_time))
    return made


def _percent(rate: float | None) -> str:
    return "-" if rate is None else f"{rate:.1%}"
