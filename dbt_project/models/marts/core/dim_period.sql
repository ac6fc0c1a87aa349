select
    cast(period as {{ dbt.type_string() }}) as period_key,
    cast(period as {{ dbt.type_string() }}) as period,
    cast(period_type as {{ dbt.type_string() }}) as period_type,
    cast(name_vi as {{ dbt.type_string() }}) as name_vi,
    cast(name_en as {{ dbt.type_string() }}) as name_en,
    cast(starts_on as date) as starts_on,
    cast(ends_on as date) as ends_on
from {{ ref('periods') }}
