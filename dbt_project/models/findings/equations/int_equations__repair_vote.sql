-- What each candidate does to each equation that holds its quantity: a rate and a limit are asked too.
select
    candidates.submission_key,
    candidates.quantity_key,
    candidates.repair_amount,
    candidates.amount,
    candidates.slip,
    touched.equation_key,
    touched.signature_key,
    touched.holds as held_before,
    abs(
        touched.residual + touched.coefficient * candidates.repair_amount - touched.share_amount
    ) as distance,
    case
        when touched.relation = '<='
            then
                touched.residual + touched.coefficient * candidates.repair_amount - touched.share_amount
                <= touched.tolerance * 1.000001 + abs(candidates.repair_amount) * 0.000000001
        else
            abs(touched.residual + touched.coefficient * candidates.repair_amount - touched.share_amount)
            <= touched.tolerance * 1.000001 + abs(candidates.repair_amount) * 0.000000001
    end as holds_after
from {{ ref('int_equations__repair_candidate') }} as candidates
inner join {{ ref('int_equations__repair_touched') }} as touched
    on
        candidates.submission_key = touched.submission_key
        and candidates.quantity_key = touched.quantity_key
