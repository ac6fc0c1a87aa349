select
    cast(
        concat_ws(
            ':', standard_code, area, household_group, {{ text_of('alternative') }}, {{ text_of('valid_from') }}
        ) as {{ dbt.type_string() }}
    ) as standard_key,
    cast(standard_code as {{ dbt.type_string() }}) as standard_code,
    cast(area as {{ dbt.type_string() }}) as area,
    cast(household_group as {{ dbt.type_string() }}) as household_group,
    cast(alternative as {{ dbt.type_bigint() }}) as alternative,
    cast(income_from_vnd as {{ dbt.type_bigint() }}) as income_from_vnd,
    cast(income_to_vnd as {{ dbt.type_bigint() }}) as income_to_vnd,
    cast(deprivations_from as {{ dbt.type_bigint() }}) as deprivations_from,
    cast(deprivations_to as {{ dbt.type_bigint() }}) as deprivations_to,
    cast(valid_from as date) as valid_from,
    cast(valid_to as date) as valid_to,
    cast(legal_basis as {{ dbt.type_string() }}) as legal_basis,
    cast(confidence as {{ dbt.type_string() }}) as confidence
from {{ ref('poverty_standards') }}
