select
    cast(indicator_code as {{ dbt.type_string() }}) as indicator_key,
    cast(indicator_code as {{ dbt.type_string() }}) as indicator_code,
    cast(group_code as {{ dbt.type_string() }}) as group_code,
    cast(name_vi as {{ dbt.type_string() }}) as name_vi,
    cast(name_en as {{ dbt.type_string() }}) as name_en,
    cast(unit as {{ dbt.type_string() }}) as unit,
    cast(kind_of_value as {{ dbt.type_string() }}) as kind_of_value,
    cast(direction as {{ dbt.type_string() }}) as direction,
    cast(is_deprivation as boolean) as is_deprivation,
    cast(deprivation_no as {{ dbt.type_bigint() }}) as deprivation_no,
    cast(target_of as {{ dbt.type_string() }}) as target_of
from {{ ref('indicators') }}
