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
            then coalesce(standard_codes.standard_code, standards.standard_code)
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
left join standard_codes on dated.note like concat('%standard: ', standard_codes.standard_code, '%')
