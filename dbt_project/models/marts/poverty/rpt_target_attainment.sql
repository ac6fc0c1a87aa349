{{ config(materialized='view' if target.type == 'duckdb' else 'table') }}
-- `gap` is how much better than the target the year was, below 0 how much it falls short. While the year runs, a target
-- that is reached already is attained and one that is not is open.
with directed as (
    select
        *,
        case
            when bound = 'at_least' then true
            when bound = 'at_most' then false
            when good_direction = 'up' then true
            when good_direction = 'down' then false
        end as is_more_better
    from {{ ref('target_year') }}
),

compared as (
    select
        *,
        round(
            case when is_more_better then actual_value - value when not is_more_better then value - actual_value end, 6
        ) as gap
    from directed
)

select
    cast({{ local_date(run_as_of()) }} as date) as as_of_on,
    cast(
        coalesce(compared.report_figure_key, {{ form_figure_key('files', 'compared.cell_no') }})
        as {{ dbt.type_string() }}
    ) as target_key,
    cast(localities.locality_key as {{ dbt.type_string() }}) as locality_key,
    cast(localities.locality_id as {{ dbt.type_string() }}) as locality_id,
    cast(localities.locality_code as {{ dbt.type_string() }}) as locality_code,
    cast(localities.name_vi as {{ dbt.type_string() }}) as locality,
    cast(localities.level as {{ dbt.type_string() }}) as level,
    cast(compared.indicator_code as {{ dbt.type_string() }}) as indicator_code,
    cast(series.indicator_code as {{ dbt.type_string() }}) as measured_indicator,
    cast(series.population_code as {{ dbt.type_string() }}) as population,
    cast(compared.year as {{ dbt.type_bigint() }}) as year,
    cast(compared.issuer_level as {{ dbt.type_string() }}) as issuer_level,
    cast(compared.issuer_document as {{ dbt.type_string() }}) as issuer_document,
    cast(askers.locality_code as {{ dbt.type_string() }}) as target_locality_code,
    cast(compared.locality_no = compared.reached_locality_no as boolean) as is_own_target,
    cast(compared.measured_as as {{ dbt.type_string() }}) as measured_as,
    cast(compared.value as {{ double_type() }}) as target_value,
    cast(compared.bound as {{ dbt.type_string() }}) as target_bound,
    cast(compared.unit as {{ dbt.type_string() }}) as unit,
    cast(compared.actual_value as {{ double_type() }}) as actual_value,
    cast(compared.is_estimate as boolean) as is_estimate,
    cast(compared.is_whole_year as boolean) as is_whole_year,
    cast(
        case
            when compared.gap >= 0 and (compared.is_whole_year or compared.is_more_better) then true
            when compared.is_whole_year then compared.gap >= 0
        end as boolean
    ) as is_attained,
    cast(compared.gap as {{ double_type() }}) as gap,
    cast(
        coalesce(
            compared.reached_report_figure_key, {{ form_figure_key('reached_files', 'compared.reached_cell_no') }}
        ) as {{ dbt.type_string() }}
    ) as actual_figure_key
from compared
inner join {{ ref('indicator_series') }} as series on compared.series_no = series.series_no
left join {{ ref('form_submission') }} as files on compared.submission_no = files.submission_no
left join {{ ref('form_submission') }} as reached_files on compared.reached_submission_no = reached_files.submission_no
inner join {{ ref('dim_locality') }} as localities
    on
        coalesce(compared.reached_locality_key, reached_files.locality_key, compared.locality_key)
        = localities.locality_key
left join {{ ref('dim_locality') }} as askers on compared.locality_key = askers.locality_key
