-- Figures belong to one copy of their report: settled on the submission, so that no window runs over the figures.
with kept as (
    {{ kept_copies() }}
)

select
    figures.batch_id,
    figures.submission_key,
    figures.figure_id,
    figures.kind,
    {{ filled('figures.locality') }} as locality,
    {{ filled('figures.locality_code') }} as locality_code,
    {{ filled('figures.period') }} as period,
    figures.as_of as as_of_on,
    {{ filled('figures.component') }} as component_code,
    {{ filled('figures.measure') }} as measure,
    {{ filled('figures.source') }} as source,
    {{ filled('figures.nature') }} as nature,
    {{ filled('figures.budget_year') }} as budget_year,
    {{ filled('figures.exec_year') }} as exec_year,
    {{ filled('figures.indicator') }} as indicator_code,
    {{ filled('figures.population') }} as population,
    figures.value_text,
    {{ filled('figures.unit_text') }} as unit_text,
    figures.value,
    figures.value_vnd,
    {{ filled('figures.unit') }} as unit,
    {{ filled('figures.value_kind') }} as value_kind,
    {{ filled('figures.bound') }} as bound,
    coalesce(figures.is_estimate, false) as is_estimate,
    figures.stated_pct,
    {{ filled('figures.role') }} as role,
    figures.line,
    figures.char_start,
    figures.char_end,
    figures.sheet,
    figures.cell,
    figures.confidence,
    {{ filled('figures.note') }} as note,
    figures.rule as rule_id,
    figures.known_from
from {{ source('bronze', 'figure') }} as figures
inner join kept as submissions
    on figures.submission_key = submissions.submission_key and figures.batch_id = submissions.batch_id
