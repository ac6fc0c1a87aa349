-- A number for each locality, as figures held side by side have one.
select
    locality_id,
    cast(dense_rank() over (order by locality_id) as {{ dbt.type_bigint() }}) as locality_no
from {{ ref('int_locality_versions') }}
group by locality_id
