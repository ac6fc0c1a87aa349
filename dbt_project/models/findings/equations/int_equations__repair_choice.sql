-- For each equation that does not hold, the one value that makes most equations hold: two gained at least, or one by a
-- slip that people are known to make and that is no mere wrong digit, or by the very value that the document prints for
-- this elsewhere. Where two quantities do equally well nothing is named.
with scored as (
    select
        submission_key,
        quantity_key,
        repair_amount,
        max(amount) as amount,
        max(slip) as slip,
        sum(case when is_repaired then 1 else 0 end) as repaired,
        sum(case when is_repaired then 1 when is_broken then -1 else 0 end) as gain,
        sum(case when is_repaired then distance else 0 end) as distance
    from (
        select
            submission_key,
            quantity_key,
            repair_amount,
            signature_key,
            max(amount) as amount,
            max(slip) as slip,
            max(distance) as distance,
            max(case when not held_before and holds_after then 1 else 0 end) = 1 as is_repaired,
            max(case when held_before and not holds_after then 1 else 0 end) = 1 as is_broken
        from {{ ref('int_equations__repair_vote') }}
        group by submission_key, quantity_key, repair_amount, signature_key
    ) as by_signature
    group by submission_key, quantity_key, repair_amount
),

-- What the document prints under the same coordinates with another value.
printed_twice as (
    select distinct ones.quantity_key, others.amount as other_amount
    from {{ ref('int_equations__fund') }} as ones
    inner join {{ ref('int_equations__fund') }} as others
        on ones.coordinate_key = others.coordinate_key and ones.quantity_key <> others.quantity_key
    where ones.component_path <> ''
),

offered as (
    select
        votes.equation_key,
        scored.*,
        {{ slip_rank('scored.slip') }} as slip_no,
        row_number() over (
            partition by votes.equation_key, votes.quantity_key
            order by
                scored.gain desc, {{ slip_rank('scored.slip') }}, scored.distance asc, scored.repair_amount asc
        ) as choice_no
    from {{ ref('int_equations__repair_vote') }} as votes
    inner join scored
        on
            votes.submission_key = scored.submission_key
            and votes.quantity_key = scored.quantity_key
            and votes.repair_amount = scored.repair_amount
    where not votes.held_before and votes.holds_after and scored.gain > 0
),

compared as (
    select
        *,
        row_number() over (partition by equation_key order by gain desc, slip_no asc, quantity_key asc) as place_no,
        count(*) over (partition by equation_key, gain, slip_no) as equals
    from offered
    where choice_no = 1
)

select
    compared.equation_key,
    compared.submission_key,
    compared.quantity_key,
    compared.amount,
    compared.repair_amount,
    compared.slip,
    compared.gain
from compared
left join printed_twice
    on compared.quantity_key = printed_twice.quantity_key and compared.repair_amount = printed_twice.other_amount
where
    compared.place_no = 1
    and compared.equals = 1
    and (compared.gain >= 2 or compared.slip <> 'digit' or printed_twice.quantity_key is not null)
