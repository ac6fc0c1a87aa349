-- The cells that a sum over the marts takes.
select
    widest.submission_key,
    widest.cell_no,
    claims.is_first,
    claims.is_counted
from {{ ref('int_forms__widest') }} as widest
inner join {{ ref('int_forms__claim') }} as claims
    on widest.submission_key = claims.submission_key and widest.claim_key = claims.claim_key
where claims.is_first
