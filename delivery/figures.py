"""From a figure in a mart back to the characters or the cell it was read from, and why a sum takes it or not.

A figure key is `<submission_key>/<figure_id>`, `figure_id` as `gnbv read` prints it; a target of the programme itself
has a key of its own and no submission. Lines count from 1, characters from 0, half-open, within the line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from delivery.counting import why_counted
from delivery.errors import AmbiguousKeyError
from delivery.form_trace import find_cell, form_cell, holds_cell
from delivery.reading import Row, rows, with_file, wordings

#: The marts whose rows are figures, and what `gnbv trace` of a report calls them.
FIGURE_MARTS = {"fct_fund": "fund", "fct_poverty_indicator": "indicator", "fct_target": "target"}
#: The mart of all cells of forms: also of those that hold no number and are no figure therefore.
CELL_MART = "fct_form_value"

#: Where the subject of a figure is named: the component of money, the indicator of everything else.
_SUBJECTS = {"component": "marts.dim_component", "indicator": "marts.dim_indicator"}

#: So much of a key is enough if no other figure begins with it.
SHORTEST_PREFIX = 8


@dataclass(frozen=True)
class FigureTrace:
    """Everything the marts hold on one figure. Times are local (Asia/Ho_Chi_Minh), open ends are None.

    `figure` is the row of `mart` with the names of its codes (`<column>_vi`, `<column>_en`); `counted` has
    `is_counted`, `reasons` (codes: superseded, repeat, part, change, no_amount, contained; empty if counted) and
    `instead` (the counted figures that hold it). `text` is the line: `line`, `text`, `before` and `after` (the nearest
    lines that are not blank, each with `line` and `text`); its `text` is None when the line is not held. `document` is
    the submission, with `landing_file` and `is_held`. A target of the programme has neither text nor document. A figure
    of a form has no text but `form`, its cell (see `delivery.form_trace.form_cell`); a cell without a number is of the
    mart `fct_form_value`.
    """

    key: str
    kind: str
    mart: str
    figure: Row
    counted: Row
    text: Row | None
    document: Row | None
    findings: tuple[Row, ...]
    form: Row | None = None


_DOCUMENT = """
select
    s.submission_key, s.return_type, kinds.name_vi as return_name, s.period, s.locality_code, s.obligation_key,
    s.document_no, s.document_on, s.signer, s.version, s.state, s.reason, s.source_id, s.path, s.sha256,
    s.landing_path, timezone('Asia/Ho_Chi_Minh', s.arrived_at) as arrived_at, s.arrival_basis,
    timezone('Asia/Ho_Chi_Minh', s.known_from) as known_from
from marts.fct_submission as s
left join marts.dim_return_type as kinds on kinds.return_type = s.return_type
where s.submission_key = ?
"""

#: What is shown of a cell that is no figure.
_CELL_COLUMNS = (
    *("kind", "component_code", "measure", "source", "nature", "budget_year", "indicator_code", "population"),
    *("locality_code", "period", "value_kind", "unit", "value", "text", "absence", "known_from", "known_to"),
)

_FIGURE = """
select
    f.* replace (
        timezone('Asia/Ho_Chi_Minh', f.known_from) as known_from,
        case
            when f.known_to < timestamptz '9999-12-31 00:00:00+00' then timezone('Asia/Ho_Chi_Minh', f.known_to)
        end as known_to
    )
from marts.{mart} as f
where f.figure_key = $key and {where}
"""

#: A line with the nearest ones around it that are not blank.
_LINE = """
select
    $line as line,
    max(text) filter (where line = $line) as text,
    max_by({'line': line, 'text': text}, line) filter (where line < $line) as before,
    min_by({'line': line, 'text': text}, line) filter (where line > $line) as after
from marts.fct_text_line
where submission_key = $submission
"""

_FINDINGS_AT_PLACE = """
select
    finding_key, rule_id, severity, found, expected, sheet, cell, line, expected_line, message_vi, message_en
from marts.fct_finding
where submission_key = $submission
    and (
        line = $line or expected_line = $line
        or ($line is null and sheet = $sheet and (cell = $cell or cell like '%:%'))
    )
order by rule_id, finding_key
"""


def trace_figure(connection: duckdb.DuckDBPyConnection, landing: Path, named: Row) -> FigureTrace:
    """Everything on the figure that `find_figure` named."""
    mart, key = named["mart"], named["figure_key"]
    if mart == CELL_MART:
        return _trace_cell(connection, landing, key)
    figure, document = figure_and_document(connection, mart, key)
    submission = document["submission_key"] if document else None
    place = {"submission": submission, **{name: figure[name] for name in ("line", "sheet", "cell")}}
    line = {"submission": submission, "line": figure["line"]}
    has_line = bool(document) and figure["line"] is not None
    return FigureTrace(
        key=key,
        kind="figure",
        mart=mart,
        figure=_in_words(connection, {**figure, **_subject(connection, mart, figure)}),
        counted=why_counted(connection, mart, figure, document["locality_code"] if document else None),
        text=rows(connection, _LINE, line)[0] if has_line else None,
        document=with_file(document, landing) if document else None,
        findings=_findings_at(connection, place) if document else (),
        form=form_cell(connection, landing, key) if document and not has_line else None,
    )


def figure_and_document(connection: duckdb.DuckDBPyConnection, mart: str, key: str) -> tuple[Row, Row | None]:
    """The row of a figure, which says where in its document it stands, and the submission, which says which file.

    Two queries: joined into one, DuckDB plans longer than it takes to answer both.
    """
    # The submission leads to the figure among all; a target of the programme has none.
    where = "f.submission_key = split_part($key, '/', 1)" if "/" in key else "f.submission_key is null"
    (figure,) = rows(connection, _FIGURE.format(mart=mart, where=where), {"key": key})
    return figure, next(iter(rows(connection, _DOCUMENT, [figure["submission_key"]])), None)


def _subject(connection: duckdb.DuckDBPyConnection, mart: str, figure: Row) -> Row:
    """What names the subject of a figure."""
    subject = "component" if mart == "fct_fund" else "indicator"
    sql = f"select name_vi, name_en from {_SUBJECTS[subject]} where {subject}_code = ?"
    named = next(iter(rows(connection, sql, [figure[f"{subject}_code"]])), {})
    return {f"{subject}_{language}": named.get(f"name_{language}") for language in ("vi", "en")}


def _findings_at(connection: duckdb.DuckDBPyConnection, place: Row) -> tuple[Row, ...]:
    """The findings at a line, at a cell, or at an area that holds the cell."""
    found = rows(connection, _FINDINGS_AT_PLACE, place)
    return tuple(row for row in found if place["line"] is not None or holds_cell(row["cell"], place["cell"]))


def _trace_cell(connection: duckdb.DuckDBPyConnection, landing: Path, key: str) -> FigureTrace:
    """Everything on a cell that holds no number, or none that is a figure."""
    cell = form_cell(connection, landing, key)
    assert cell is not None  # `find_cell` has just named it
    (document,) = rows(connection, _DOCUMENT, [cell["submission_key"]])
    place = {"submission": cell["submission_key"], "line": None, "sheet": cell["sheet"], "cell": cell["cell"]}
    return FigureTrace(
        key=key,
        kind="cell",
        mart=CELL_MART,
        figure=_in_words(connection, {name: cell[name] for name in _CELL_COLUMNS}),
        counted={"is_counted": False, "reasons": [], "instead": []},
        text=None,
        document=with_file(document, landing),
        findings=_findings_at(connection, place),
        form=cell,
    )


def find_figure(connection: duckdb.DuckDBPyConnection, key: str) -> Row | None:
    """`mart` and `figure_key` of the figure with this key, this identifier in its text, or this beginning of either.

    None when there is none; raises AmbiguousKeyError when there are several.
    """
    found = _keys(connection, "figure_key = $key or figure_id = $key", key)
    if not found:
        cells = find_cell(connection, key)
        found = [{"mart": CELL_MART, "figure_key": one, "found": len(cells)} for one in cells[:3]]
    if not found and len(key) >= SHORTEST_PREFIX:
        found = _keys(connection, "starts_with(figure_key, $key) or starts_with(figure_id, $key)", key)
    if len(found) > 1:
        raise AmbiguousKeyError(key, found[0]["found"], [row["figure_key"] for row in found])
    return found[0] if found else None


def _keys(connection: duckdb.DuckDBPyConnection, condition: str, key: str) -> list[Row]:
    return rows(
        connection,
        f"""select mart, figure_key, count(*) over () as found
        from ({_figures_of(connection, _MEANT, key)})
        where {condition} order by figure_key limit 3""",
        {"key": key},
    )


def nearest_figures(connection: duckdb.DuckDBPyConnection, key: str) -> list[Row]:
    """Up to five figure keys (`key`) and how many `steps` lie between each, or its last part, and `key`."""
    return rows(
        connection,
        f"""select figure_key as key,
            least(levenshtein(lower(figure_key), lower($key)), levenshtein(lower(figure_id), lower($key))) as steps
        from ({_figures_of(connection, _ALIKE, key)}) order by steps, key limit 5""",
        {"key": key},
    )


def count_figures(connection: duckdb.DuckDBPyConnection, submissions: Iterable[str]) -> dict[str, list[Row]]:
    """What each of these submissions gave: rows of `kind`, `figures` and `counted` (those a sum takes), by key."""
    kinds = " ".join(f"when '{mart}' then '{kind}'" for mart, kind in FIGURE_MARTS.items())
    counts: dict[str, list[Row]] = defaultdict(list)
    for row in rows(
        connection,
        f"""select submission_key, case mart {kinds} end as kind, count(*) as figures,
            count(*) filter (where is_counted) as counted
        from ({_every_figure(connection)}) where submission_key in (select unnest($keys))
        group by 1, 2 order by 1, 2""",
        {"keys": sorted(set(submissions))},
    ):
        counts[row.pop("submission_key")].append(row)
    return dict(counts)


#: The submissions that a key, or the beginning of one, may speak of: by their own key, or by the content that the
#: figures of a form are named by.
_MEANT = """
select submission_key from marts.fct_submission
where starts_with(submission_key, left(split_part($key, '/', 1), 20)) or starts_with(sha256, left($key, 16))
"""

#: Those whose keys look most like it.
_ALIKE = """
select submission_key from marts.fct_submission
order by least(
    levenshtein(submission_key, lower(left(split_part($key, '/', 1), 20))),
    levenshtein(left(sha256, 16), lower(left(split_part($key, '/', -1), 16)))
), submission_key limit 5
"""


def _figures_of(connection: duckdb.DuckDBPyConnection, submissions: str, key: str) -> str:
    """The query of the keys of all reports' figures and of some forms': those of forms are told from millions.

    `submissions` asks for the forms meant. They are named one by one, since only then does DuckDB read no others.
    """
    every = _every_figure(connection)
    meant = [row["submission_key"] for row in rows(connection, submissions, {"key": key})]
    named = ", ".join("'" + one.replace("'", "''") + "'" for one in meant) or "null"
    return f"""select * from ({every}) where rule_id is distinct from 'form'
    union all select * from ({every}) where rule_id = 'form' and submission_key in ({named})"""


def _every_figure(connection: duckdb.DuckDBPyConnection) -> str:
    """The query of all keys; a file published before there were figures has no mart of them, and no figures."""
    held = rows(connection, "select table_name from information_schema.tables where table_schema = 'marts' order by 1")
    parts = [
        f"""select '{mart}' as mart, figure_key, split_part(figure_key, '/', -1) as figure_id,
            submission_key, is_counted, rule_id
        from marts.{mart}"""
        for mart in (row["table_name"] for row in held)
        if mart in FIGURE_MARTS
    ]
    texts = ", ".join(f"'' as {name}" for name in ("mart", "figure_key", "figure_id", "submission_key", "rule_id"))
    nothing = f"select {texts}, false as is_counted limit 0"
    return " union all ".join(parts) or nothing


def _in_words(connection: duckdb.DuckDBPyConnection, figure: Row) -> Row:
    words = dict(figure)
    for language in ("vi", "en"):
        codes = wordings(connection, "fund_codes", "coordinate || ':' || code", f"name_{language}")
        populations = wordings(connection, "populations", "population_code", f"name_{language}")
        for column in ("measure", "source", "nature"):
            if column in figure:
                words[f"{column}_{language}"] = codes.get(f"{column}:{figure[column]}")
        if "population" in figure:
            words[f"population_{language}"] = populations.get(figure["population"])
    return words
