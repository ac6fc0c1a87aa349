-- The social and poverty figures of narrative reports.
select
    figures.figure_key, figures.submission_key, figures.locality_key, figures.locality_code, figures.locality,
    figures.indicator_code, figures.population, figures.period, figures.period_from, figures.period_to,
    figures.as_of_on, figures.value, figures.unit, figures.value_text, figures.value_kind, figures.bound,
    figures.role, coalesce(claims.is_counted and forms.figure_key is null, false) as is_counted,
    figures.standard_code, figures.confidence, figures.rule_id, figures.note, figures.line, figures.char_start,
    figures.char_end, figures.sheet, figures.cell, figures.known_from, figures.known_to
from {{ ref('int_indicators__figure') }} as figures
left join {{ ref('int_forms__report_claim') }} as claims on figures.figure_key = claims.figure_key
left join {{ ref('int_forms__goes_before') }} as forms on figures.figure_key = forms.figure_key
where figures.measured <> 'target'
