-- The level of an indicator in a year by the current forms, for int_indicators__yearly to compare: of several forms of
-- a locality the one that speaks of the latest day, an actual before an estimate, then the newest form and in it the
-- first cell. One number a figure says which comes first, so that the figures need not be put in order.
with levels as (
    select
        *,
        {{ year_of('period_to') }} as year,
        coalesce(standard_code, '') as standard_key,
        case when value_kind = 'estimate' then 1 else 0 end as estimate_no,
        (
            {{ days_between('period_to', "cast('2000-01-01' as date)") }} * 2
            + case when value_kind = 'estimate' then 0 else 1 end
        ) * 10000000000000 + age_no * 100000 + 99999 - cell_no as choice_no
    from {{ ref('int_forms__indicator') }}
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

chosen as (
    select
        locality_id,
        indicator_code,
        population_code,
        year,
        standard_key,
        max_by(age_no, choice_no) as age_no,
        max_by(cell_no, choice_no) as cell_no,
        max_by(value, choice_no) as value,
        max_by(unit, choice_no) as unit,
        max_by(period_to, choice_no) as period_to,
        max_by(estimate_no, choice_no) = 1 as is_estimate
    from levels
    group by locality_id, indicator_code, population_code, year, standard_key
)

select
    concat(submissions.figure_prefix, lpad({{ text_of('chosen.cell_no') }}, 5, '0')) as figure_key,
    submissions.submission_key,
    submissions.locality_key,
    submissions.locality_id,
    submissions.locality_code,
    submissions.place_path,
    chosen.indicator_code,
    chosen.population_code,
    chosen.year,
    chosen.period_to,
    chosen.value,
    chosen.unit,
    chosen.is_estimate,
    nullif(chosen.standard_key, '') as standard_code,
    submissions.known_from
from chosen
inner join {{ ref('int_forms__submission') }} as submissions on chosen.age_no = submissions.age_no
