-- Tells of the warehouse, not of returns: the same returns built twice give other rows here.
select
    cast(run_step_key as {{ dbt.type_string() }}) as run_step_key,
    cast(run_id as {{ dbt.type_string() }}) as run_id,
    cast(job as {{ dbt.type_string() }}) as job,
    cast(step as {{ dbt.type_string() }}) as step,
    cast(subject as {{ dbt.type_string() }}) as subject,
    cast(started_at as {{ instant_type() }}) as started_at,
    cast(ended_at as {{ instant_type() }}) as ended_at,
    cast(seconds as {{ double_type() }}) as seconds,
    cast(state as {{ dbt.type_string() }}) as state,
    cast(rows as {{ dbt.type_bigint() }}) as rows,
    cast(bytes as {{ dbt.type_bigint() }}) as bytes,
    cast(detail as {{ dbt.type_string() }}) as detail
from {{ ref('stg_bronze__run_step') }}
