-- A target beside what was reached in a year. A target of a fall or a rise is put beside the change of the year, in
-- the target's own terms: a fall by 3 points is reached by a fall of 3.35. A rate or a fall asked of the country or
-- of a province is also put beside what the localities within it reached. What a report asks for twice it asks for
-- once.
with asked as (
    select
        targets.*,
        catalogue.kind_of_value = 'rate' as is_rate,
        coalesce(changes.changed_indicator, catalogue.target_of, targets.indicator_code) as measured_indicator,
        case
            when changes.indicator_code is not null then changes.sign
            when targets.unit = 'percentage_point' and catalogue.unit = 'percent'
                then case catalogue.direction when 'down' then -1 else 1 end
        end as sign,
        case when targets.unit = catalogue.unit then catalogue.direction else 'up' end as good_direction,
        {{ year_of('targets.period_from') }} as year_from,
        {{ year_of('targets.period_to') }} as year_to,
        row_number() over (
            partition by
                targets.submission_key, targets.locality_id, targets.indicator_code, targets.population_code,
                targets.period_from, targets.period_to, targets.unit, targets.value
            order by targets.line, targets.char_start, targets.figure_key
        ) as statement_no
    from {{ ref('int_indicators__target') }} as targets
    inner join {{ ref('indicators') }} as catalogue on targets.indicator_code = catalogue.indicator_code
    left join {{ ref('indicator_changes') }} as changes on targets.indicator_code = changes.indicator_code
    where
        targets.is_current
        and targets.locality_id is not null
        and coalesce(targets.role, '') <> 'repeat'
        and targets.period_to is not null
),

reached as (
    select
        locality_id, locality_key, locality_code, place_path, indicator_code, population_code, year, value, unit,
        is_estimate, is_whole_year, figure_key, 'level' as measured
    from {{ ref('int_indicators__yearly') }}
    where is_primary

    union all

    select
        locality_id, locality_key, locality_code, place_path, indicator_code, population_code, year,
        yearly_change as value, 'percentage_point' as unit,
        is_estimate, true as is_whole_year, yearly_change_figure_key as figure_key, 'change' as measured
    from {{ ref('int_indicators__trend') }}
    where yearly_change is not null
),

-- A yearly target asks of every year that something is known of; a target for a span of years asks of the last. A
-- target stands in the list for its own locality also where nothing is known yet.
pairs as (
    select figure_key, year_to as year, locality_id
    from asked
    where statement_no = 1 and measured_as <> 'yearly'

    union

    select asked.figure_key, reached.year, reached.locality_id
    from asked
    inner join reached
        on
            asked.measured_indicator = reached.indicator_code
            and asked.population_code = reached.population_code
            and case when asked.sign is null then 'level' else 'change' end = reached.measured
            and (asked.sign is not null or asked.unit = reached.unit)
            and reached.year between case when asked.measured_as = 'yearly' then asked.year_from else asked.year_to end
            and asked.year_to
    where
        asked.statement_no = 1
        and asked.measured_as <> 'ratio_to_start'
        and (
            asked.locality_id = reached.locality_id
            or (asked.is_rate and reached.place_path like concat(asked.place_path, '/%'))
        )
)

select
    asked.figure_key,
    asked.locality_id,
    asked.locality_code,
    asked.indicator_code,
    asked.measured_indicator,
    asked.population_code,
    asked.issuer_level,
    asked.issuer_document,
    asked.measured_as,
    asked.value,
    asked.unit,
    asked.bound,
    asked.good_direction,
    pairs.year,
    coalesce(reached.locality_key, asked.locality_key) as reached_locality_key,
    pairs.locality_id as reached_locality_id,
    coalesce(reached.locality_code, asked.locality_code) as reached_locality_code,
    reached.value * coalesce(asked.sign, 1) as actual_value,
    reached.is_estimate,
    reached.is_whole_year,
    reached.figure_key as actual_figure_key
from pairs
inner join asked on pairs.figure_key = asked.figure_key
left join reached
    on
        asked.measured_indicator = reached.indicator_code
        and asked.population_code = reached.population_code
        and case when asked.sign is null then 'level' else 'change' end = reached.measured
        and (asked.sign is not null or asked.unit = reached.unit)
        and pairs.year = reached.year
        and pairs.locality_id = reached.locality_id
        and asked.measured_as <> 'ratio_to_start'
        -- The change of one year says nothing of a fall over several.
        and (asked.sign is null or asked.measured_as = 'yearly' or asked.year_from = asked.year_to)
