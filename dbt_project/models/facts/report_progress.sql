{% set measures = ['planned', 'allocated', 'carried_in', 'disbursed', 'carried_out'] %}
-- The same as reports tell it, and whether forms of the place tell the row as well.
with forms as (
    select
        progress.row_no,
        submissions.place_path
    from {{ ref('form_progress') }} as progress
    inner join {{ ref('form_submission') }} as submissions on progress.submission_no = submissions.submission_no
)

select
    reports.progress_key, reports.row_no, reports.place_path, reports.period, reports.component_code, reports.source,
    reports.nature, reports.budget_year, reports.locality_key, reports.locality_code, reports.locality,
    {% for measure in measures %}
        reports.{{ measure }}_vnd, reports.{{ measure }}_total_no, reports.{{ measure }}_local_no,
    {% endfor %}
    reports.estimate_no, reports.disbursed_as_of_on, reports.stated_pct,
    forms.row_no is not null as is_beside_forms
from {{ ref('int_figures__report_progress') }} as reports
left join forms on reports.row_no = forms.row_no and reports.place_path = forms.place_path
