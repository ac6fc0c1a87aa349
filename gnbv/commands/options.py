"""Options that several commands share, and what a date means on the command line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click

Command = TypeVar("Command", bound=Callable[..., Any])


class IsoDate(click.ParamType[date]):
    """A date as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the text; anything else than an ISO date is a usage error that shows the form."""
        if isinstance(value, date):
            return value
        try:
            if len(value) != len("YYYY-MM-DD"):
                raise ValueError
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"'{value}' is not a date; expected YYYY-MM-DD, such as 2023-10-27", param, ctx)


DATE = IsoDate()


def today() -> date:
    """Today in Viet Nam."""
    return datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()


def as_of_option(command: Command) -> Command:
    """Add `--as-of`, by default today in Viet Nam."""
    return click.option(
        "--as-of",
        type=DATE,
        default=today,
        metavar="DATE",
        show_default="today in Viet Nam",
        help="The day to speak about, YYYY-MM-DD; it means the end of that day in Viet Nam.",
    )(command)


def known_option(command: Command) -> Command:
    """Add `--known`, by default everything known now."""
    return click.option(
        "--known",
        type=DATE,
        metavar="DATE",
        help="Use only what the sources had said by the end of this day; without it, everything known now.",
    )(command)


def return_type_option(command: Command) -> Command:
    """Add `--return-type`."""
    return click.option(
        "--return-type", "-t", metavar="TYPE", help="One return type, such as coordination_6m; without it, all of them."
    )(command)


def format_option(command: Command) -> Command:
    """Add `--format` and `--output`."""
    command = click.option(
        "--output",
        "-o",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Write to this file instead of standard output (needed for xlsx).",
    )(command)
    return click.option(
        "--format",
        "form",
        type=click.Choice(["table", "csv", "json", "xlsx"]),
        default="table",
        show_default=True,
        help="table for people here, csv and json for programs, xlsx for people elsewhere.",
    )(command)
