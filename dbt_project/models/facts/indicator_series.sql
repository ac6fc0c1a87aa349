-- A number for each indicator of a population: figures are held side by side by the million, and numbers compare faster
-- than texts. Made of the two names, so that it is the same in every build.
with told as (
    select
        indicator_code,
        population_code
    from {{ ref('int_forms__cell') }}
    where kind = 'indicator'

    union

    select
        indicator_code,
        population_code
    from {{ ref('int_indicators__figure') }}

    union

    select
        indicator_code,
        population_code
    from {{ ref('report_target') }}
),

-- What is measured of what is told: the indicator a fall is a fall of, the one a target is a target of.
meant as (
    select
        indicator_code,
        population_code
    from told

    union

    select
        coalesce(changes.changed_indicator, catalogue.target_of, told.indicator_code) as indicator_code,
        told.population_code
    from told
    inner join {{ ref('indicators') }} as catalogue on told.indicator_code = catalogue.indicator_code
    left join {{ ref('indicator_changes') }} as changes on told.indicator_code = changes.indicator_code
)

select
    meant.indicator_code,
    meant.population_code,
    catalogue.unit,
    cast(
        {{ hex_number("left(md5(concat_ws('|', meant.indicator_code, meant.population_code)), 7)") }}
        as {{ dbt.type_int() }}
    ) as series_no
from meant
left join {{ ref('indicators') }} as catalogue on meant.indicator_code = catalogue.indicator_code
