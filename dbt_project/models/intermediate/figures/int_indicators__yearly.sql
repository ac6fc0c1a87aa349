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
        on
            forms.locality_no = reports.locality_no
            and forms.series_no = reports.series_no
            and forms.year = reports.year
            and coalesce(forms.standard_code, '') = coalesce(reports.standard_code, '')
),

told as (
    select
        forms.submission_no, forms.cell_no, cast(null as {{ dbt.type_string() }}) as report_figure_key,
        cast(null as {{ dbt.type_string() }}) as report_locality_key, forms.locality_no, forms.series_no, forms.year,
        forms.period_to, forms.value, cast(null as {{ dbt.type_string() }}) as other_unit, forms.is_estimate,
        forms.standard_code, true as is_by_standard_in_force
    from {{ ref('int_forms__yearly') }} as forms
    left join rivals
        on
            rivals.goes_to_report
            and forms.locality_no = rivals.locality_no
            and forms.series_no = rivals.series_no
            and forms.year = rivals.year
            and coalesce(forms.standard_code, '') = coalesce(rivals.standard_code, '')
    where rivals.year is null

    union all

    select
        null as submission_no, null as cell_no, reports.figure_key as report_figure_key,
        reports.locality_key as report_locality_key, reports.locality_no, reports.series_no, reports.year,
        reports.period_to, reports.value, reports.other_unit, reports.is_estimate, reports.standard_code,
        coalesce(reports.standard_code = reports.standard_in_force, false) as is_by_standard_in_force
    from {{ ref('int_indicators__yearly_report') }} as reports
    left join rivals
        on
            not rivals.goes_to_report
            and reports.locality_no = rivals.locality_no
            and reports.series_no = rivals.series_no
            and reports.year = rivals.year
            and coalesce(reports.standard_code, '') = coalesce(rivals.standard_code, '')
    where rivals.year is null
),

-- Few years are told by two standards.
told_twice as (
    select
        locality_no,
        series_no,
        year
    from told
    group by locality_no, series_no, year
    having count(*) > 1
),

others as (
    select
        told.locality_no, told.series_no, told.year, told.standard_code,
        row_number() over (
            partition by told.locality_no, told.series_no, told.year
            order by
                case when told.is_by_standard_in_force then 0 else 1 end asc, told.period_to desc,
                told.standard_code asc nulls last
        ) as order_no
    from told
    inner join told_twice
        on
            told.locality_no = told_twice.locality_no
            and told.series_no = told_twice.series_no
            and told.year = told_twice.year
)

select
    told.submission_no,
    told.cell_no,
    told.report_figure_key,
    told.report_locality_key,
    told.locality_no,
    told.series_no,
    told.year,
    told.period_to,
    told.value,
    told.other_unit,
    told.is_estimate,
    {{ closes_year('told.period_to') }} as is_whole_year,
    told.standard_code,
    others.order_no is null as is_primary
from told
left join others
    on
        others.order_no > 1
        and told.locality_no = others.locality_no
        and told.series_no = others.series_no
        and told.year = others.year
        and coalesce(told.standard_code, '') = coalesce(others.standard_code, '')
