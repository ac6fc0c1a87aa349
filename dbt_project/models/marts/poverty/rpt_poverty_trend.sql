{{ config(materialized='view' if target.type == 'duckdb' else 'table') }}
select
    cast({{ local_date(run_as_of()) }} as date) as as_of_on,
    cast(localities.locality_key as {{ dbt.type_string() }}) as locality_key,
    cast(localities.locality_id as {{ dbt.type_string() }}) as locality_id,
    cast(localities.locality_code as {{ dbt.type_string() }}) as locality_code,
    cast(localities.name_vi as {{ dbt.type_string() }}) as locality,
    cast(localities.level as {{ dbt.type_string() }}) as level,
    cast(series.indicator_code as {{ dbt.type_string() }}) as indicator_code,
    cast(catalogue.name_vi as {{ dbt.type_string() }}) as indicator,
    cast(series.population_code as {{ dbt.type_string() }}) as population,
    cast(trend.year as {{ dbt.type_bigint() }}) as year,
    cast(trend.value as {{ double_type() }}) as value,
    cast(coalesce(trend.other_unit, series.unit) as {{ dbt.type_string() }}) as unit,
    cast(trend.is_estimate as boolean) as is_estimate,
    cast(trend.previous_year as {{ dbt.type_bigint() }}) as previous_year,
    cast(trend.previous_value as {{ double_type() }}) as previous_value,
    cast(trend.change as {{ double_type() }}) as change,
    cast(trend.stated_change as {{ double_type() }}) as stated_change,
    cast(trend.standard_code as {{ dbt.type_string() }}) as standard_code,
    cast(trend.is_comparable as boolean) as is_comparable,
    cast(coalesce(trend.report_figure_key, {{ form_figure_key('files', 'trend.cell_no') }}) as {{ dbt.type_string() }})
        as figure_key,
    cast(
        coalesce(trend.previous_report_figure_key, {{ form_figure_key('previous_files', 'trend.previous_cell_no') }})
        as {{ dbt.type_string() }}
    ) as previous_figure_key,
    cast(trend.stated_change_figure_key as {{ dbt.type_string() }}) as stated_change_figure_key
from {{ ref('indicator_year') }} as trend
inner join {{ ref('indicator_series') }} as series on trend.series_no = series.series_no
left join {{ ref('form_submission') }} as files on trend.submission_no = files.submission_no
left join {{ ref('form_submission') }} as previous_files on trend.previous_submission_no = previous_files.submission_no
inner join {{ ref('dim_locality') }} as localities
    on coalesce(trend.report_locality_key, files.locality_key) = localities.locality_key
left join {{ ref('dim_indicator') }} as catalogue on series.indicator_code = catalogue.indicator_code
