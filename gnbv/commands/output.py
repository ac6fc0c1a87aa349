"""Writing results: data to standard output or a file, remarks to standard error."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

#: Wide enough for the longest line of a list when the output is no terminal.
PIPE_WIDTH = 180


def console() -> Console:
    """A console on standard output that neither colours numbers nor cuts lines in a pipe."""
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)


def table(title: str, *headings: str, right: tuple[str, ...] = (), whole: tuple[str, ...] = ()) -> Table:
    """An empty table; columns named in `right` are aligned to the right, those named in `whole` are never wrapped."""
    from rich import box
    from rich.table import Table

    made = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for heading in headings:
        made.add_column(heading, justify="right" if heading in right else "left", no_wrap=heading in whole)
    return made


def remark(text: str) -> None:
    """Say something about the result on standard error, where it does not mix with data."""
    click.echo(text, err=True)


def check_target(form: str, output: Path | None) -> None:
    """Refuse what cannot be written, before any work is done."""
    if form == "xlsx" and output is None:
        raise click.UsageError("a workbook is not for the terminal; add '-o FILE.xlsx'")
    if form == "table" and output is not None:
        raise click.UsageError("a table is for the terminal; add '--format csv', 'json' or 'xlsx' to write a file")
    if output is not None and not output.resolve().parent.is_dir():
        raise click.UsageError(f"there is no folder {output.resolve().parent}; make it first")


def deliver(content: bytes, output: Path | None) -> None:
    """Write a finished file to its place, whole or not at all, or to standard output."""
    if output is None:
        click.echo(content, nl=False)
        return
    from delivery import write_file

    write_file(output.resolve(), content)
    remark(f"written to {output}")
