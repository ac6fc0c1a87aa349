-- FG10 as equations: an amount less the percentage printed behind it of what it is of makes nothing. Only where that is
-- one number, and not where the percentage turned out to be of another.
with rates as (
    select
        judged.*,
        md5(concat_ws('|', 'FG10', judged.figure_key, judged.base_figure_key)) as equation_key,
        -- A percentage whose last digit was cut off is off by up to a whole unit of it.
        case when judged.verdict in ('cut', 'up') then 2 else 1 end * judged.half_pct / 100 * judged.base_vnd as slack
    from {{ ref('int_rates__judged') }} as judged
    where judged.kind in ('pair', 'equal', 'wider') and judged.other_kind is null
),

terms as (
    select equation_key, submission_key, slack, figure_key, 'whole' as part, 1.0 as coefficient
    from rates

    union all

    select equation_key, submission_key, slack, base_figure_key as figure_key, 'part' as part, -pct / 100 as coefficient
    from rates
),

matched as (
    select
        terms.*,
        funds.quantity_key,
        funds.amount,
        funds.half_unit,
        funds.line,
        count(*) over (partition by terms.equation_key) as found
    from terms
    inner join {{ ref('int_equations__fund') }} as funds on terms.figure_key = funds.figure_key
)

select
    equation_key,
    'FG10' as rule_id,
    submission_key,
    '=' as relation,
    slack,
    figure_key,
    quantity_key,
    part,
    coefficient,
    amount,
    half_unit,
    line
from matched
where found = 2
