"""`gnbv template`: the workbook one locality fills in for one return."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gnbv.commands.output import remark
from gnbv.settings import Workspace

if TYPE_CHECKING:
    from delivery import PreviousValues
    from ingestion import Reference
    from ingestion.forms import Form, Forms
    from ingestion.reference import Locality, Period


@dataclass(frozen=True)
class Desk:
    """What templates are made from: the forms and the seeds in force, and what is published."""

    workspace: Workspace
    seeds: Path

    @classmethod
    def from_env(cls) -> Desk:
        """Open the workspace of the environment. Raises PolicyError."""
        from gnbv.policy import effective_seeds

        workspace = Workspace.from_env()
        return cls(workspace, effective_seeds(workspace))

    @cached_property
    def reference(self) -> Reference:
        """The seeds. Raises SeedError."""
        from ingestion import Reference

        return Reference.load(self.seeds)

    @cached_property
    def forms(self) -> Forms:
        """The definitions. Raises FormsError."""
        from ingestion.forms import forms_in_force

        return forms_in_force(self.seeds)

    def period(self, asked: str) -> Period:
        """Return a period by its code; any other text is a usage error that names the nearest."""
        known = self.reference.periods
        if asked not in known:
            raise click.UsageError(f"there is no period {asked!r}; {_nearest(asked, known)}")
        return known[asked]

    def versions(self, name: str) -> tuple[Form, ...]:
        """Return the versions of a form; an unknown name is a usage error that names the nearest."""
        found = self.forms.versions(name)
        if not found:
            known = sorted({one.form for one in self.forms.forms})
            raise click.UsageError(f"there is no form {name!r}; {_nearest(name, known)}")
        return found

    def form(self, name: str, version: int | None, period: Period) -> Form:
        """Return the version of a form for a period, or the version asked for."""
        versions = self.versions(name)
        for one in versions:
            is_valid = one.valid_from <= period.ends_on < one.valid_to
            if one.version == version or (version is None and is_valid):
                return one
        valid = ", ".join(f"{one.version} ({one.valid_from} to {one.valid_to})" for one in versions)
        wanted = (
            f"no version {version}" if version else f"no version for {period.period}, which ends on {period.ends_on}"
        )
        raise click.UsageError(f"form {name} has {wanted}; versions and their validity: {valid}")

    def returns(self, form: Form, period: Period) -> tuple[str, ...]:
        """The return types that a form serves for a period."""
        known = self.reference.return_types
        return tuple(one for one in form.returns if one in known and known[one].period_type == period.period_type)

    def previous(
        self, form: Form, return_type: str, period: Period, reporters: Iterable[Locality]
    ) -> dict[str, PreviousValues]:
        """What is published of the period before, by `locality_id`; nothing where nothing is published."""
        from delivery import NotPublishedError, previous_values, published_marts

        codes = {one.code for one in reporters}
        try:
            marts = published_marts(self.workspace.published)
        except NotPublishedError:
            return {}
        return previous_values(marts, form.form, return_type, period.period, codes)

    def write(
        self,
        form: Form,
        path: Path,
        reporter: Locality,
        return_type: str,
        period: Period,
        before: PreviousValues | None,
    ) -> None:
        """Write one workbook, whole or not at all. Raises OSError."""
        from ingestion.workbooks import write_template

        write_template(
            form, path, reporter=reporter, return_type=return_type, period=period, seeds=self.seeds,
            previous=before.values if before else None, previous_name=before.period_name_vi if before else "",
        )  # fmt: skip


@click.command(short_help="The workbook one locality fills in for one return.")
@click.argument("name", metavar="FORM")
@click.option(
    "--locality", "-l", required=True, metavar="LOCALITY", help="Code or name: 20, 'Lạng Sơn', 'huyện Bắc Sơn'."
)
@click.option("--period", "-p", "asked_period", required=True, metavar="PERIOD", help="Such as 2024-H1 or 2024-Y.")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The file to write, or a folder for it; by default FORM_CODE_PERIOD.xlsx here.",
)
@click.option("--return-type", "-t", "asked_return", metavar="TYPE", help="Needed when the form serves several.")
@click.option("--version", type=int, metavar="N", help="Another version of the form than the one for the period.")
def template(
    name: str, locality: str, asked_period: str, output: Path | None, asked_return: str | None, version: int | None
) -> None:
    """Write the workbook that a locality fills in with FORM for a period.

    \b
    gnbv template monitoring --locality 20 --period 2024-H1
    gnbv template monitoring --locality 'huyện Bắc Sơn' --period 2024-H1 -o bac-son.xlsx

    `gnbv forms` lists the forms. Where a warehouse is published, the values of the period before stand beside.
    """
    from ingestion.workbooks import ReporterError, file_name, find_reporter

    desk = Desk.from_env()
    period = desk.period(asked_period)
    form = desk.form(name, version, period)
    try:
        reporter = find_reporter(locality, period.ends_on, desk.reference, form.levels)
    except ReporterError as error:
        raise click.UsageError(f"{error} (form {form.key})") from None
    return_type = _return_of(desk, form, period, asked_return)
    path = _target(output, file_name(form, reporter, period))
    before = desk.previous(form, return_type, period, [reporter]).get(reporter.locality_id)
    desk.write(form, path, reporter, return_type, period, before)
    beside = f"; beside it the values of {before.period}" if before else ""
    remark(f"written to {path}: {form.key} for {reporter.label}, {return_type} {period.period}{beside}")


def _return_of(desk: Desk, form: Form, period: Period, asked: str | None) -> str:
    """Return the one return type, or the one asked for if the form serves it for the period."""
    found = desk.returns(form, period)
    if asked in found:
        return str(asked)
    if not found:
        types = sorted(
            {desk.reference.return_types[one].period_type for one in form.returns if one in desk.reference.return_types}
        )
        kinds = [
            one.period for one in desk.reference.periods.values() if one.period_type in types and _serves(form, one)
        ]
        raise click.UsageError(
            f"form {form.key} is not for {period.period} (a {period.period_type}); its periods: {', '.join(kinds)}"
        )
    if asked or len(found) > 1:
        wanted = f"{form.key} does not serve {asked!r} for" if asked else f"{form.key} serves several returns of"
        raise click.UsageError(f"{wanted} {period.period}; add --return-type with one of {', '.join(found)}")
    return found[0]


def _serves(form: Form, period: Period) -> bool:
    return form.valid_from <= period.ends_on < form.valid_to


def _target(output: Path | None, name: str) -> Path:
    """Return where to write; a folder that is not there or a name of another kind is a usage error."""
    path = Path(name) if output is None else output / name if output.is_dir() else output
    if path.suffix.lower() != ".xlsx":
        raise click.UsageError(f"{path}: a workbook's name ends in .xlsx; give such a name or a folder that is there")
    if not path.resolve().parent.is_dir():
        raise click.UsageError(f"there is no folder {path.resolve().parent}; make it first")
    return path


def _nearest(asked: str, known: Iterable[str]) -> str:
    """Name the nearest of what is known, or all of it."""
    listed = list(known)
    near = difflib.get_close_matches(asked, listed, n=3, cutoff=0.5)
    return f"the nearest: {', '.join(near)}" if near else f"expected one of {', '.join(listed)}"
