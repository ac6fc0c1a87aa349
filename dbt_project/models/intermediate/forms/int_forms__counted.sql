-- The cells that a sum over the marts takes, in each situation.
select
    situations.situation_no,
    widest.cell_no,
    claims.is_counted
from {{ ref('int_forms__situation') }} as situations
inner join {{ ref('int_forms__claim') }} as claims on situations.stance_no = claims.stance_no and claims.is_first
inner join {{ ref('int_forms__widest') }} as widest
    on situations.shape_no = widest.shape_no and claims.claim_key = widest.claim_key
where situations.is_example
