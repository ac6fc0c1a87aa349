{{ config(
    materialized=env_var('GNBV_MATERIALIZED', 'table'),
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ take_out(in_touched_localities('locality_no')) }}"
) }}
-- depends_on: {{ ref('int_indicators__touched') }}
-- The level of an indicator in a year, as known in this run: what is told of the whole year, or of its last day,
-- goes before what is told of its first months; an actual before an estimate; a form before a report. A year may have a
-- level by two standards of poverty: the one in force is the primary, the other what the neighbouring year compares
-- with. A figure of a form is named by its submission and cell, one of a report by its key.
with rivals as (
    select
        forms.locality_no, forms.series_no, forms.year, forms.standard_code,
        reports.period_to > forms.period_to
        or (
            reports.period_to = forms.period_to and reports.role_no = 0
            and forms.is_estimate and not coalesce(reports.is_estimate, false)
        ) as goes_to_report
    from {{ ref('int_forms__yearly') }} as forms
    inner join {{ ref('int_indicators__yearly_report') }} as reports
        on {{ same_year('forms', 'reports') }}
),

-- The years that can be told by two standards: of forms the definition says which.
mixed as (
    select
        series.series_no,
        {{ year_of('cells.period_to') }} as year
    from {{ ref('form_cell') }} as cells
    inner join {{ ref('indicator_series') }} as series
        on cells.indicator_code = series.indicator_code and cells.population_code = series.population_code
    where cells.kind = 'indicator' and cells.measured = 'level'
    group by series.series_no, {{ year_of('cells.period_to') }}
    having count(distinct coalesce(cells.standard_in_force, '')) > 1
),

told as (
    select
        forms.locality_no, forms.series_no, forms.year, forms.standard_code, forms.period_to,
        true as is_by_standard_in_force
    from {{ ref('int_forms__yearly') }} as forms
    left join rivals
        on
            rivals.goes_to_report
            and {{ same_year('forms', 'rivals') }}
    where
        rivals.year is null
        and (
            (forms.series_no, forms.year) in (select mixed.series_no, mixed.year from mixed)
            or (forms.locality_no, forms.series_no, forms.year) in (
                select reports.locality_no, reports.series_no, reports.year
                from {{ ref('int_indicators__yearly_report') }} as reports
            )
        )

    union all

    select
        reports.locality_no, reports.series_no, reports.year, reports.standard_code, reports.period_to,
        coalesce(reports.standard_code = reports.standard_in_force, false) as is_by_standard_in_force
    from {{ ref('int_indicators__yearly_report') }} as reports
    left join rivals
        on
            not rivals.goes_to_report
            and {{ same_year('reports', 'rivals') }}
    where rivals.year is null
),

ordered as (
    select
        *,
        row_number() over (
            partition by locality_no, series_no, year
            order by
                case when is_by_standard_in_force then 0 else 1 end asc, period_to desc, standard_code asc nulls last
        ) as order_no
    from told
),

others as (
    select *
    from ordered
    where order_no > 1
)

select
    forms.submission_no, forms.cell_no, cast(null as {{ dbt.type_string() }}) as report_figure_key,
    cast(null as {{ dbt.type_string() }}) as report_locality_key, forms.locality_no, forms.series_no, forms.year,
    forms.period_to, forms.value, cast(null as {{ dbt.type_string() }}) as other_unit, forms.is_estimate,
    {{ closes_year('forms.period_to') }} as is_whole_year, forms.standard_code, others.order_no is null as is_primary
from {{ ref('int_forms__yearly') }} as forms
left join rivals
    on
        rivals.goes_to_report
        and {{ same_year('forms', 'rivals') }}
left join others on {{ same_year('forms', 'others') }}
where rivals.year is null

union all

select
    null as submission_no, null as cell_no, reports.figure_key as report_figure_key,
    reports.locality_key as report_locality_key, reports.locality_no, reports.series_no, reports.year,
    reports.period_to, reports.value, reports.other_unit, reports.is_estimate,
    {{ closes_year('reports.period_to') }} as is_whole_year, reports.standard_code,
    others.order_no is null as is_primary
from {{ ref('int_indicators__yearly_report') }} as reports
left join rivals
    on
        not rivals.goes_to_report
        and {{ same_year('reports', 'rivals') }}
left join others on {{ same_year('reports', 'others') }}
where rivals.year is null
