select
    cast(return_type as {{ dbt.type_string() }}) as return_type_key,
    cast(return_type as {{ dbt.type_string() }}) as return_type,
    cast(name_vi as {{ dbt.type_string() }}) as name_vi,
    cast(name_en as {{ dbt.type_string() }}) as name_en,
    cast(period_type as {{ dbt.type_string() }}) as period_type,
    cast(presupposes as {{ dbt.type_string() }}) as presupposes,
    cast(basis_document as {{ dbt.type_string() }}) as basis_document,
    cast(basis_on as date) as basis_on
from {{ ref('return_types') }}
