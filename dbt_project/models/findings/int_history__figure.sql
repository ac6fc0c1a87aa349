{%- set string = dbt.type_string() -%}
{%- set place = "split_part(told.locality_key, '@', 1)" -%}
-- Every figure that can be held against one of another document, as few bytes as may be, since a round holds millions:
-- known on the run's date, of a known place, stated as a value of its own (no repeat, no change, no bound).
-- Coordinates are one number: `cell_key` tells the figure wherever it stands; `series_key` the same figure of one
-- sender's same kind of document in each period, budget years counted from the year it speaks of; null where a figure
-- speaks of another year than its return. A figure of a form is named by its cell, one of a report by its key.
with told as (
    select
        'fund' as kind, figure_key, submission_key, locality_key, measure as code, component_code, source, nature,
        budget_year, budget_year_from, budget_year_to, exec_year, cast(null as {{ string }}) as standard_code,
        is_estimate, true as opens_year, as_of_on, cast(amount_vnd as {{ double_type() }}) as value
    from {{ ref('fct_fund') }}
    where
        bound is null and locality_key is not null and amount_vnd is not null and component_code is not null
        and as_of_on is not null and coalesce(role, '') <> 'repeat'
        and (value_kind in ('actual', 'estimate') or (value_kind = 'target' and measure = 'planned'))

    union all

    select
        'indicator' as kind, figure_key, submission_key, locality_key, indicator_code as code,
        cast(null as {{ string }}) as component_code, population as source, unit as nature,
        cast(null as {{ string }}) as budget_year, null as budget_year_from, null as budget_year_to,
        cast(null as {{ string }}) as exec_year, standard_code, value_kind = 'estimate' as is_estimate,
        coalesce({{ opens_year('period_from') }}, false) as opens_year, coalesce(period_to, as_of_on) as as_of_on, value
    from {{ ref('fct_poverty_indicator') }}
    where
        bound is null and locality_key is not null and value is not null
        and coalesce(period_to, as_of_on) is not null
        and coalesce(role, '') <> 'repeat' and value_kind in ('actual', 'estimate')
)

select
    told.kind, told.code, files.file_no, told.as_of_on, told.is_estimate, told.value,
    case when files.is_form then cast(right(told.figure_key, 5) as {{ dbt.type_int() }}) end as cell_no,
    case when not files.is_form then told.figure_key end as report_figure_key,
    {{ history_key(
        'told.kind', place, 'told.code', 'told.component_code', 'told.source', 'told.nature', 'told.budget_year',
        'told.exec_year', 'told.standard_code', 'told.is_estimate', 'told.opens_year', 'told.as_of_on'
    ) }} as cell_key,
    {{ history_key(place, 'told.as_of_on') }} as place_key,
    case
        when {{ year_of('told.as_of_on') }} = {{ year_of('files.return_ends_on') }}
            then {{ history_key(
                'told.kind', place, 'told.code', 'told.component_code', 'told.source', 'told.nature',
                'told.budget_year_from - ' ~ year_of('told.as_of_on'),
                'told.budget_year_to - ' ~ year_of('told.as_of_on'), 'told.standard_code', 'told.is_estimate',
                'told.opens_year', 'files.sender_code', 'files.form'
            ) }}
    end as series_key
from told
inner join {{ ref('int_history__file') }} as files on told.submission_key = files.submission_key
