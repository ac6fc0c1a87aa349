-- A number for each locality, as figures held side by side have one.
select
    locality_id,
    dense_rank() over (order by locality_id) as locality_no
from {{ ref('int_locality_versions') }}
group by locality_id
