"""`gnbv build` and `gnbv publish`."""

from __future__ import annotations

import time
from datetime import date

import click

from gnbv.commands.options import as_of_option, known_option
from gnbv.settings import Workspace


@click.command(short_help="Build and check the warehouse, then swap it in.")
@as_of_option
@known_option
def build(as_of: date, known: date | None) -> None:
    """Build the warehouse: dbt on a copy, the checks on the copy, then the swap.

    A stop finding (structure, contracts, lost rows) leaves the current warehouse as it is. Missing and late returns
    never stop a build. Lists of any other date can be asked of the same warehouse: `--as-of` sets only what the two
    reports inside it speak of.
    """
    from gnbv import jobs
    from gnbv.progress import shown

    workspace = Workspace.from_env()
    with shown() as progress:
        made = jobs.build(workspace, as_of, known=known, on_progress=progress)
    for step, seconds in made.seconds.items():
        click.echo(f"  {step:<12}{seconds:6.1f} s")
    warnings = len(made.gate.warnings)
    click.echo(f"build {made.build_id} as of {as_of}: {sum(made.counts.values())} rows in {len(made.counts)} marts")
    click.echo(
        f"  the checks passed with {warnings} warnings, for people to look at: {made.gate.data_docs or 'no pages'}"
    )
    click.echo("next: gnbv publish")


@click.command(short_help="Put the marts where readers look.")
def publish() -> None:
    """Publish the current warehouse as a DuckDB file and Parquet files.

    The release appears as a whole under GNBV_HOME/published/current; those who read the old one are not disturbed.
    Publishing the same build twice changes nothing.
    """
    from delivery import read_manifest
    from gnbv import jobs

    workspace = Workspace.from_env()
    began = time.monotonic()
    release = jobs.publish_marts(workspace)
    manifest = read_manifest(workspace.published) or {}
    click.echo(f"  publish     {time.monotonic() - began:6.1f} s")
    click.echo(f"published {release.name} as of {manifest.get('as_of')}: {len(manifest.get('marts', {}))} marts")
    click.echo(f"  {workspace.published / 'current' / 'gnbv.duckdb'}")
    click.echo(f"  {workspace.published / 'current' / 'parquet'}")
    click.echo(f"next: gnbv late --as-of {manifest.get('as_of')}")
