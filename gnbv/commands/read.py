"""`gnbv read`: the figures of reports and forms, without storing anything."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gnbv.commands import output as out
from gnbv.commands.figure_rows import CsvLines, as_json, figure_table
from gnbv.commands.figure_sources import Read, Unread, read_one
from gnbv.commands.options import today
from gnbv.commands.senders import locality_option, sender_of
from gnbv.settings import Workspace

if TYPE_CHECKING:
    from gnbv.progress import OnProgress
    from ingestion import Reference, SourceEntry

#: Kinds of files taken from a folder; a file that is named is read whatever it is called.
SUFFIXES = (".txt", ".docx", ".pdf", ".xlsx")


@dataclass
class _Run:
    """What one run asks for, and what it has come to."""

    reference: Reference
    sender: SourceEntry | None
    counts: Counter[str] = field(default_factory=Counter)
    failed: int = 0
    passed_over: int = 0


@click.command(short_help="The figures of one report or many, without storing anything.")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    help="table for people (default on a terminal), csv for programs (default in a pipe), json for programs too.",
)
@locality_option
def read(files: tuple[Path, ...], form: str | None, locality: str | None) -> None:
    """Print the figures of narrative reports (.txt, .docx, .pdf with a text layer), each with its place in the text,
    and of filled forms (.xlsx), each with its cell.

    \b
    gnbv read bao-cao.docx
    gnbv read bieu-so-lieu.xlsx
    gnbv read bao-cao.txt --format csv > figures.csv
    gnbv read reports/ --format csv > all.csv

    Nothing is stored. FILE can be a folder: its reports and forms are read one after the other, with progress, and a
    last column `file` says which a row is from. What a report leaves blank, how a form stands and how many figures were
    read is said on standard error.
    """
    from gnbv.policy import effective_seeds
    from gnbv.progress import shown, silent
    from ingestion import Reference

    reference = Reference.load(effective_seeds(Workspace.from_env()))
    run = _Run(reference, sender_of(locality, reference, today()) if locality else None)
    form = form or ("table" if sys.stdout.isatty() else "csv")
    paths = list(_files(files))
    if not paths:
        raise click.ClickException(f"no report or form ({', '.join(SUFFIXES)}) lies in {', '.join(map(str, files))}")
    is_one = len(files) == 1 and files[0].is_file()
    if is_one:
        _print(_read_all(run, paths, silent, is_one), form, is_one)
    else:
        with shown() as progress:
            _print(_read_all(run, paths, progress, is_one), form, is_one)
    _sum_up(run, len(paths), is_one)
    if run.failed or not run.counts["files"]:
        raise SystemExit(1)


def _files(asked: tuple[Path, ...]) -> Iterator[Path]:
    for one in asked:
        if not one.is_dir():
            yield one
            continue
        inside = (path for path in sorted(one.rglob("*")) if path.suffix.lower() in SUFFIXES and path.is_file())
        yield from (path for path in inside if not any(part.startswith((".", "~$")) for part in path.parts))


def _read_all(run: _Run, paths: list[Path], progress: OnProgress, is_one: bool) -> Iterator[tuple[Path, Read]]:
    """Read one file after the other; one that cannot be read is told and does not stop the others."""
    for done, path in enumerate(paths):
        progress("reading reports", done, len(paths))
        try:
            found = read_one(path, run.reference, run.sender)
        except Unread as error:
            out.remark(f"gnbv: {path}: {error}")
            # In a folder, a workbook that is no form may well be something else that was sent with the report.
            run.passed_over += not is_one and error.is_no_form
            run.failed += is_one or not error.is_no_form
            continue
        except OSError as error:
            out.remark(f"gnbv: {path}: {error.strerror or error}; check that it may be read")
            run.failed += 1
            continue
        run.counts["files"] += 1
        run.counts["forms"] += found.is_form
        run.counts["finding"] += found.findings
        run.counts.update(row["kind"] for row in found.rows)
        yield path, found
        if is_one:
            for line in found.remarks:
                out.remark(line)
    progress("reading reports", len(paths), len(paths))


def _print(found: Iterator[tuple[Path, Read]], form: str, is_one: bool) -> None:
    if form == "table":
        for path, read in found:
            _print_tables(path, read)
    elif form == "csv":
        _print_csv(found, is_one)
    else:
        lead = "[\n"
        is_any = False
        for path, read in found:
            is_any = True
            for row in _rows(path, read, is_one):
                click.echo(f"{lead}{as_json(row)}", nl=False)
                lead = ",\n"
        if is_any:
            click.echo("[]" if lead == "[\n" else "\n]")


def _print_tables(path: Path, read: Read) -> None:
    """One table a report; of a form one a sheet."""
    console = out.console()
    if not read.is_form:
        console.print(figure_table(f"{path.name}: {read.title}", read.rows))
        return
    for sheet, rows in groupby(read.rows, key=lambda row: row["sheet"]):
        console.print(figure_table(f"{path.name}: {read.title}: {sheet}", list(rows), is_form=True))


def _print_csv(found: Iterator[tuple[Path, Read]], is_one: bool) -> None:
    from ingestion import FIGURE_COLUMNS

    lines = CsvLines()
    header = lines.line([*FIGURE_COLUMNS, *([] if is_one else ["file"])])
    for path, read in found:
        click.echo(header, nl=False)
        header = ""
        click.echo("".join(lines.line(list(row.values())) for row in _rows(path, read, is_one)), nl=False)


def _rows(path: Path, read: Read, is_one: bool) -> list[dict[str, Any]]:
    more = {} if is_one else {"file": str(path)}
    return [row | more for row in read.rows]


def _sum_up(run: _Run, asked: int, is_one: bool) -> None:
    counts = run.counts
    figures = counts["fund"] + counts["indicator"]
    text = f"{figures} figures: {counts['fund']} fund, {counts['indicator']} indicator; {counts['finding']} findings"
    if not is_one:
        what = "files" if counts["forms"] else "reports"
        text = f"{counts['files']} of {asked - run.passed_over} {what} read, {text}"
    if counts["files"] or not is_one:
        out.remark(text)
