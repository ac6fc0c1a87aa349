"""`gnbv docs`."""

from __future__ import annotations

import click

from gnbv.settings import Workspace


@click.command(short_help="The documentation of every table, as one file.")
def docs() -> None:
    """Write the documentation of the warehouse: every model and column, its tests, what it is made from, who uses it.

    One file that opens from disk, GNBV_HOME/docs/index.html. The marts alone: docs/data-dictionary.md.
    """
    from gnbv.documentation import write_docs
    from gnbv.progress import shown

    with shown() as progress:
        place = write_docs(Workspace.from_env(), on_progress=progress)
    click.echo(f"{place}  ({place.stat().st_size / 1e6:.1f} MB)")
