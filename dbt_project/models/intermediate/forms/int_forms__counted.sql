-- The cells that a sum over the marts takes, in each situation.
select
    claims.situation_no,
    widest.cell_no,
    claims.is_counted
from {{ ref('int_forms__claim') }} as claims
inner join {{ ref('int_forms__situation') }} as situations
    on claims.situation_no = situations.situation_no and situations.is_example
inner join {{ ref('int_forms__widest') }} as widest
    on situations.shape_no = widest.shape_no and claims.claim_key = widest.claim_key
where claims.is_first
