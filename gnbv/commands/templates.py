"""`gnbv templates`: the workbooks of a whole period, one folder a locality."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gnbv.commands.output import remark
from gnbv.commands.template import Desk
from gnbv.progress import shown

if TYPE_CHECKING:
    from ingestion.forms import Form
    from ingestion.reference import Locality, Period


@dataclass(frozen=True)
class _Wanted:
    """One workbook to write."""

    form: Form
    return_type: str
    reporter: Locality


@click.command(short_help="The workbooks of a whole period, one folder a locality.")
@click.option("--period", "-p", "asked_period", required=True, metavar="PERIOD", help="Such as 2024-H1 or 2024-Y.")
@click.option(
    "--output", "-o", type=click.Path(file_okay=False, path_type=Path), required=True, metavar="DIR",
    help="The folder for them; made if it is not there. Workbooks of the same name are replaced.",
)  # fmt: skip
@click.option("--form", "-f", "name", metavar="FORM", help="Only this form.")
@click.option("--level", type=click.Choice(["province", "district", "commune"]), help="Only reporters of this level.")
@click.option("--locality", "-l", metavar="LOCALITY", help="Only this locality, by code or name.")
def templates(asked_period: str, output: Path, name: str | None, level: str | None, locality: str | None) -> None:
    """Write a workbook for every return of a period that a form serves and a locality owes by the calendar.

    \b
    gnbv templates --period 2024-H1 -o templates/
    gnbv templates --period 2024-H1 --form monitoring --level district -o templates/

    A form together with a level or a locality is written for all of them, whether the calendar names them or not. Each
    locality has a folder named as sources are: 20-lang-son/.
    """
    from ingestion.workbooks import file_name, folder_name

    began = time.monotonic()
    desk = Desk.from_env()
    period = desk.period(asked_period)
    if name:
        desk.versions(name)
    reporters = _reporters(desk, period, level, locality)
    wanted = list(_wanted(desk, period, reporters, name, beyond_calendar=bool(name and (level or locality))))
    if not wanted:
        raise click.UsageError(_nothing(desk, period, name, level, locality))
    groups = _by_form(wanted)
    shared = Counter((one.form.key, one.reporter.locality_id) for one in wanted)
    done = 0
    with shown() as show:
        for (key, return_type), ones in groups.items():
            before = desk.previous(ones[0].form, return_type, period, (one.reporter for one in ones))
            for one in ones:
                reporter = one.reporter
                file = file_name(
                    one.form, reporter, period, return_type if shared[key, reporter.locality_id] > 1 else ""
                )
                path = output / folder_name(reporter) / file
                desk.write(one.form, path, reporter, return_type, period, before.get(reporter.locality_id))
                done += 1
                show("writing the workbooks", done, len(wanted))
    places = len({one.reporter.locality_id for one in wanted})
    seconds = time.monotonic() - began
    files, folders = _count(done, "workbook", "workbooks"), _count(places, "locality", "localities")
    remark(f"{files} for {folders} in {seconds:.1f} s, in {output}")


def _count(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _reporters(desk: Desk, period: Period, level: str | None, locality: str | None) -> dict[str, list[Locality]]:
    """The localities that are asked about, by level."""
    from ingestion.workbooks import LEVELS, ReporterError, find_reporter

    levels = [level] if level else list(LEVELS)
    if locality:
        try:
            one = find_reporter(locality, period.ends_on, desk.reference, levels)
        except ReporterError as error:
            raise click.UsageError(str(error)) from None
        return {one.level: [one]}
    return {one: list(desk.reference.localities_on(one, period.ends_on)) for one in levels}


def _wanted(
    desk: Desk, period: Period, reporters: dict[str, list[Locality]], name: str | None, *, beyond_calendar: bool
) -> Iterator[_Wanted]:
    """Yield the workbooks: a form that serves a return, for each reporter that owes it or is named."""
    calendar = [one for one in desk.reference.calendar if one.period == period.period]
    for return_type, about in desk.reference.return_types.items():
        entries = [one for one in calendar if one.return_type == return_type]
        if about.period_type != period.period_type or not (entries or beyond_calendar):
            continue
        for level, ones in reporters.items():
            forms = desk.forms.serving(return_type, level, period.ends_on)
            for form in (one for one in forms if name in (None, one.form)):
                for reporter in ones:
                    if beyond_calendar or any(entry.covers(reporter) for entry in entries):
                        yield _Wanted(form, return_type, reporter)


def _by_form(wanted: list[_Wanted]) -> dict[tuple[str, str], list[_Wanted]]:
    groups: defaultdict[tuple[str, str], list[_Wanted]] = defaultdict(list)
    for one in wanted:
        groups[one.form.key, one.return_type].append(one)
    return groups


def _nothing(desk: Desk, period: Period, name: str | None, level: str | None, locality: str | None) -> str:
    """Say why there is nothing to write, and what to ask for."""
    owed = sorted({one.return_type for one in desk.reference.calendar if one.period == period.period})
    asked = " ".join(filter(None, (f"form {name}" if name else "", level or "", locality or ""))) or "any form"
    return (
        f"no workbook of {asked} is owed for {period.period}; the calendar has {', '.join(owed) or 'no return'} then; "
        "'gnbv forms' says which form serves what; name a form and a level to go beyond the calendar"
    )
