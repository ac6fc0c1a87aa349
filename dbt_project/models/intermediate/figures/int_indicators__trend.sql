-- A year beside the last year before it that is known. Two years compare when both are told by one standard of poverty:
-- where the standard changed, the older year has to be told by the newer one as well. Where only the change is told
-- there is no level.
with levels as (
    select
        *,
        lag(year) over same_standard as alike_year,
        lag(value) over same_standard as alike_value,
        lag(figure_key) over same_standard as alike_figure_key
    from {{ ref('int_indicators__yearly') }}
    where is_whole_year
    window same_standard as (
        partition by locality_id, indicator_code, population_code, unit, coalesce(standard_code, '')
        order by year
    )
),

primary_levels as (
    select
        *,
        lag(year) over any_standard as earlier_year,
        lag(value) over any_standard as earlier_value,
        lag(figure_key) over any_standard as earlier_figure_key
    from levels
    where is_primary
    window any_standard as (
        partition by locality_id, indicator_code, population_code
        order by year
    )
),

years as (
    select locality_id, indicator_code, population_code, year from primary_levels
    union
    select locality_id, indicator_code, population_code, year from {{ ref('int_indicators__yearly_change') }}
),

compared as (
    select
        years.locality_id,
        years.indicator_code,
        years.population_code,
        years.year,
        coalesce(levels.locality_key, stated.locality_key) as locality_key,
        coalesce(levels.locality_code, stated.locality_code) as locality_code,
        coalesce(levels.place_path, stated.place_path) as place_path,
        levels.value,
        coalesce(levels.unit, indicators.unit) as unit,
        coalesce(levels.is_estimate, stated.is_estimate) as is_estimate,
        coalesce(levels.standard_code, stated.standard_code) as standard_code,
        levels.figure_key,
        coalesce(levels.alike_year, levels.earlier_year) as previous_year,
        coalesce(levels.alike_value, levels.earlier_value) as previous_value,
        coalesce(levels.alike_figure_key, levels.earlier_figure_key) as previous_figure_key,
        case
            when levels.alike_figure_key is not null then true
            when levels.earlier_figure_key is not null then false
        end as is_comparable,
        stated.stated_change,
        stated.unit as stated_change_unit,
        stated.figure_key as stated_change_figure_key,
        coalesce(stated.is_sign_told, false) as is_sign_told
    from years
    left join primary_levels as levels
        on
            years.locality_id = levels.locality_id
            and years.indicator_code = levels.indicator_code
            and years.population_code = levels.population_code
            and years.year = levels.year
    left join {{ ref('int_indicators__yearly_change') }} as stated
        on
            years.locality_id = stated.locality_id
            and years.indicator_code = stated.indicator_code
            and years.population_code = stated.population_code
            and years.year = stated.year
    left join {{ ref('indicators') }} as indicators on years.indicator_code = indicators.indicator_code
),

-- A change across two standards is no change of poverty: it is left empty, the two values stay beside each other.
changed as (
    select
        *,
        case when is_comparable then round(value - previous_value, 6) end as change,
        is_comparable and previous_year = year - 1 as is_reckoned
    from compared
)

select
    *,
    case when is_reckoned then change when is_sign_told then stated_change end as yearly_change,
    case
        when is_reckoned then figure_key
        when is_sign_told then stated_change_figure_key
    end as yearly_change_figure_key
from changed
