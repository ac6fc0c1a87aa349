{{ config(materialized='view' if target.type == 'duckdb' else 'table') }}
{% set measures = ['planned', 'allocated', 'carried_in', 'disbursed', 'carried_out'] %}
-- The money of the programme by measure, side by side where all other coordinates are equal, of forms and of reports.
-- Each amount is one figure as printed; nothing is added up. A form's amount goes before a report's. A row is a total
-- when all its amounts are.
with forms as (
    select
        progress.*,
        submissions.locality_key,
        submissions.locality_code,
        submissions.locality,
        submissions.place_path,
        submissions.as_of_on
    from {{ ref('form_progress') }} as progress
    inner join {{ ref('form_submission') }} as submissions on progress.submission_no = submissions.submission_no
),

told as (
    select
        {{ progress_key(
            'coordinates.period', 'forms.place_path', 'coordinates.shape', 'coordinates.budget_year'
        ) }} as progress_key,
        coordinates.period, coordinates.component_code, coordinates.source, coordinates.nature, coordinates.budget_year,
        greatest(forms.locality_key, reports.locality_key) as locality_key,
        greatest(forms.locality_code, reports.locality_code) as locality_code,
        greatest(forms.locality, reports.locality) as locality,
        {% for measure in measures %}
            coalesce(forms.{{ measure }}_vnd, reports.{{ measure }}_vnd) as {{ measure }}_vnd,
        {% endfor %}
        case when forms.disbursed_vnd is null then reports.estimate_no else forms.estimate_no end as estimate_no,
        case
            when forms.disbursed_vnd is null then reports.disbursed_as_of_on else forms.as_of_on
        end as disbursed_as_of_on,
        case when forms.disbursed_vnd is null then reports.stated_pct else forms.stated_pct end as stated_pct,
        {{ all_total('total', measures, 'forms') }} as is_total,
        {{ all_total('local', measures, 'forms') }} as is_locality_total
    from forms
    inner join {{ ref('form_progress_row') }} as coordinates on forms.row_no = coordinates.row_no
    left join {{ ref('report_progress') }} as reports
        on forms.row_no = reports.row_no and forms.place_path = reports.place_path

    union all

    select
        reports.progress_key,
        reports.period, reports.component_code, reports.source, reports.nature, reports.budget_year,
        reports.locality_key, reports.locality_code, reports.locality,
        {% for measure in measures %}
            reports.{{ measure }}_vnd,
        {% endfor %}
        reports.estimate_no, reports.disbursed_as_of_on, reports.stated_pct,
        {{ all_total('total', measures) }} as is_total,
        {{ all_total('local', measures) }} as is_locality_total
    from {{ ref('report_progress') }} as reports
    where not reports.is_beside_forms
)

select
    cast(told.progress_key as {{ dbt.type_string() }}) as fund_progress_key,
    cast(told.period as {{ dbt.type_string() }}) as period,
    cast(told.locality_key as {{ dbt.type_string() }}) as locality_key,
    cast(told.locality_code as {{ dbt.type_string() }}) as locality_code,
    cast(coalesce(localities.name_vi, told.locality) as {{ dbt.type_string() }}) as locality,
    cast(told.component_code as {{ dbt.type_string() }}) as component_code,
    cast(told.source as {{ dbt.type_string() }}) as source,
    cast(told.nature as {{ dbt.type_string() }}) as nature,
    cast(told.budget_year as {{ dbt.type_string() }}) as budget_year,
    cast(told.allocated_vnd as {{ dbt.type_bigint() }}) as allocated_vnd,
    cast(told.carried_in_vnd as {{ dbt.type_bigint() }}) as carried_in_vnd,
    cast(told.planned_vnd as {{ dbt.type_bigint() }}) as planned_vnd,
    cast(told.disbursed_vnd as {{ dbt.type_bigint() }}) as disbursed_vnd,
    cast(told.estimate_no = 1 as boolean) as disbursed_is_estimate,
    cast(told.disbursed_as_of_on as date) as disbursed_as_of_on,
    cast(told.carried_out_vnd as {{ dbt.type_bigint() }}) as carried_out_vnd,
    cast(
        100 * cast(told.disbursed_vnd as {{ double_type() }})
        / nullif(
            case
                when coalesce(told.allocated_vnd, told.carried_in_vnd) is not null
                    then coalesce(told.allocated_vnd, 0) + coalesce(told.carried_in_vnd, 0)
            end,
            0
        ) as {{ double_type() }}
    ) as rate_pct,
    cast(told.stated_pct as {{ double_type() }}) as stated_rate_pct,
    cast(told.is_total as boolean) as is_total,
    cast(told.is_locality_total as boolean) as is_locality_total
from told
left join {{ ref('dim_locality') }} as localities on told.locality_key = localities.locality_key
