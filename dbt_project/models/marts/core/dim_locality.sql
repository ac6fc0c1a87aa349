select
    cast(locality_key as {{ dbt.type_string() }}) as locality_key,
    cast(locality_id as {{ dbt.type_string() }}) as locality_id,
    cast(locality_code as {{ dbt.type_string() }}) as locality_code,
    cast(level as {{ dbt.type_string() }}) as level,
    cast(name_vi as {{ dbt.type_string() }}) as name_vi,
    cast(unit_type as {{ dbt.type_string() }}) as unit_type,
    cast(parent_code as {{ dbt.type_string() }}) as parent_code,
    cast(region_code as {{ dbt.type_string() }}) as region_code,
    cast(region_vi as {{ dbt.type_string() }}) as region_vi,
    cast(region_en as {{ dbt.type_string() }}) as region_en,
    cast(report_order as {{ dbt.type_bigint() }}) as report_order,
    cast(valid_from as date) as valid_from,
    cast(valid_to as date) as valid_to,
    cast(is_dissolved as boolean) as is_dissolved,
    cast(dissolved_on as date) as dissolved_on
from {{ ref('int_locality_versions') }}
