select
    cast(old_locality_id as {{ dbt.type_string() }}) as old_locality_id,
    cast(new_locality_id as {{ dbt.type_string() }}) as new_locality_id,
    cast(change as {{ dbt.type_string() }}) as change,
    cast(effective_on as date) as effective_on,
    cast(legal_basis as {{ dbt.type_string() }}) as legal_basis
from {{ ref('province_succession') }}
