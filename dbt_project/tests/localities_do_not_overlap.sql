-- A code means one body at a time, and a body has one version at a time.
select earlier.locality_key, later.locality_key as other_key
from {{ ref('dim_locality') }} as earlier
inner join {{ ref('dim_locality') }} as later
    on
        earlier.level = later.level
        and earlier.locality_key <> later.locality_key
        and (earlier.locality_code = later.locality_code or earlier.locality_id = later.locality_id)
        and earlier.valid_from <= later.valid_from
        and earlier.valid_to > later.valid_from
