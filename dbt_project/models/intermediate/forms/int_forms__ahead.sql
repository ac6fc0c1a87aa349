-- What the forms of its own place that go before a current form tell, where that is of the same.
with sets as (
    select distinct
        set_no,
        claim_key
    from {{ ref('int_forms__claim_set') }}
),

shared as (
    select distinct
        one.set_no,
        other.set_no as other_no
    from sets as one
    inner join sets as other on one.claim_key = other.claim_key
)

select distinct
    one.submission_no,
    other.set_no
from {{ ref('int_forms__current') }} as one
inner join {{ ref('int_forms__current') }} as other
    on one.place_path = other.place_path and one.turn_no > other.turn_no
inner join shared on one.set_no = shared.set_no and other.set_no = shared.other_no
