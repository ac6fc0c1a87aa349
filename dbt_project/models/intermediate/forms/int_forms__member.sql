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

codes as (
    {% for code in ['locality_code', 'parent_code', 'within_code'] %}
        select
            locality_code,
            reckoned_on,
            {{ code }} as code
        from related
        {{ 'union' if not loop.last }}
    {% endfor %}
),

memberships as (
    select distinct
        codes.locality_code,
        codes.reckoned_on,
        locality_groups.group_code
    from codes
    inner join {{ ref('locality_groups') }} as locality_groups
        on
            codes.code = locality_groups.locality_code
            and codes.reckoned_on >= locality_groups.valid_from
            and codes.reckoned_on < coalesce(locality_groups.valid_to, {{ open_date() }})
)

select
    locality_code,
    reckoned_on,
    concat('; ', {{ finding_list('group_code', 'group_code') }}, ';') as groups_text
from memberships
group by locality_code, reckoned_on
