"""`gnbv forms`: which forms there are, for what and for whom."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import click

from gnbv.commands.output import console, table
from gnbv.commands.template import Desk

if TYPE_CHECKING:
    from ingestion.forms import Form

_COLUMNS = ("form", "version", "name", "valid_from", "valid_to", "returns", "levels", "sheets", "cells")


@click.command(short_help="Which forms there are, for what and for whom.")
@click.option("--format", "kind", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
def forms(kind: str) -> None:
    """List the forms: version, validity, the returns they serve, the levels that fill them in, their sheets."""
    rows = [_row(one) for one in Desk.from_env().forms.forms]
    if kind == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    flat = [
        {name: ", ".join(value) if isinstance(value, list) else value for name, value in one.items()} for one in rows
    ]
    if kind == "csv":
        stream = io.StringIO()
        writer = csv.DictWriter(stream, _COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(flat)
        click.echo(stream.getvalue(), nl=False)
        return
    made = table("FORMS", *_COLUMNS, right=("version", "cells"), whole=("form", "valid_from", "valid_to"))
    for one in flat:
        made.add_row(*(str(one[name] if one[name] is not None else "-") for name in _COLUMNS))
    console().print(made)


def _row(form: Form) -> dict[str, Any]:
    """One version; open ends are None."""
    from ingestion.reference import FOREVER

    return {
        "form": form.form,
        "version": form.version,
        "name": form.name.vi,
        "valid_from": form.valid_from.isoformat(),
        "valid_to": None if form.valid_to == FOREVER else form.valid_to.isoformat(),
        "returns": list(form.returns),
        "levels": list(form.levels),
        "sheets": [one.title for one in form.sheets],
        "cells": len(form.cells),
    }
