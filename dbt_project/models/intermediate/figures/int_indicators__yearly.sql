-- The level of an indicator in a year, as known in this run: what is told of the whole year, or of its last day,
-- goes before what is told of its first months; an actual before an estimate; a form before a report; then the latest
-- report, and in it what is said twice. A year may have a level by two standards of poverty: the one in force is the
-- primary, the other what the neighbouring year compares with.
with of_a_year as (
    select
        *,
        {{ year_of('period_to') }} as year,
        {{ closes_year('period_to') }} as is_whole_year,
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

told as (
    select
        figure_key, submission_key, locality_key, locality_id, locality_code, place_path, indicator_code,
        population_code, year, period_to, value, unit, is_estimate, is_whole_year, standard_code, standard_in_force,
        role, 1 as body_no, known_from, times_told, confidence, line, char_start
    from of_a_year

    union all

    select
        figure_key, submission_key, locality_key, locality_id, locality_code, place_path, indicator_code,
        population_code, year, period_to, value, unit, is_estimate, {{ closes_year('period_to') }} as is_whole_year,
        standard_code, standard_code as standard_in_force, null as role, 0 as body_no, known_from, 1 as times_told,
        1 as confidence, null as line, null as char_start
    from {{ ref('int_forms__yearly') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by locality_id, indicator_code, population_code, year, coalesce(standard_code, '')
            order by
                period_to desc, case role when 'repeat' then 2 when 'part' then 1 else 0 end asc, is_estimate asc,
                body_no asc, known_from desc, times_told desc, confidence desc, submission_key asc, line asc,
                char_start asc, figure_key asc
        ) as order_no
    from told
)

select
    figure_key,
    locality_key,
    locality_id,
    locality_code,
    place_path,
    indicator_code,
    population_code,
    year,
    period_to,
    value,
    unit,
    is_estimate,
    is_whole_year,
    standard_code,
    row_number() over (
        partition by locality_id, indicator_code, population_code, year
        order by
            case when standard_code = standard_in_force then 0 else 1 end asc, period_to desc, standard_code asc
    ) = 1 as is_primary
from ranked
where order_no = 1
