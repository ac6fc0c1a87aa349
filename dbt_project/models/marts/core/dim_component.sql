select
    cast(component_code as {{ dbt.type_string() }}) as component_key,
    cast(component_code as {{ dbt.type_string() }}) as component_code,
    cast(level as {{ dbt.type_string() }}) as level,
    cast(parent_code as {{ dbt.type_string() }}) as parent_code,
    cast(name_vi as {{ dbt.type_string() }}) as name_vi,
    cast(name_en as {{ dbt.type_string() }}) as name_en,
    cast(budget_type as {{ dbt.type_string() }}) as budget_type
from {{ ref('components') }}
