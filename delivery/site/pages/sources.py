"""The source texts: every submission that arrived, and a page for each with all that is held of it, place by place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from delivery.reading import Row
from delivery.site.model import Leaf, Page, Release
from delivery.site.source_texts import read_sources

_SUBMISSIONS = """
with named as (
    select distinct on (s.submission_key) s.submission_key, l.name_vi, l.level, l.unit_type, l.report_order
    from marts.fct_submission as s
    inner join marts.dim_locality as l on s.locality_code = l.locality_code
    left join marts.dim_period as p on s.period = p.period
    -- The version that stood when the period ended, else the last before.
    order by s.submission_key, l.valid_from <= coalesce(p.ends_on, s.document_on) desc, l.valid_from desc
)

select
    s.*, t.name_vi as return_vi, t.name_en as return_en, p.name_vi as period_vi, p.name_en as period_en,
    case when n.level in ('district', 'commune') then n.unit_type || ' ' || n.name_vi else n.name_vi end as locality,
    coalesce(e.name_vi, s.evidence) as evidence_vi, coalesce(e.name_en, s.evidence) as evidence_en
from marts.fct_submission as s
left join named as n on s.submission_key = n.submission_key
left join marts.dim_return_type as t on s.return_type = t.return_type
left join marts.dim_period as p on s.period = p.period
left join reference.evidence_levels as e on s.evidence = e.evidence
order by
    p.starts_on desc nulls last, p.ends_on desc, s.return_type, n.report_order nulls last, s.locality_code, s.version
"""


def content(release: Release) -> Mapping[str, Any]:
    """`groups`: the submissions of a return and period, in the order of the lists of localities."""
    held = read_sources(release)
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in _submissions(release):
        source = held[row["submission_key"]]
        told = {**row, "figures": source.figure_count, "findings": source.finding_count}
        groups.setdefault((row["return_type"], row["period"]), []).append(told)
    return {"groups": list(groups.values()), "submissions": sum(len(rows) for rows in groups.values())}


def leaves(release: Release) -> list[Leaf]:
    """A page a submission, named by its key."""
    held = read_sources(release)
    words = {
        "names": _by(release, "select component_code as code, name_vi, name_en from marts.dim_component"),
        "codes": _by(release, "select coordinate || ':' || code as code, name_vi, name_en from reference.fund_codes"),
        "indicators": _by(release, "select indicator_code as code, name_vi, name_en from marts.dim_indicator"),
        "populations": _by(release, "select population_code as code, name_vi, name_en from reference.populations"),
    }
    return [
        Leaf(row["submission_key"], {"one": row, "source": held[row["submission_key"]], **words})
        for row in _submissions(release)
    ]


def _submissions(release: Release) -> list[Row]:
    return [
        {**row, "file": PurePosixPath(row["path"] or "").name, "locality": row["locality"] or row["locality_code"]}
        for row in release.rows(_SUBMISSIONS)
    ]


def _by(release: Release, sql: str) -> dict[str, Row]:
    return {row["code"]: row for row in release.rows(sql)}


PAGE = Page("sources", content, leaves=leaves)
