"""A form as a workbook that people fill in: everything in it follows from the definition of the form.

Sheets: `Thông tin` (a cover record), one a sheet of the form that the reporter's level fills in, and the very hidden
`_gnbv` that says which form this is. Equal input gives equal bytes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path

from xlsxwriter import Workbook

from ingestion.atomic import write_atomically
from ingestion.forms import Form
from ingestion.layouts import layout
from ingestion.reference import Locality, Period, Reference, ReturnType
from ingestion.sources import slug
from ingestion.workbooks.groups import applies
from ingestion.workbooks.template_grid import Filling, Grid
from ingestion.workbooks.template_info import write_hidden, write_info
from ingestion.workbooks.template_styles import FONT, Styles, nfc
from ingestion.workbooks.template_values import Place, Results, Value


def write_template(
    form: Form,
    path: Path,
    *,
    reporter: Locality,
    return_type: ReturnType | str,
    period: Period,
    seeds: Path | None = None,
    previous: Mapping[Place, float] | None = None,
    previous_name: str = "",
    values: Mapping[Place, Value] | None = None,
    cover: Mapping[str, object] | None = None,
) -> None:
    """Write the workbook of a form for one reporter, return and period, whole or not at all; raises OSError, and
    ValueError for a value of a cell that the form has not.

    Cells are named by the codes of sheet, row and column. `seeds` tell the name of a return type given by its code, and
    which groups the reporter is in: without them every row applies. `previous` are the values of the period
    `previous_name`, shown beside. `values` are typed in, also over a formula (None leaves the cell empty); the formulas
    hold what Excel would have reckoned. `cover` are values of `Thông tin` by field of `layouts/covers.yml`; dates are
    dates.
    """
    content = render_template(
        form, reporter=reporter, return_type=return_type, period=period, seeds=seeds, previous=previous,
        previous_name=previous_name, values=values, cover=cover,
    )  # fmt: skip
    write_atomically(path, content)


def render_template(
    form: Form,
    *,
    reporter: Locality,
    return_type: ReturnType | str,
    period: Period,
    seeds: Path | None = None,
    previous: Mapping[Place, float] | None = None,
    previous_name: str = "",
    values: Mapping[Place, Value] | None = None,
    cover: Mapping[str, object] | None = None,
) -> bytes:
    """Return the workbook that `write_template` writes."""
    _refuse_unknown(form, values or {})
    asked = _return_type(return_type, seeds)
    sheets = form.sheets_for(reporter.level)
    names: dict[str, str | int] = {
        "form": form.form, "version": form.version, "locality_code": reporter.code, "level": reporter.level,
        "period": period.period, "return_type": asked.return_type,
    }  # fmt: skip
    known = layout("workbook")
    stream = io.BytesIO()
    # The library writes into the dictionary: a copy, or the second workbook of a process would differ from the first.
    font = dict(FONT)
    book = Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "default_format_properties": font})
    _set_properties(book, form)
    info = book.add_worksheet(nfc(known["info_sheet"]))
    targets = [book.add_worksheet(nfc(one.title)) for one in sheets]
    lists = write_hidden(
        book.add_worksheet(known["hidden_sheet"]),
        names,
        (one.choices for s in sheets for one in s.columns if one.choices),
    )
    styles = Styles(book)
    fields = {
        "form": form.name.vi, "return_type": asked.name_vi, "period": period.name_vi, "locality": reporter.label,
        "locality_code": reporter.code, **(cover or {}),
    }  # fmt: skip
    write_info(info, styles, form, fields)
    foreign = _foreign(form, reporter, period, seeds)
    results = Results(form, _with_marks(form, foreign, values or {}))
    filling = Filling(
        form, reporter.label, period.name_vi, values or {}, results, previous or {}, previous_name, foreign, lists
    )
    for sheet, target in zip(sheets, targets, strict=True):
        Grid(target, styles, sheet, filling).write()
    info.activate()
    book.close()
    return stream.getvalue()


def file_name(form: Form, reporter: Locality, period: Period, return_type: str = "") -> str:
    """Return the name of a workbook, `monitoring_20_2024-H1.xlsx`; `return_type` where a form serves several then."""
    return "_".join(filter(None, (form.form, reporter.code, period.period, return_type))) + ".xlsx"


def folder_name(reporter: Locality) -> str:
    """Return the name of a locality's folder, as sources are named: `20-lang-son`."""
    return f"{reporter.code.lower()}-{slug(reporter.name_vi)}"


def _refuse_unknown(form: Form, values: Mapping[Place, Value]) -> None:
    unknown = [one for one in values if one not in form.by_place]
    if unknown:
        raise ValueError(f"{form.key} has no cell {unknown[0]}; name sheet, row and column by their codes")


def _return_type(return_type: ReturnType | str, seeds: Path | None) -> ReturnType:
    if isinstance(return_type, ReturnType):
        return return_type
    known = Reference.load(seeds).return_types if seeds else {}
    return known.get(return_type) or ReturnType(return_type, return_type, return_type, "", "", "")


def _set_properties(book: Workbook, form: Form) -> None:
    """Name the form and no person; the day is that of the version, so that equal workbooks have equal bytes."""
    created = datetime.combine(form.valid_from, time())
    book.set_properties({"title": nfc(form.name.vi), "subject": form.key, "author": "", "created": created})


def _foreign(form: Form, reporter: Locality, period: Period, seeds: Path | None) -> frozenset[str]:
    """The groups of the form's rows that the reporter was not in when the period ended."""
    groups = {line.only_for for sheet in form.sheets for line in sheet.lines if line.only_for}
    if seeds is None:
        return frozenset()
    return frozenset(one for one in groups if not applies(one, reporter, period.ends_on, seeds))


def _with_marks(form: Form, foreign: frozenset[str], values: Mapping[Place, Value]) -> dict[Place, Value]:
    """Add to what is typed the marks of rows that do not apply: a rate over them is empty, not a formula."""
    mark = layout("workbook")["not_applicable"]
    rows = [(sheet, line) for sheet in form.sheets for line in sheet.lines if line.only_for in foreign]
    marks = {(sheet.sheet, line.row, column.column): mark for sheet, line in rows for column in sheet.columns}
    return {**marks, **values}
