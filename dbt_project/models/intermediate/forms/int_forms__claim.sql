-- What the forms of a stance tell figures of, and whether a sum takes them: of one place one form counts, and it
-- gives way to a form, or to a counted figure of a report, of a place that holds its own. No cell is looked at.
with sets as (
    select distinct
        set_no,
        claim_key
    from {{ ref('int_forms__claim_set') }}
),

examples as (
    select *
    from {{ ref('int_forms__stance') }}
    where is_example
),

in_own_place as (
    select distinct
        examples.stance_no,
        sets.claim_key
    from examples
    inner join {{ ref('int_forms__ahead') }} as ahead on examples.submission_no = ahead.submission_no
    inner join sets on ahead.set_no = sets.set_no
)

select
    examples.stance_no,
    sets.claim_key,
    in_own_place.claim_key is null as is_first,
    in_own_place.claim_key is null and wider.claim_key is null as is_counted
from examples
inner join sets on examples.set_no = sets.set_no
left join in_own_place on examples.stance_no = in_own_place.stance_no and sets.claim_key = in_own_place.claim_key
left join {{ ref('int_forms__wider_claim') }} as wider
    on examples.parent_path = wider.place_path and sets.claim_key = wider.claim_key
