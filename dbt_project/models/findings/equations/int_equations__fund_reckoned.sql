-- Each equation that may be, reckoned. Of several readings of one whole the one that holds is meant; an equation
-- between the same quantities is told once, where they stand closest together.
with reckoned as (
    select
        members.rule_id,
        members.variant,
        members.relation,
        members.whole_key,
        max(members.whole_coefficient) as whole_coefficient,
        max(wholes.submission_key) as submission_key,
        max(wholes.quantity_key) as quantity_key,
        max(wholes.line) as line,
        {{ finding_list('parts.quantity_key', 'parts.quantity_key', ' ') }} as part_quantities,
        max(members.whole_coefficient * wholes.amount) + sum(members.coefficient * parts.amount) as residual,
        max(wholes.half_unit) + sum(parts.half_unit) as tolerance,
        greatest(max(abs(wholes.amount)), max(abs(parts.amount))) as largest,
        max(abs(wholes.amount)) as whole_size,
        abs(sum(members.coefficient * parts.amount)) as parts_size,
        max(abs(wholes.line - parts.line)) as apart
    from {{ ref('int_equations__fund_member') }} as members
    inner join {{ ref('int_equations__fund') }} as wholes on members.whole_key = wholes.figure_key
    inner join {{ ref('int_equations__fund') }} as parts on members.part_key = parts.figure_key
    group by members.rule_id, members.variant, members.relation, members.whole_key
),

judged as (
    select
        *,
        case when relation = '<=' then residual else abs(residual) end <= tolerance * 1.000001 as holds
    from reckoned
),

read as (
    select
        *,
        row_number() over (
            partition by rule_id, whole_key, case when rule_id in ('FG02', 'FG09') then 0 else variant end
            order by case when holds then 0 else 1 end, variant
        ) as reading_no
    from judged
),

told as (
    select
        *,
        row_number() over (
            partition by quantity_key, part_quantities
            order by
                case when relation = '=' then 0 else 1 end, apart nulls last, line nulls last,
                rule_id, variant, whole_key
        ) as telling_no
    from read
    where reading_no = 1
)

select
    told.rule_id,
    told.variant,
    told.relation,
    told.submission_key,
    told.whole_key,
    told.whole_coefficient,
    told.residual,
    told.tolerance,
    told.holds,
    md5(concat_ws('|', told.rule_id, {{ text_of('told.variant') }}, told.whole_key)) as equation_key,
    -- Whether a sum that does not come out was meant at all: near it, or off by a thousand.
    told.holds
    or abs(told.residual) * 100 <= told.largest * cast(rules.threshold as {{ dbt.type_numeric() }})
    or told.whole_size between told.parts_size * 995 and told.parts_size * 1005
    or told.parts_size between told.whole_size * 995 and told.whole_size * 1005 as is_meant
from told
inner join {{ ref('int_rules') }} as rules on told.rule_id = rules.rule_id
where told.telling_no = 1
