-- The equations that a change could repair or break: those that hold a quantity which stands in an equation that does
-- not hold. Equations over the same quantities say the same, however often their figures are printed.
with failing as (
    select distinct checks.submission_key, terms.quantity_key
    from {{ ref('int_equations__check') }} as checks
    inner join {{ ref('int_equations__term') }} as terms on checks.equation_key = terms.equation_key
    where not checks.holds
),

touched as (
    select distinct terms.equation_key
    from {{ ref('int_equations__term') }} as terms
    inner join failing
        on terms.submission_key = failing.submission_key and terms.quantity_key = failing.quantity_key
),

quantities as (
    select
        terms.equation_key,
        terms.submission_key,
        terms.rule_id,
        terms.relation,
        terms.quantity_key,
        sum(terms.coefficient) as coefficient,
        sum(terms.coefficient * terms.amount) as share_amount,
        max(terms.amount) as amount,
        max(terms.half_unit) as half_unit,
        min(abs(terms.coefficient)) = 1 and max(abs(terms.coefficient)) = 1 as is_plain
    from {{ ref('int_equations__term') }} as terms
    inner join touched on terms.equation_key = touched.equation_key
    group by terms.equation_key, terms.submission_key, terms.rule_id, terms.relation, terms.quantity_key
),

whole as (
    select
        equation_key,
        {{ finding_list("concat_ws(':', quantity_key, " ~ text_of('coefficient') ~ ")", 'quantity_key', ' ') }}
            as signature,
        min(case when is_plain then 1 else 0 end) = 1 as is_sum
    from quantities
    group by equation_key
)

select
    quantities.equation_key,
    quantities.submission_key,
    quantities.quantity_key,
    quantities.relation,
    quantities.coefficient,
    quantities.share_amount,
    quantities.amount,
    quantities.half_unit,
    checks.residual,
    checks.tolerance,
    checks.holds,
    md5(concat_ws('|', quantities.relation, whole.signature)) as signature_key,
    -- A rate tells a range only, a limit one side: they vote, and name no value.
    quantities.relation = '=' and whole.is_sum and quantities.rule_id <> 'FG10' as names_values
from quantities
inner join whole on quantities.equation_key = whole.equation_key
inner join {{ ref('int_equations__check') }} as checks on quantities.equation_key = checks.equation_key
