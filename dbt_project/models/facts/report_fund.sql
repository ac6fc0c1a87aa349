-- Amounts of narrative reports.
select
    funds.figure_key, funds.submission_key, funds.locality_key, funds.locality_code, funds.locality, funds.period,
    funds.as_of_on, funds.component_code, funds.measure, funds.source, funds.nature, funds.budget_year,
    funds.budget_year_from, funds.budget_year_to, funds.exec_year, funds.amount_vnd, funds.value_text,
    funds.unit_text, funds.is_estimate, funds.stated_pct, funds.value_kind, funds.bound, funds.role,
    coalesce(claims.is_counted and forms.figure_key is null, false) as is_counted,
    funds.confidence, funds.rule_id, funds.note, funds.line, funds.char_start, funds.char_end, funds.sheet,
    funds.cell, funds.known_from, funds.known_to
from {{ ref('int_figures__fund') }} as funds
left join {{ ref('int_forms__report_claim') }} as claims on funds.figure_key = claims.figure_key
left join {{ ref('int_forms__goes_before') }} as forms on funds.figure_key = forms.figure_key
