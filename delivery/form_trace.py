"""From a figure of a form to its cell: label and headings, what was typed, the row around it, equations, versions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

import duckdb

from delivery.reading import Row, rows

#: The identifier of a form's figure: 16 hex digits of the file, the number of the cell.
_FIGURE_ID = re.compile(r"(?:(?P<submission>[0-9a-f]{20})/)?(?P<sha>[0-9a-f]{16})c(?P<cell_no>\d{5})")
_MARTS = frozenset({"fct_form_value", "dim_form_cell"})
_ADDRESS = re.compile(r"([A-Z]{1,3})(\d{1,7})")
#: The batch that holds the definitions in force.
_FORMS = "_forms"

_BY_ID = """
select v.submission_key || '/' || left(s.sha256, 16) || 'c' || lpad(cast(v.cell_no as varchar), 5, '0') as figure_key
from marts.fct_form_value as v
inner join marts.fct_submission as s on s.submission_key = v.submission_key
where v.cell_no = $cell_no and starts_with(s.sha256, $sha) and coalesce(v.submission_key = $submission, true)
order by 1
"""

_CELL = """
select
    v.submission_key, v.cell_no, v.form, v.form_version, v.locality_code, v.return_type, v.period, v.value, v.text,
    v.absence, v.is_current, c.sheet_code, c.sheet, c.cell, c.row_code, c.column_code, c.label_vi, c.label_en,
    c.heading_vi, c.heading_en, c.type, c.unit, c.factor, c.role, c.is_required, c.only_for, c.kind, c.component_code,
    c.measure, c.source, c.nature, c.budget_year_offset, c.budget_year, c.indicator_code, c.population, c.value_kind,
    timezone('Asia/Ho_Chi_Minh', v.known_from) as known_from,
    case
        when v.known_to < timestamptz '9999-12-31 00:00:00+00' then timezone('Asia/Ho_Chi_Minh', v.known_to)
    end as known_to
from marts.fct_form_value as v
inner join marts.dim_form_cell as c using (form, form_version, cell_no)
where v.submission_key = $submission and v.cell_no = $cell_no
"""

_ROW = """
select c.cell_no, c.cell, c.column_code, c.heading_vi, c.unit, v.value, v.text, v.absence
from marts.dim_form_cell as c
left join marts.fct_form_value as v on v.submission_key = $submission and v.cell_no = c.cell_no
where c.form = $form and c.form_version = $form_version and c.sheet_code = $sheet_code and c.row_code = $row_code
order by c.cell_no
"""

_TERMS = """
select
    t.equation, t.relation, t.tolerance, t.coefficient, c.cell_no, c.sheet, c.cell, c.label_vi, c.heading_vi, v.value,
    v.absence
from form_terms as t
inner join marts.dim_form_cell as c using (form, form_version, cell_no)
left join marts.fct_form_value as v on v.submission_key = $submission and v.cell_no = c.cell_no
where t.form = $form and t.form_version = $form_version and t.equation in (
    select equation from form_terms where form = $form and form_version = $form_version and cell_no = $cell_no
)
order by t.equation, t.coefficient < 0, c.cell_no
"""

_OF_RETURN = """
select submission_key
from marts.fct_submission
where file_kind = 'form' and locality_code = $locality_code and return_type = $return_type and period = $period
"""

# The submissions are named: the values of all forms are passed over but for theirs.
_VERSIONS = """
select
    s.submission_key, s.version, s.state, s.path, s.document_no, v.value, v.text, v.absence,
    timezone('Asia/Ho_Chi_Minh', s.known_from) as known_from
from marts.fct_submission as s
left join marts.fct_form_value as v
    on v.submission_key = s.submission_key and v.cell_no = $cell_no and v.form = $form
    and v.form_version = $form_version and v.submission_key in ({keys})
where s.submission_key in ({keys})
order by s.known_from, s.submission_key
"""


def has_forms(connection: duckdb.DuckDBPyConnection) -> bool:
    """Say whether the release has values of forms."""
    held = rows(connection, "select table_name from information_schema.tables where table_schema = 'marts'")
    return {row["table_name"] for row in held} >= _MARTS


def find_cell(connection: duckdb.DuckDBPyConnection, key: str) -> list[str]:
    """Return the keys of the cells of forms that a key or identifier names, also where a cell holds no number."""
    match = _FIGURE_ID.fullmatch(key)
    if match is None or not has_forms(connection):
        return []
    asked = {"submission": match["submission"], "sha": match["sha"], "cell_no": int(match["cell_no"])}
    return [row["figure_key"] for row in rows(connection, _BY_ID, asked)]


def form_cell(connection: duckdb.DuckDBPyConnection, landing: Path, key: str) -> Row | None:
    """Return everything on the cell a figure key names, None if it is no form's.

    The columns of `fct_form_value` and `dim_form_cell`, and `row` (the cells of the same row), `equations` (each with
    `left`, `right`, `holds`, which are None where a number is missing, and its `terms`), `versions` (what other
    submissions of the same return hold there, refused ones too).
    """
    match = _FIGURE_ID.fullmatch(key)
    if match is None or match["submission"] is None or not has_forms(connection):
        return None
    found = rows(connection, _CELL, {"submission": match["submission"], "cell_no": int(match["cell_no"])})
    if not found:
        return None
    cell = found[0]
    named = {"submission": cell["submission_key"], "form": cell["form"], "form_version": cell["form_version"]}
    by_row = {"sheet_code": cell["sheet_code"], "row_code": cell["row_code"]}
    return {
        **cell,
        "row": rows(connection, _ROW, {**named, **by_row}),
        "equations": _equations(connection, landing, {**named, "cell_no": cell["cell_no"]}),
        "versions": _versions(connection, cell),
    }


def _versions(connection: duckdb.DuckDBPyConnection, cell: Row) -> list[Row]:
    by_return = {name: cell[name] for name in ("locality_code", "return_type", "period")}
    found = rows(connection, _OF_RETURN, by_return)
    keys = ", ".join("'{}'".format(row["submission_key"].replace("'", "''")) for row in found)
    by_cell = {name: cell[name] for name in ("form", "form_version", "cell_no")}
    return rows(connection, _VERSIONS.format(keys=keys), by_cell)


def holds_cell(area: str, cell: str) -> bool:
    """Say whether an area (`C9:H9`) or a cell (`C9`) holds a cell; other places (whole rows, columns) hold none."""
    corners = [_ADDRESS.fullmatch(part) for part in (*area.split(":"), cell)]
    if not all(corners) or len(corners) > 3:
        return area == cell
    places = [(_column(one[1]), int(one[2])) for one in corners if one]
    (left, top), (right, bottom), (column, row) = places[0], places[-2], places[-1]
    return left <= column <= right and top <= row <= bottom


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _equations(connection: duckdb.DuckDBPyConnection, landing: Path, named: Row) -> list[Row]:
    """The equations a cell is part of, from the definitions as the build saw them; none where they are not held."""
    from ingestion import read_table

    connection.register("form_terms", read_table(landing.parent / "bronze", "form_term", [_FORMS]))
    terms = rows(connection, _TERMS, named)
    return [_equation(name, list(held)) for name, held in groupby(terms, key=lambda row: row["equation"])]


def _equation(name: str, terms: list[Row]) -> Row:
    left, right = _side(terms, 1), _side(terms, -1)
    relation, tolerance = terms[0]["relation"], terms[0]["tolerance"]
    holds = None
    if left is not None and right is not None:
        gap = left - right
        holds = gap <= tolerance if relation == "<=" else abs(gap) <= tolerance
    kept = ("sheet", "cell", "label_vi", "heading_vi", "coefficient", "value", "absence")
    return {
        "equation": name, "relation": relation, "left": left, "right": right, "tolerance": tolerance, "holds": holds,
        "terms": [{column: row[column] for column in kept} for row in terms],
    }  # fmt: skip


def _side(terms: Iterable[Row], sign: int) -> float | None:
    """The sum of the terms on one side; what does not apply counts as nothing, what is not known makes it unknown."""
    total = 0.0
    for row in terms:
        if row["coefficient"] * sign < 0:
            continue
        value = 0.0 if row["absence"] in ("none", "not_applicable") else row["value"]
        if value is None:
            return None
        total += abs(row["coefficient"]) * value
    return round(total, 6)
