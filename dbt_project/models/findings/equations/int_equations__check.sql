-- Each equation reckoned: the residual, and how large it may be through rounding alone (half a unit of the last digit
-- printed of each term, and what the equation allows of itself).
with reckoned as (
    select
        equation_key,
        rule_id,
        submission_key,
        relation,
        count(*) as terms,
        sum(coefficient * amount) as residual,
        max(slack) + sum(abs(coefficient) * half_unit) as tolerance,
        max(case when part = 'whole' then figure_key end) as whole_figure_key,
        max(case when part = 'whole' then amount end) as whole_amount
    from {{ ref('int_equations__term') }}
    group by equation_key, rule_id, submission_key, relation
)

select
    *,
    case
        when relation = '<=' then residual <= tolerance * 1.000001
        else abs(residual) <= tolerance * 1.000001
    end as holds
from reckoned
