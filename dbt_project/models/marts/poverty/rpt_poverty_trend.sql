select
    cast({{ local_date(run_as_of()) }} as date) as as_of_on,
    cast(trend.locality_key as {{ dbt.type_string() }}) as locality_key,
    cast(trend.locality_id as {{ dbt.type_string() }}) as locality_id,
    cast(trend.locality_code as {{ dbt.type_string() }}) as locality_code,
    cast(localities.name_vi as {{ dbt.type_string() }}) as locality,
    cast(localities.level as {{ dbt.type_string() }}) as level,
    cast(trend.indicator_code as {{ dbt.type_string() }}) as indicator_code,
    cast(catalogue.name_vi as {{ dbt.type_string() }}) as indicator,
    cast(trend.population_code as {{ dbt.type_string() }}) as population,
    cast(trend.year as {{ dbt.type_bigint() }}) as year,
    cast(trend.value as {{ double_type() }}) as value,
    cast(trend.unit as {{ dbt.type_string() }}) as unit,
    cast(trend.is_estimate as boolean) as is_estimate,
    cast(trend.previous_year as {{ dbt.type_bigint() }}) as previous_year,
    cast(trend.previous_value as {{ double_type() }}) as previous_value,
    cast(trend.change as {{ double_type() }}) as change,
    cast(trend.stated_change as {{ double_type() }}) as stated_change,
    cast(trend.standard_code as {{ dbt.type_string() }}) as standard_code,
    cast(trend.is_comparable as boolean) as is_comparable,
    cast(trend.figure_key as {{ dbt.type_string() }}) as figure_key,
    cast(trend.previous_figure_key as {{ dbt.type_string() }}) as previous_figure_key,
    cast(trend.stated_change_figure_key as {{ dbt.type_string() }}) as stated_change_figure_key
from {{ ref('int_indicators__trend') }} as trend
inner join {{ ref('dim_locality') }} as localities on trend.locality_key = localities.locality_key
left join {{ ref('dim_indicator') }} as catalogue on trend.indicator_code = catalogue.indicator_code
