"""What the map shows of a province, one row each: queries, and the step of its scale a value falls into."""

from __future__ import annotations

from bisect import bisect_right

from delivery.site.pages.returns import HOLDS

STATUSES = f"""
select
    o.obligation_key, concat(o.return_type, ':', o.period) as round_key, o.locality_id, l.name_vi as locality,
    s.status, s.document_no, s.document_on,
    case s.status
        when 'overdue' then greatest(date_diff('day', o.due_on, $today), 0) when 'late' then s.days_late
    end as days_late
from marts.fct_obligation as o
inner join marts.dim_locality as l on o.locality_key = l.locality_key
inner join marts.fct_return_status as s on o.obligation_key = s.obligation_key and {HOLDS}
where o.reporter_level = 'province'
"""

POVERTY = """
select
    t.locality_id, t.locality, t.year as at, null as budget_year, t.value, t.is_estimate, f.submission_key, f.line,
    f.sheet, f.cell
from marts.rpt_poverty_trend as t
left join marts.fct_poverty_indicator as f on t.figure_key = f.figure_key
where
    t.level = 'province' and t.indicator_code = 'poverty_rate' and t.population = 'all_households'
    and t.value is not null
qualify row_number() over (partition by t.locality_id order by t.year desc, t.is_estimate, t.figure_key) = 1
"""

#: The money of the newest year, where the money of years is told apart. A share has two figures under it: it leads to
#: the page of the locality's money, where both lead on.
DISBURSED = """
select
    l.locality_id, p.locality, p.disbursed_as_of_on as at, p.budget_year, p.rate_pct as value,
    p.disbursed_is_estimate as is_estimate, null as submission_key, null as line, null as sheet, null as cell
from marts.rpt_fund_progress as p
inner join marts.dim_locality as l on p.locality_key = l.locality_key
where
    l.level = 'province' and p.component_code = 'CT' and p.source = 'total' and p.nature = 'total'
    and p.rate_pct is not null
qualify row_number() over (
    partition by l.locality_id order by p.disbursed_as_of_on desc nulls last, p.budget_year desc, p.fund_progress_key
) = 1
"""

RATES = """
select concat(return_type, ':', period) as round_key, received, expected
from marts.reporting_rate($as_of, $known)
where reporter_level = 'province' and region_code = 'ALL'
"""

#: The sign of a status, as the style sheet gives it to marks; text within the map cannot take it from there.
SIGNS = {
    "on_time": "✓", "nil": "0", "late": "!", "overdue": "×", "rejected": "↩", "due_soon": "…", "not_due": "·",
    "exempt": "–",
}  # fmt: skip


def step(value: float, breaks: tuple[int, ...]) -> int:
    """The step of a scale, from 0: a value that is a break belongs to the step that begins there."""
    return bisect_right(breaks, value)
