"""`gnbv build` and `gnbv publish`."""

from __future__ import annotations

import time
from datetime import date

import click

from gnbv.commands.options import as_of_option, known_option
from gnbv.settings import Workspace

#: What `--rollback` without a build stands for; no build is called so.
BEFORE = "(before)"


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
    rows, tables = sum(made.counts.values()), len(made.counts)
    click.echo(f"build {made.build_id} as of {as_of}: {rows} rows in {tables} tables of facts and marts")
    click.echo(
        f"  the checks passed with {warnings} warnings, for people to look at: {made.gate.data_docs or 'no pages'}"
    )
    click.echo("next: gnbv publish")


@click.command(short_help="Put the marts where readers look, or go back.")
@click.option(
    "--rollback",
    "back_to",
    is_flag=False,
    flag_value=BEFORE,
    metavar="[BUILD_ID]",
    help="Go back to the release published before the current one, or to this one; 'gnbv releases' lists them.",
)
@click.option("--reason", metavar="TEXT", help="Why you go back; it goes into published/publications.jsonl.")
def publish(back_to: str | None, reason: str | None) -> None:
    """Publish the current warehouse: a DuckDB file, Parquet files, PostgreSQL where it is named, the status site.

    The release appears as a whole under GNBV_HOME/published/current; those who read the old one are not disturbed.
    PostgreSQL (GNBV_POSTGRES) gets what changed, in one transaction. Publishing the same build twice changes nothing.

    \b
    gnbv publish --rollback --reason "wrong due dates"
    """
    if bool(back_to) != bool(reason):
        raise click.UsageError("to go back, give both: --rollback [BUILD_ID] --reason TEXT")
    if back_to and reason:
        _go_back(None if back_to == BEFORE else back_to, reason)
        return
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
    _follow(workspace)
    click.echo(f"next: gnbv late --as-of {manifest.get('as_of')}")


def _go_back(build_id: str | None, reason: str) -> None:
    from gnbv import serving

    workspace = Workspace.from_env()
    release = serving.rollback(workspace, to=build_id, reason=reason)
    click.echo(f"readers see {release.name} now")
    _follow(workspace)
    click.echo("the warehouse is as it was: 'gnbv publish' puts its build in place again, 'gnbv build' makes another")


def _follow(workspace: Workspace) -> None:
    """Bring what is made from the published release to it, PostgreSQL and the site; one that fails stops no other."""
    from delivery import DeliveryError
    from gnbv.connections import ConnectionFailed

    failed = []
    for what, follow in (("PostgreSQL", _load_postgres), ("the site", _write_site)):
        try:
            follow(workspace)
        except (DeliveryError, ConnectionFailed, OSError) as error:
            failed.append(f"{what}: {' '.join(str(error).split())}")
    if failed:
        told = "; ".join(failed)
        raise click.ClickException(f"readers of the files see this release, not all else follows it: {told}")


def _load_postgres(workspace: Workspace) -> None:
    from gnbv import serving

    loaded = serving.load_postgres(workspace)
    if loaded:
        click.echo(f"  PostgreSQL: {loaded.mode}, {loaded.rows_sent} rows sent, {loaded.rows_deleted} deleted")


def _write_site(workspace: Workspace) -> None:
    from gnbv import serving

    click.echo(f"  {serving.write_site(workspace).folder / 'index.html'}")
