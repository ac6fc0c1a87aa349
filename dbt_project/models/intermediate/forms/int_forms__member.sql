-- The groups the place of a form belongs to: with its locality, the one that holds it, or one it holds.
with places as (
    select distinct
        locality_code,
        reckoned_on
    from {{ ref('int_forms__submission') }}
),

related as (
    select
        places.locality_code,
        places.reckoned_on,
        localities.parent_code,
        within.locality_code as within_code
    from places
    inner join {{ ref('int_locality_versions') }} as localities
        on
            places.locality_code = localities.locality_code
            and places.reckoned_on >= localities.valid_from and places.reckoned_on < localities.valid_to
    left join {{ ref('int_locality_versions') }} as within
        on
            places.locality_code = within.parent_code
            and places.reckoned_on >= within.valid_from and places.reckoned_on < within.valid_to
),

memberships as (
    select distinct
        related.locality_code,
        related.reckoned_on,
        locality_groups.group_code
    from related
    inner join {{ ref('locality_groups') }} as locality_groups
        on
            locality_groups.locality_code in (related.locality_code, related.parent_code, related.within_code)
            and related.reckoned_on >= locality_groups.valid_from
            and related.reckoned_on < coalesce(locality_groups.valid_to, {{ open_date() }})
)

select
    locality_code,
    reckoned_on,
    concat('; ', {{ finding_list('group_code', 'group_code') }}, ';') as groups_text
from memberships
group by locality_code, reckoned_on
