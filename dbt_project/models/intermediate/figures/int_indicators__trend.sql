-- A year beside the year before it. Two years compare when both are told by one standard of poverty: where the standard
-- changed, the older year has to be told by the newer one as well. Where only the change is told there is no level.
with levels as (
    select *
    from {{ ref('int_indicators__yearly') }}
    where is_whole_year
),

years as (
    select locality_id, indicator_code, population_code, year from levels
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
        coalesce(alike.value, earlier.value) as previous_value,
        coalesce(alike.figure_key, earlier.figure_key) as previous_figure_key,
        case
            when alike.figure_key is not null then true
            when earlier.figure_key is not null and levels.figure_key is not null then false
        end as is_comparable,
        stated.stated_change,
        stated.unit as stated_change_unit,
        stated.figure_key as stated_change_figure_key
    from years
    left join levels
        on
            years.locality_id = levels.locality_id
            and years.indicator_code = levels.indicator_code
            and years.population_code = levels.population_code
            and years.year = levels.year
            and levels.is_primary
    left join levels as alike
        on
            years.locality_id = alike.locality_id
            and years.indicator_code = alike.indicator_code
            and years.population_code = alike.population_code
            and years.year = alike.year + 1
            and levels.unit = alike.unit
            and coalesce(levels.standard_code, '') = coalesce(alike.standard_code, '')
    left join levels as earlier
        on
            years.locality_id = earlier.locality_id
            and years.indicator_code = earlier.indicator_code
            and years.population_code = earlier.population_code
            and years.year = earlier.year + 1
            and earlier.is_primary
    left join {{ ref('int_indicators__yearly_change') }} as stated
        on
            years.locality_id = stated.locality_id
            and years.indicator_code = stated.indicator_code
            and years.population_code = stated.population_code
            and years.year = stated.year
    left join {{ ref('indicators') }} as indicators on years.indicator_code = indicators.indicator_code
)

-- A change across two standards is no change of poverty: it is left empty, the two values stay beside each other.
select
    *,
    case when is_comparable then round(value - previous_value, 6) end as change
from compared
