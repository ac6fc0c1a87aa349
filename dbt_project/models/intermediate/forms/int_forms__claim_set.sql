-- What the forms of a shape tell figures of, as a set with a number. Shapes that differ by a cell mostly tell the same,
-- so that far fewer sets than shapes stand beside each other.
with claims as (
    select distinct
        shape_no,
        claim_key
    from {{ ref('int_forms__widest') }}
),

numbered as (
    select
        shape_no,
        {{ number_of(set_of_texts('claim_key')) }} as set_no
    from claims
    group by shape_no
)

select
    claims.shape_no,
    numbered.set_no,
    claims.claim_key
from claims
inner join numbered on claims.shape_no = numbered.shape_no
