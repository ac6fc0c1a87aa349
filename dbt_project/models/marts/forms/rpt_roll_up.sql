{{ config(materialized='view' if target.type == 'duckdb' else 'table') }}
select
    cast(concat_ws('/', submission_key, {{ text_of('cell_no') }}) as {{ dbt.type_string() }}) as roll_up_key,
    cast(submission_key as {{ dbt.type_string() }}) as submission_key,
    cast(locality_key as {{ dbt.type_string() }}) as locality_key,
    cast(locality_code as {{ dbt.type_string() }}) as locality_code,
    cast(locality as {{ dbt.type_string() }}) as locality,
    cast(return_type as {{ dbt.type_string() }}) as return_type,
    cast(period as {{ dbt.type_string() }}) as period,
    cast(form as {{ dbt.type_string() }}) as form,
    cast(form_version as {{ dbt.type_bigint() }}) as form_version,
    cast(sheet as {{ dbt.type_string() }}) as sheet,
    cast(cell as {{ dbt.type_string() }}) as cell,
    cast(row_code as {{ dbt.type_string() }}) as row_code,
    cast(column_code as {{ dbt.type_string() }}) as column_code,
    cast(unit as {{ dbt.type_string() }}) as unit,
    cast(own_value as {{ double_type() }}) as own_value,
    cast(parts_value as {{ double_type() }}) as parts_value,
    cast(parts_reported as {{ dbt.type_bigint() }}) as parts_reported,
    cast(parts_expected as {{ dbt.type_bigint() }}) as parts_expected,
    cast(difference as {{ double_type() }}) as difference
from {{ ref('int_forms__roll_up') }}
