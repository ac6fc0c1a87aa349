"""Where a status, a document, a finding or a figure comes from: back to the file, sheet, cell or line.

One query a section; figures in `delivery/figures.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from delivery.errors import UnknownKeyError
from delivery.figures import FigureTrace, count_figures, find_figure, nearest_figures, trace_figure
from delivery.reading import Row, open_marts, rows, with_file, wordings


@dataclass(frozen=True)
class Trace:
    """Everything the marts hold on one key. Times are local (Asia/Ho_Chi_Minh), open ends are None.

    `kind` is what the key names: obligation, submission, evidence or finding. `documents` carry `landing_file` (the
    file as received, when it is held), `is_held`, and `figures`: what was read out of a report, a row a kind with
    `kind` (fund, indicator, target), `figures` and `counted`. A finding about the country alone has no obligation.
    `figures` are those a finding involves: the one found wanting (`part` found), those it is held against (other), with
    coordinates, value as printed and place; `repair_value` stands at the one whose change would repair the finding.
    """

    key: str
    kind: str
    obligation: Row | None
    timeline: tuple[Row, ...]
    documents: tuple[Row, ...]
    findings: tuple[Row, ...]
    figures: tuple[Row, ...] = ()


_LOOK_UP = """
select 'obligation' as kind, obligation_key, null as submission_key
from marts.fct_obligation where obligation_key = $key
union all by name
select 'submission' as kind, obligation_key, submission_key from marts.fct_submission where submission_key = $key
union all by name
select 'evidence' as kind, obligation_key, submission_key from marts.fct_evidence where evidence_key = $key
union all by name
select 'finding' as kind, obligation_key, submission_key from marts.fct_finding where finding_key = $key
"""

_NEAREST = """
select key, levenshtein(lower(key), lower(?)) as steps from (
    select obligation_key as key from marts.fct_obligation
    union select submission_key from marts.fct_submission
    union select evidence_key from marts.fct_evidence
    union select finding_key from marts.fct_finding
) as keys
where key is not null
order by steps, key limit 5
"""

_OBLIGATION = """
select
    o.obligation_key, o.return_type, t.name_vi as return_name, o.period, o.locality_code, l.name_vi as locality,
    l.region_vi as region, o.reporter_level, o.body_code, o.duty_id, o.due_on, o.due_rule,
    timezone('Asia/Ho_Chi_Minh', o.due_at) as due_at, o.is_extended, o.extension_reason, o.chase_until,
    o.received_at_evidence, o.date_basis, o.is_exempt, o.exemption_reason, o.request_document, o.legal_basis
from marts.fct_obligation as o
left join marts.dim_locality as l on l.locality_key = o.locality_key
left join marts.dim_return_type as t on t.return_type = o.return_type
where o.obligation_key = ?
"""

_TIMELINE = """
select
    s.status, s.evidence, s.document_no, s.document_on, s.days_late, s.reasons,
    timezone('Asia/Ho_Chi_Minh', s.valid_from) as valid_from,
    case
        when s.valid_to < timestamptz '9999-12-31 00:00:00+00' then timezone('Asia/Ho_Chi_Minh', s.valid_to)
    end as valid_to,
    timezone('Asia/Ho_Chi_Minh', s.known_from) as known_from,
    case
        when s.known_to < timestamptz '9999-12-31 00:00:00+00' then timezone('Asia/Ho_Chi_Minh', s.known_to)
    end as known_to
from marts.fct_return_status as s
where s.obligation_key = ?
order by s.known_from, s.valid_from
"""

_DOCUMENTS = """
select
    coalesce(e.evidence_key, s.submission_key) as evidence_key, coalesce(e.evidence_kind, s.file_kind) as evidence_kind,
    coalesce(e.evidence, s.evidence) as evidence, e.has_mark, coalesce(e.document_no, s.document_no) as document_no,
    coalesce(e.document_on, s.document_on) as document_on, s.signer, s.submission_key, s.version, s.state, s.reason,
    s.source_id, s.path, coalesce(e.sheet, s.sheet) as sheet, coalesce(e.cell, s.cell) as cell,
    coalesce(e.line, s.line) as line, e.raw_text, s.sha256, s.landing_path,
    timezone('Asia/Ho_Chi_Minh', s.arrived_at) as arrived_at,
    coalesce(e.arrival_basis, s.arrival_basis) as arrival_basis,
    timezone('Asia/Ho_Chi_Minh', coalesce(e.known_from, s.known_from)) as known_from
from marts.fct_submission as s
full join marts.fct_evidence as e on e.submission_key = s.submission_key
where coalesce(e.obligation_key, s.obligation_key) = $obligation
    or ($obligation is null and coalesce(e.evidence_key, s.submission_key) = $submission)
order by coalesce(e.known_from, s.known_from), evidence_key
"""

_FINDINGS = """
select
    finding_key, rule_id, severity, found, expected, sheet, cell, line, expected_line, message_vi, message_en
from marts.fct_finding
where obligation_key = $obligation or finding_key = $key
    or (submission_key = $submission and $kind = 'submission')
order by finding_key = $key desc, rule_id, finding_key
"""

_FIGURES = """
with printed as (
    select
        figure_key, 'fund' as kind, concat_ws(' × ', measure, component_code, source, nature, budget_year) as about,
        value_text, unit_text, sheet, cell, line
    from marts.fct_fund
    union all
    select
        figure_key, 'indicator', concat_ws(' × ', indicator_code, population, period), value_text,
        case unit when 'percent' then '%' else unit end, sheet, cell, line
    from marts.fct_poverty_indicator
    union all
    select
        figure_key, 'target', concat_ws(' × ', indicator_code, population, period), value_text,
        case unit when 'percent' then '%' else unit end, sheet, cell, line
    from marts.fct_target
)
select
    held.figure_key, held.part, printed.kind, printed.about, printed.value_text, printed.unit_text, printed.sheet,
    printed.cell, printed.line,
    case when held.figure_key = findings.repair_figure_key then findings.repair_text end as repair_value
from marts.fct_finding_figure as held
inner join marts.fct_finding as findings on findings.finding_key = held.finding_key
left join printed on printed.figure_key = held.figure_key
where held.finding_key = ?
order by held.part, printed.line, printed.sheet, printed.cell, held.figure_key
"""


def trace(db: Path, landing: Path, key: str) -> Trace | FigureTrace:
    """Everything on the key of an obligation, submission, evidence or finding, or on a figure.

    Of a figure, its identifier in the text and the first 8 characters or more are enough. Raises UnknownKeyError, with
    the nearest keys, when nothing has this key; AmbiguousKeyError when several figures do; DeliveryError when `db`
    cannot be read.
    """
    key = key.strip()
    with open_marts(db) as connection:
        named = rows(connection, f"from ({_LOOK_UP})", {"key": key})
        if named:
            return _sections(connection, landing, key, named[0])
        figure = find_figure(connection, key)
        if figure is None:
            raise UnknownKeyError(key, _nearest(connection, key))
        return trace_figure(connection, landing, figure)


def _nearest(connection: duckdb.DuckDBPyConnection, key: str) -> list[str]:
    near = [*rows(connection, _NEAREST, [key]), *nearest_figures(connection, key)]
    return [row["key"] for row in sorted(near, key=lambda row: (row["steps"], row["key"]))[:5]]


def _sections(connection: duckdb.DuckDBPyConnection, landing: Path, key: str, named: Row) -> Trace:
    obligation = named["obligation_key"]
    about = {"obligation": obligation, "submission": named["submission_key"]}
    owed = rows(connection, _OBLIGATION, [obligation])
    documents = rows(connection, _DOCUMENTS, about)
    read = count_figures(connection, [row["submission_key"] for row in documents if row["submission_key"]])
    return Trace(
        key=key,
        kind=named["kind"],
        obligation=_in_words(connection, owed[0]) if owed else None,
        timeline=tuple(rows(connection, _TIMELINE, [obligation])),
        documents=tuple(
            {**with_file(row, landing), "figures": read.get(row["submission_key"], [])} for row in documents
        ),
        findings=tuple(rows(connection, _FINDINGS, {**about, "key": key, "kind": named["kind"]})),
        figures=tuple(rows(connection, _FIGURES, [key])) if named["kind"] == "finding" else (),
    )


def _in_words(connection: duckdb.DuckDBPyConnection, owed: Row) -> Row:
    bodies = wordings(connection, "reporter_bodies", "body_code", "name_vi")
    recipients = wordings(connection, "duties", "duty_id", "recipient")
    return {**owed, "body": bodies.get(owed["body_code"]), "recipient": recipients.get(owed["duty_id"])}
