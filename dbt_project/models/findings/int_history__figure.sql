{%- set string = dbt.type_string() -%}
{%- set place = "split_part(told.locality_key, '@', 1)" -%}
-- Every figure that can be held against one of another document, as few bytes as may be, since a round holds millions:
-- known on the run's date, of a known place, stated as a value of its own (no repeat, no change, no bound).
-- Coordinates are one number: `cell_key` tells the figure wherever it stands; `series_key` the same figure of one
-- sender's same kind of document in each period, budget years counted from the year it speaks of; null where a figure
-- speaks of another year than its return. A figure of a form is named by its cell, one of a report by its key. Forms
-- are joined to their files first: of millions of cells only those of the files looked at are read.
with cells as (
    select
        files.file_no, submissions.locality_key, submissions.as_of_on, numbers.cell_no, numbers.value,
        definitions.kind, definitions.measure, definitions.component_code,
        coalesce(definitions.source, 'total') as source, coalesce(definitions.nature, 'total') as nature,
        definitions.budget_year, definitions.budget_year_from, definitions.budget_year_to, definitions.factor,
        definitions.indicator_code, definitions.population, definitions.catalogue_unit, definitions.standard_in_force,
        definitions.value_kind, definitions.period_from, definitions.period_to
    from {{ ref('form_value') }} as numbers
    inner join {{ ref('form_submission') }} as submissions on numbers.submission_no = submissions.submission_no
    inner join {{ ref('int_history__file') }} as files on submissions.submission_key = files.submission_key
    inner join {{ ref('form_cell') }} as definitions
        on submissions.cell_set_no = definitions.cell_set_no and numbers.cell_no = definitions.cell_no
    where
        numbers.value is not null and coalesce(numbers.absence, '') <> 'incomplete'
        and submissions.locality_key is not null and coalesce(definitions.role, '') <> 'repeat'
        and (
            definitions.value_kind in ('actual', 'estimate')
            or (definitions.value_kind = 'target' and definitions.measure = 'planned')
        )
),

told as (
    select
        'fund' as kind, file_no, cell_no, cast(null as {{ string }}) as report_figure_key, locality_key,
        measure as code, component_code, source, nature, budget_year, budget_year_from, budget_year_to,
        cast(null as {{ string }}) as exec_year, cast(null as {{ string }}) as standard_code,
        value_kind = 'estimate' as is_estimate, true as opens_year, as_of_on,
        cast({{ whole_vnd('value', 'factor') }} as {{ double_type() }}) as value
    from cells
    where kind = 'fund' and component_code is not null

    union all

    select
        'indicator' as kind, file_no, cell_no, cast(null as {{ string }}) as report_figure_key, locality_key,
        indicator_code as code, cast(null as {{ string }}) as component_code, population as source,
        catalogue_unit as nature, cast(null as {{ string }}) as budget_year, null as budget_year_from,
        null as budget_year_to, cast(null as {{ string }}) as exec_year, standard_in_force as standard_code,
        value_kind = 'estimate' as is_estimate, coalesce({{ opens_year('period_from') }}, false) as opens_year,
        coalesce(period_to, as_of_on) as as_of_on, {{ exact_product('value', 'factor') }} as value
    from cells
    where kind = 'indicator' and value_kind <> 'target'

    union all

    select
        'fund' as kind, files.file_no, null as cell_no, funds.figure_key as report_figure_key, funds.locality_key,
        funds.measure as code, funds.component_code, funds.source, funds.nature, funds.budget_year,
        funds.budget_year_from, funds.budget_year_to, funds.exec_year, cast(null as {{ string }}) as standard_code,
        funds.is_estimate, true as opens_year, funds.as_of_on, cast(funds.amount_vnd as {{ double_type() }}) as value
    from {{ ref('report_fund') }} as funds
    inner join {{ ref('int_history__file') }} as files on funds.submission_key = files.submission_key
    where
        funds.bound is null and funds.locality_key is not null and funds.component_code is not null
        and coalesce(funds.role, '') <> 'repeat'
        and (
            funds.value_kind in ('actual', 'estimate') or (funds.value_kind = 'target' and funds.measure = 'planned')
        )

    union all

    select
        'indicator' as kind, files.file_no, null as cell_no, figures.figure_key as report_figure_key,
        figures.locality_key, figures.indicator_code as code, cast(null as {{ string }}) as component_code,
        figures.population as source, figures.unit as nature, cast(null as {{ string }}) as budget_year,
        null as budget_year_from, null as budget_year_to, cast(null as {{ string }}) as exec_year,
        figures.standard_code, figures.value_kind = 'estimate' as is_estimate,
        coalesce({{ opens_year('figures.period_from') }}, false) as opens_year,
        coalesce(figures.period_to, figures.as_of_on) as as_of_on, figures.value
    from {{ ref('report_indicator') }} as figures
    inner join {{ ref('int_history__file') }} as files on figures.submission_key = files.submission_key
    where
        figures.bound is null and figures.locality_key is not null
        and coalesce(figures.role, '') <> 'repeat' and figures.value_kind in ('actual', 'estimate')
)

select
    told.kind, told.code, files.file_no, told.as_of_on, told.is_estimate, told.value, told.cell_no,
    told.report_figure_key,
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
inner join {{ ref('int_history__file') }} as files on told.file_no = files.file_no
where told.value is not null and told.as_of_on is not null
