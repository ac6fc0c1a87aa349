-- What the reports of a place tell counted figures of, used as the shape of a form is: a number below 0 for the place
-- and all that is told there.
with claims as (
    select distinct
        place_path,
        claim_key
    from {{ ref('int_forms__report_claim') }}
    where is_counted
),

places as (
    select
        place_path,
        {{ finding_list('claim_key', 'claim_key', ' ') }} as claims_text
    from claims
    group by place_path
)

select
    claims.place_path,
    claims.claim_key,
    -{{ number_of("concat_ws('|', places.place_path, places.claims_text)") }} as shape_no
from claims
inner join places on claims.place_path = places.place_path
