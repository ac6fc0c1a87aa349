"""`gnbv collect`: pull and receive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import click

from gnbv.commands import output
from gnbv.commands.options import DATE
from gnbv.settings import Workspace


@click.command(short_help="Take in what the localities sent.")
@click.option(
    "--source",
    type=click.Path(exists=True, path_type=Path),
    metavar="DIR",
    help="A folder of returns, or a sources.yml; without it, what GNBV_SOURCES names (samples/sources.yml).",
)
@click.option(
    "--as-of", type=DATE, metavar="DATE", help="Leave files that arrived after this day (YYYY-MM-DD) for a later run."
)
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=1, show_default=True, metavar="N",
    help="Spread the sources over so many processes.",
)  # fmt: skip
def collect(source: Path | None, as_of: date | None, jobs: int) -> None:
    """Pull what each locality has sent and give every file a receipt.

    Files are kept unchanged in GNBV_HOME/landing; what they say goes to GNBV_HOME/bronze. Running it again takes in
    only what is new. A source that cannot be read is named at the end and makes the exit code 1; the others go on.
    """
    from gnbv.jobs import collect_all
    from gnbv.progress import shown

    workspace = Workspace.from_env()
    if source is not None:
        workspace = Workspace(workspace.home, _sources(source), workspace.policy)
    run_id = f"cli-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}"
    with shown() as progress:
        summaries = collect_all(workspace, run_id, as_of=as_of, processes=jobs, on_progress=progress)
    states: Counter[str] = Counter()
    for one in summaries:
        states.update(one.states)
    failed = [one for one in summaries if one.failure]
    read = len(summaries) - len(failed)
    click.echo(f"{read} of {len(summaries)} sources read, {_total(summaries, 'files_listed')} files seen")
    click.echo(f"  unchanged since the last run: {_total(summaries, 'files_unchanged')}")
    for state, count in sorted(states.items()):
        click.echo(f"  {state.replace('_', ' ')}: {count}")
    for one in failed:
        output.remark(f"gnbv: {one.name} ({one.source_id}) could not be read: {one.failure}")
    if failed:
        raise SystemExit(1)
    click.echo("next: gnbv build")


def _sources(source: Path) -> Path:
    listed = source / "sources.yml"
    return (listed if listed.is_file() else source).resolve()


def _total(summaries: Sequence[object], column: str) -> int:
    return sum(getattr(one, column) for one in summaries)
