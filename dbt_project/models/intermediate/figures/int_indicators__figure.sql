-- The social and poverty figures with what the reports only imply: the days a period stands for, the poverty standard
-- in force, and whether a figure is a level, a change or a target. Nothing of what was printed is altered.
with standards as (
    select distinct standard_code, valid_from, valid_to
    from {{ ref('poverty_standards') }}
),

standard_codes as (
    select distinct standard_code
    from standards
),

-- Two times are one when their days are one: `2023-12` and no period but the last of the month are not.
dated as (
    select
        figures.*,
        coalesce({{ period_first_day('figures.period') }}, figures.as_of_on) as period_from,
        coalesce({{ period_last_day('figures.period') }}, figures.as_of_on) as period_to,
        coalesce(figures.period, cast(figures.as_of_on as {{ dbt.type_string() }}), 'not said') as time_key,
        coalesce(figures.population, 'all') as population_code,
        case when figures.value_kind in ('target', 'change') then figures.value_kind else 'level' end as measured
    from {{ ref('int_figures__valid') }} as figures
    where figures.kind = 'indicator'
),

-- The year a standard ends with is told by the next one where the report tells deprivations that only that one knows.
told as (
    select
        dated.submission_key,
        dated.period_to,
        max(deprivations.standard_code) as standard_code
    from dated
    inner join {{ ref('deprivation_indicators') }} as deprivations
        on dated.indicator_code in (deprivations.indicator_code, concat(deprivations.indicator_code, '_rate'))
    inner join standards as following
        on
            deprivations.standard_code = following.standard_code
            and following.valid_from = {{ add_days('dated.period_to', 1) }}
    inner join standards as in_force
        on dated.period_to >= in_force.valid_from and dated.period_to < in_force.valid_to
    left join {{ ref('deprivation_indicators') }} as known
        on in_force.standard_code = known.standard_code and deprivations.indicator_code = known.indicator_code
    where dated.measured = 'level' and known.standard_code is null
    group by dated.submission_key, dated.period_to
)

select
    dated.figure_key,
    dated.submission_key,
    dated.locality_key,
    dated.locality_id,
    dated.locality_code,
    dated.locality,
    dated.place_path,
    dated.indicator_code,
    dated.population,
    dated.population_code,
    dated.period,
    dated.period_from,
    dated.period_to,
    dated.time_key,
    dated.as_of_on,
    dated.value,
    dated.unit,
    dated.value_text,
    dated.value_kind,
    dated.measured,
    dated.bound,
    dated.is_estimate or dated.value_kind = 'estimate' as is_estimate,
    dated.role,
    case when standard_groups.group_code is not null then standards.standard_code end as standard_in_force,
    case
        when standard_groups.group_code is not null
            then coalesce(standard_codes.standard_code, told.standard_code, standards.standard_code)
    end as standard_code,
    dated.confidence,
    dated.rule_id,
    dated.note,
    dated.line,
    dated.char_start,
    dated.char_end,
    dated.sheet,
    dated.cell,
    dated.known_from,
    dated.known_to,
    dated.is_current
from dated
left join {{ ref('indicators') }} as indicators on dated.indicator_code = indicators.indicator_code
left join {{ ref('poverty_standard_groups') }} as standard_groups on indicators.group_code = standard_groups.group_code
left join standards on dated.period_to >= standards.valid_from and dated.period_to < standards.valid_to
left join told on dated.submission_key = told.submission_key and dated.period_to = told.period_to
left join standard_codes on dated.note like concat('%standard: ', standard_codes.standard_code, '%')
