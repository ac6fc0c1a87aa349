{% set measures = ['planned', 'allocated', 'carried_in', 'disbursed', 'carried_out'] %}
-- The money of the programme by measure, side by side where all other coordinates are equal, of forms and of reports.
-- Each amount is one figure as printed; nothing is added up. A form's amount goes before a report's. A row is a total
-- when all its amounts are.
select
    forms.progress_key,
    forms.period,
    forms.component_code,
    forms.source,
    forms.nature,
    forms.budget_year,
    greatest(forms.locality_key, reports.locality_key) as locality_key,
    greatest(forms.locality_code, reports.locality_code) as locality_code,
    greatest(forms.locality, reports.locality) as locality,
    {% for measure in measures %}
        coalesce(forms.{{ measure }}_vnd, reports.{{ measure }}_vnd) as {{ measure }}_vnd,
    {% endfor %}
    case when forms.disbursed_vnd is null then reports.estimate_no else forms.estimate_no end
    = 1 as disbursed_is_estimate,
    case when forms.disbursed_vnd is null then reports.disbursed_as_of_on else forms.as_of_on end as disbursed_as_of_on,
    case when forms.disbursed_vnd is null then reports.stated_pct else forms.stated_pct end as stated_pct,
    {{ all_total('total', measures, 'forms') }} as is_total,
    {{ all_total('local', measures, 'forms') }} as is_locality_total
from {{ ref('int_forms__progress') }} as forms
left join {{ ref('int_figures__report_progress') }} as reports on forms.progress_key = reports.progress_key

union all

select
    reports.progress_key,
    reports.period,
    reports.component_code,
    reports.source,
    reports.nature,
    reports.budget_year,
    reports.locality_key,
    reports.locality_code,
    reports.locality,
    {% for measure in measures %}
        reports.{{ measure }}_vnd,
    {% endfor %}
    reports.estimate_no = 1 as disbursed_is_estimate,
    reports.disbursed_as_of_on,
    reports.stated_pct,
    {{ all_total('total', measures) }} as is_total,
    {{ all_total('local', measures) }} as is_locality_total
from {{ ref('int_figures__report_progress') }} as reports
left join {{ ref('int_forms__progress') }} as forms on reports.progress_key = forms.progress_key
where forms.progress_key is null
