-- The money of the programme by measure, side by side where all other coordinates are equal, of reports and of forms.
-- Each amount is one figure as printed; nothing is added up. A form's amount goes before a report's. A row is a total
-- when all its amounts are.
{% set measures = ['planned', 'allocated', 'carried_in', 'disbursed', 'carried_out'] %}
{% set amounts = [
    'planned_vnd', 'planned_total_no', 'planned_local_no', 'allocated_vnd', 'allocated_total_no', 'allocated_local_no',
    'carried_in_vnd', 'carried_in_total_no', 'carried_in_local_no', 'disbursed_vnd', 'disbursed_total_no',
    'disbursed_local_no', 'carried_out_vnd', 'carried_out_total_no', 'carried_out_local_no',
] %}
with told as (
    select
        progress_key, 0 as body_no, period, component_code, source, nature, budget_year, locality_key, locality_code,
        locality, estimate_no, stated_pct, disbursed_as_of_on,
        {{ amounts | join(',\n        ') }}
    from {{ ref('int_figures__report_progress') }}

    union all

    select
        progress_key, 1 as body_no, period, component_code, source, nature, budget_year, locality_key, locality_code,
        locality, estimate_no, stated_pct, case when disbursed_vnd is not null then as_of_on end as disbursed_as_of_on,
        {{ amounts | join(',\n        ') }}
    from {{ ref('int_forms__progress') }}
),

merged as (
    select
        progress_key,
        max(period) as period,
        max(component_code) as component_code,
        max(source) as source,
        max(nature) as nature,
        max(budget_year) as budget_year,
        max(locality_key) as locality_key,
        max(locality_code) as locality_code,
        max(locality) as locality,
        {% for amount in amounts %}
            coalesce(max(case when body_no = 1 then {{ amount }} end), max({{ amount }})) as {{ amount }},
        {% endfor %}
        case
            when max(case when body_no = 1 then disbursed_vnd end) is null then max(estimate_no)
            else max(case when body_no = 1 then estimate_no end)
        end as estimate_no,
        case
            when max(case when body_no = 1 then disbursed_vnd end) is null then max(stated_pct)
            else max(case when body_no = 1 then stated_pct end)
        end as stated_pct,
        case
            when max(case when body_no = 1 then disbursed_vnd end) is null then max(disbursed_as_of_on)
            else max(case when body_no = 1 then disbursed_as_of_on end)
        end as disbursed_as_of_on
    from told
    group by progress_key
)

select
    progress_key,
    period,
    component_code,
    source,
    nature,
    budget_year,
    locality_key,
    locality_code,
    locality,
    {% for measure in measures %}
        {{ measure }}_vnd,
    {% endfor %}
    estimate_no = 1 as disbursed_is_estimate,
    disbursed_as_of_on,
    stated_pct,
    least(
        coalesce(planned_total_no, 1),
        coalesce(allocated_total_no, 1),
        coalesce(carried_in_total_no, 1),
        coalesce(disbursed_total_no, 1),
        coalesce(carried_out_total_no, 1)
    ) = 1 as is_total,
    least(
        coalesce(planned_local_no, 1),
        coalesce(allocated_local_no, 1),
        coalesce(carried_in_local_no, 1),
        coalesce(disbursed_local_no, 1),
        coalesce(carried_out_local_no, 1)
    ) = 1 as is_locality_total
from merged
