{{ config(
    materialized=env_var('GNBV_MATERIALIZED', 'table'),
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ take_out(in_touched_rows('period', 'locality_code')) }}"
) }}
-- depends_on: {{ ref('int_forms__touched_row') }}
select
    cast(progress.progress_key as {{ dbt.type_string() }}) as fund_progress_key,
    cast(progress.period as {{ dbt.type_string() }}) as period,
    cast(progress.locality_key as {{ dbt.type_string() }}) as locality_key,
    cast(progress.locality_code as {{ dbt.type_string() }}) as locality_code,
    cast(coalesce(localities.name_vi, progress.locality) as {{ dbt.type_string() }}) as locality,
    cast(progress.component_code as {{ dbt.type_string() }}) as component_code,
    cast(progress.source as {{ dbt.type_string() }}) as source,
    cast(progress.nature as {{ dbt.type_string() }}) as nature,
    cast(progress.budget_year as {{ dbt.type_string() }}) as budget_year,
    cast(progress.allocated_vnd as {{ dbt.type_bigint() }}) as allocated_vnd,
    cast(progress.carried_in_vnd as {{ dbt.type_bigint() }}) as carried_in_vnd,
    cast(progress.planned_vnd as {{ dbt.type_bigint() }}) as planned_vnd,
    cast(progress.disbursed_vnd as {{ dbt.type_bigint() }}) as disbursed_vnd,
    cast(progress.disbursed_is_estimate as boolean) as disbursed_is_estimate,
    cast(progress.disbursed_as_of_on as date) as disbursed_as_of_on,
    cast(progress.carried_out_vnd as {{ dbt.type_bigint() }}) as carried_out_vnd,
    cast(
        100 * cast(progress.disbursed_vnd as {{ double_type() }})
        / nullif(
            case
                when coalesce(progress.allocated_vnd, progress.carried_in_vnd) is not null
                    then coalesce(progress.allocated_vnd, 0) + coalesce(progress.carried_in_vnd, 0)
            end,
            0
        ) as {{ double_type() }}
    ) as rate_pct,
    cast(progress.stated_pct as {{ double_type() }}) as stated_rate_pct,
    cast(progress.is_total as boolean) as is_total,
    cast(progress.is_locality_total as boolean) as is_locality_total
from {{ ref('int_figures__progress') }} as progress
left join {{ ref('dim_locality') }} as localities on progress.locality_key = localities.locality_key
