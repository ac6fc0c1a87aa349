-- The level of an indicator in a year as reports tell it: what is told of the latest day, an actual before an estimate,
-- then the latest report, and in it what is said twice.
with of_a_year as (
    select
        *,
        {{ year_of('period_to') }} as year,
        case role when 'repeat' then 2 when 'part' then 1 else 0 end as role_no,
        count(*) over (
            partition by submission_key, locality_id, indicator_code, population_code, period_to, standard_code, value
        ) as times_told
    from {{ ref('int_indicators__figure') }}
    where
        is_current
        and locality_id is not null
        and measured = 'level'
        and (
            period_from = period_to
            or ({{ opens_year('period_from') }} and {{ year_of('period_from') }} = {{ year_of('period_to') }})
        )
        and {{ year_of('period_to') }} <= {{ year_of(local_date(run_as_of())) }}
        and indicator_code not in (select changes.indicator_code from {{ ref('indicator_changes') }} as changes)
),

ranked as (
    select
        *,
        row_number() over (
            partition by locality_id, indicator_code, population_code, year, coalesce(standard_code, '')
            order by
                period_to desc, role_no asc, is_estimate asc nulls last, known_from desc, times_told desc,
                confidence desc, submission_key asc, line asc nulls last, char_start asc nulls last, figure_key asc
        ) as order_no
    from of_a_year
)

select
    ranked.figure_key, localities.locality_no, ranked.locality_key, series.series_no, ranked.year, ranked.period_to,
    ranked.value, nullif(ranked.unit, series.unit) as other_unit, ranked.role_no, ranked.is_estimate,
    ranked.standard_code, ranked.standard_in_force
from ranked
inner join {{ ref('indicator_locality') }} as localities on ranked.locality_id = localities.locality_id
inner join {{ ref('indicator_series') }} as series
    on ranked.indicator_code = series.indicator_code and ranked.population_code = series.population_code
where ranked.order_no = 1
