"""`gnbv read`: the figures of reports, without storing anything."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gnbv.commands import output as out
from gnbv.commands.figure_rows import CsvLines, as_json, figure_table, values_of
from gnbv.commands.options import today
from gnbv.commands.senders import locality_option, sender_of
from gnbv.settings import Workspace

if TYPE_CHECKING:
    from gnbv.progress import OnProgress
    from ingestion import Reference, Report, SourceEntry

#: Kinds of files taken from a folder; a file that is named is read whatever it is called.
SUFFIXES = (".txt", ".docx", ".pdf")


@dataclass
class _Run:
    """What one run asks for, and what it has come to."""

    reference: Reference
    sender: SourceEntry | None
    counts: Counter[str] = field(default_factory=Counter)
    failed: int = 0


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
    """Print the figures of narrative reports (.txt, .docx, .pdf with a text layer), each with its place in the text.

    \b
    gnbv read bao-cao.docx
    gnbv read bao-cao.txt --format csv > figures.csv
    gnbv read reports/ --format csv > all.csv

    Nothing is stored. FILE can be a folder: its reports are read one after the other, with progress, and a last column
    `file` says which report a row is from. What a report leaves blank and how many figures were read is said on
    standard error.
    """
    from gnbv.policy import effective_seeds
    from gnbv.progress import shown, silent
    from ingestion import Reference

    reference = Reference.load(effective_seeds(Workspace.from_env()))
    run = _Run(reference, sender_of(locality, reference, today()) if locality else None)
    form = form or ("table" if sys.stdout.isatty() else "csv")
    paths = list(_files(files))
    if not paths:
        raise click.ClickException(f"no report ({', '.join(SUFFIXES)}) lies in {', '.join(map(str, files))}")
    is_one = len(files) == 1 and files[0].is_file()
    if is_one:
        _print(_read_all(run, paths, silent, is_one), form, is_one)
    else:
        with shown() as progress:
            _print(_read_all(run, paths, progress, is_one), form, is_one)
    _sum_up(run, len(paths), is_one)
    if run.failed:
        raise SystemExit(1)


def _files(asked: tuple[Path, ...]) -> Iterator[Path]:
    for one in asked:
        if not one.is_dir():
            yield one
            continue
        inside = (path for path in sorted(one.rglob("*")) if path.suffix.lower() in SUFFIXES and path.is_file())
        yield from (path for path in inside if not any(part.startswith((".", "~$")) for part in path.parts))


def _read_all(run: _Run, paths: list[Path], progress: OnProgress, is_one: bool) -> Iterator[tuple[Path, Report]]:
    """Read one report after the other; one that cannot be read is told and does not stop the others."""
    from ingestion import TextError, is_report_file, read_report, store_text

    for done, path in enumerate(paths):
        progress("reading reports", done, len(paths))
        try:
            content = path.read_bytes()
            if not is_report_file(content, path.name):
                raise TextError("IN11", "no report; 'gnbv check' says what the intake reads in tables and records")
            report = read_report(store_text(content, path.name), run.reference, entry=run.sender)
        except TextError as error:
            out.remark(f"gnbv: {path}: {error.message_vi}")
            run.failed += 1
            continue
        except OSError as error:
            out.remark(f"gnbv: {path}: {error.strerror or error}; check that it may be read")
            run.failed += 1
            continue
        run.counts["reports"] += 1
        run.counts["finding"] += len(report.header.remarks)
        run.counts.update(one.kind for one in report.figures)
        yield path, report
        if is_one:
            _tell(report)
    progress("reading reports", len(paths), len(paths))


def _print(reports: Iterator[tuple[Path, Report]], form: str, is_one: bool) -> None:
    if form == "table":
        console = out.console()
        for path, report in reports:
            console.print(figure_table(f"{path.name}: {_title(report)}", report))
    elif form == "csv":
        _print_csv(reports, is_one)
    else:
        lead = "[\n"
        is_any = False
        for path, report in reports:
            is_any = True
            for row in _rows(path, report, is_one):
                click.echo(f"{lead}{as_json(row)}", nl=False)
                lead = ",\n"
        if is_any:
            click.echo("[]" if lead == "[\n" else "\n]")


def _print_csv(reports: Iterator[tuple[Path, Report]], is_one: bool) -> None:
    from ingestion import FIGURE_COLUMNS

    lines = CsvLines()
    header = lines.line([*FIGURE_COLUMNS, *([] if is_one else ["file"])])
    for path, report in reports:
        click.echo(header, nl=False)
        header = ""
        rows = _rows(path, report, is_one)
        click.echo("".join(lines.line(list(row.values())) for row in rows), nl=False)


def _rows(path: Path, report: Report, is_one: bool) -> list[dict[str, Any]]:
    more = {} if is_one else {"file": str(path)}
    return [values_of(one, report.stored.sha256) | more for one in report.figures]


def _title(report: Report) -> str:
    header = report.header
    place = header.home.label if header.home else "place not known"
    return f"{place}, {header.return_type or 'return not known'} {header.period or header.return_period}".rstrip()


def _tell(report: Report) -> None:
    """Say on standard error what the report is and what it leaves blank."""
    header = report.header
    number = header.number.no if header.number and header.number.no else "number blank"
    issued = f"issued {header.issued_on}" if header.issued_on else "day blank"
    as_of = f", as of {header.as_of}" if header.as_of else ""
    out.remark(f"{_title(report)}{as_of}; {number}, {issued}")
    for remark in header.remarks:
        where = f", line {remark.line}" if remark.line else ""
        out.remark(f"  {remark.rule_id}{where}: {remark.problem}")


def _sum_up(run: _Run, asked: int, is_one: bool) -> None:
    counts = run.counts
    figures = counts["fund"] + counts["indicator"]
    text = f"{figures} figures: {counts['fund']} fund, {counts['indicator']} indicator; {counts['finding']} findings"
    if not is_one:
        text = f"{counts['reports']} of {asked} reports read, {text}"
    if counts["reports"] or not is_one:
        out.remark(text)
