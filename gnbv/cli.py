"""The command `gnbv`: its commands, and how errors reach people (one readable line on stderr, exit code not 0)."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence

import click

from gnbv.commands.backtest import backtest
from gnbv.commands.build import build, publish
from gnbv.commands.check import check
from gnbv.commands.collect import collect
from gnbv.commands.docs import docs
from gnbv.commands.errors import errors
from gnbv.commands.explain import explain
from gnbv.commands.findings import findings
from gnbv.commands.forms import forms
from gnbv.commands.late import late
from gnbv.commands.read import read
from gnbv.commands.releases import releases
from gnbv.commands.remind import remind
from gnbv.commands.reminders import reminders
from gnbv.commands.runs import runs
from gnbv.commands.status import status
from gnbv.commands.template import template
from gnbv.commands.templates import templates
from gnbv.commands.trace import trace

#: Errors whose text is already one line for people; named, so that no room is imported to look at an error.
READABLE = {
    "delivery.errors.DeliveryError",
    "expectations.frames.FrameError",
    "expectations.model.SuiteError",
    "gnbv.build.BuildError",
    "gnbv.connections.ConnectionFailed",
    "gnbv.policy.PolicyError",
    "ingestion.arrivals.ArrivalLogError",
    "ingestion.collect.SourceFailed",
    "ingestion.forms.catalogue.FormsError",
    "ingestion.landing.LandingDamagedError",
    "ingestion.reference.SeedError",
    "ingestion.sources.SourcesError",
}


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="gnbv-warehouse", prog_name="gnbv")
def cli() -> None:
    """Who owes which return, who is late, and what proves it.

    \b
    gnbv collect                                  take in what the localities sent
    gnbv build --as-of 2023-10-27                 build and check the warehouse
    gnbv publish                                  put it where readers look
    gnbv late --as-of 2023-10-27                  who is missing or late
    gnbv status --as-of 2023-10-27                how many, by region
    gnbv remind --as-of 2023-10-27                who is reminded of what; it sends nothing
    gnbv findings --locality 20                   which figure is wrong, and what would repair it
    gnbv explain 3f9a41c2 --text "..." --by WHO   accept a finding until a date
    gnbv backtest --policy draft/                 what a new or changed rule would raise
    gnbv trace coordination_6m:2023-H1:12         where a row comes from
    gnbv read REPORT.docx                         the figures of a report, without storing them
    gnbv check REPORT.docx --locality 20          what the intake would say of a file
    gnbv errors                                   workbooks that show the senders what to correct
    gnbv reminders                                what was sent, and what a person has to settle
    gnbv forms                                    the forms, for what and for whom
    gnbv template monitoring -l 20 -p 2024-H1     the workbook a locality fills in
    gnbv templates -p 2024-H1 -o templates/       the workbooks of a whole period
    gnbv releases                                 what was published; names, comparisons
    gnbv runs                                     what ran, how long, what failed
    gnbv docs                                     the documentation of every table, as one file

    \b
    GNBV_HOME     the folder to work in (default: var/ of the project)
    GNBV_SOURCES  who sends, and where (default: samples/sources.yml)
    GNBV_POLICY   folders with rows to add to the policy (default: none)
    """


for _command in (
    collect,
    build,
    publish,
    late,
    status,
    findings,
    explain,
    backtest,
    remind,
    read,
    check,
    errors,
    trace,
    reminders,
    forms,
    template,
    templates,
    docs,
    releases,
    runs,
):
    cli.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code: 0 done, 1 not done, 2 asked wrongly, 130 interrupted."""
    try:
        cli.main(args=None if arguments is None else list(arguments), prog_name="gnbv", standalone_mode=False)
    except click.ClickException as error:
        return _say(error.format_message(), error.exit_code, help_of=getattr(error, "ctx", None))
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except (KeyboardInterrupt, click.Abort):
        return _say("interrupted; run it again, nothing is left half done", 130)
    except BrokenPipeError:
        # The reader (head, less) has seen enough. Nothing may be written at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # the last place where an error can still be made readable
        return _say(_describe(error), 1)
    return 0


def _describe(error: Exception) -> str:
    if os.environ.get("GNBV_DEBUG") == "1":
        traceback.print_exception(error)
    names = {f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__}
    if names & READABLE:
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        if error.filename is None:
            return f"{error.strerror}; see to it and run again"
        return f"{error.filename}: {error.strerror}; check that it is there and that you may write it"
    return f"internal error, {type(error).__name__}: {error}; set GNBV_DEBUG=1 and run again to see where"


def _say(message: str, code: int, help_of: click.Context | None = None) -> int:
    line = " ".join(message.split())
    if help_of is not None and code == 2:
        line += f" (see '{help_of.command_path} --help')"
    click.echo(f"gnbv: {line}", err=True)
    return code
