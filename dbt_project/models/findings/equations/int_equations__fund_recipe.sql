-- Equations put together from what may be their parts: of each part the figure nearest to the whole, if the whole is
-- nearest to it too (of what was there to be spent the largest). A variant is one way to read which parts there are.
with recipes as (
    {{ money_recipes() }}
),

near as (
    select
        pairs.rule_id,
        pairs.slot,
        pairs.whole_key,
        pairs.part_key,
        wholes.quantity_key,
        wholes.line = parts.line as is_beside,
        max(case when pairs.slot like 'capital%' then 1 else 0 end) over (partition by pairs.whole_key) as has_capital,
        max(case when pairs.slot like 'recurrent%' then 1 else 0 end) over (partition by pairs.whole_key)
            as has_recurrent,
        row_number() over (
            partition by pairs.rule_id, pairs.whole_key, pairs.slot
            order by
                case when wholes.is_estimate = parts.is_estimate then 0 else 1 end,
                case when pairs.rule_id = 'FG09' then -parts.amount else 0 end,
                abs(wholes.line - parts.line), abs(wholes.char_start - parts.char_start), pairs.part_key
        ) as part_no,
        first_value(wholes.quantity_key) over (
            partition by pairs.rule_id, pairs.part_key, pairs.slot
            order by
                case when wholes.is_estimate = parts.is_estimate then 0 else 1 end,
                abs(wholes.line - parts.line), abs(wholes.char_start - parts.char_start), pairs.whole_key
        ) as nearest_quantity_key
    from {{ ref('int_equations__fund_split') }} as pairs
    inner join {{ ref('int_equations__fund') }} as wholes on pairs.whole_key = wholes.figure_key
    inner join {{ ref('int_equations__fund') }} as parts on pairs.part_key = parts.figure_key
),

members as (
    select
        near.rule_id,
        near.slot,
        near.whole_key,
        near.part_key,
        recipes.variant,
        recipes.least_parts,
        recipes.needed,
        sum(recipes.is_needed) over (partition by near.rule_id, near.whole_key, recipes.variant) as needed_found,
        count(*) over (partition by near.rule_id, near.whole_key, recipes.variant) as parts_found
    from near
    inner join recipes on near.rule_id = recipes.rule_id and near.slot = recipes.slot
    where
        near.part_no = 1
        and (near.rule_id = 'FG09' or near.quantity_key = near.nearest_quantity_key)
        and (near.slot <> 'other' or near.is_beside)
        -- Money of one nature is all of it only where none of the other is told of.
        and (near.slot not like 'capital %' or near.has_recurrent = 0)
        and (near.slot not like 'recurrent %' or near.has_capital = 0)
)

select
    rule_id,
    variant,
    case when rule_id = 'FG09' then '<=' else '=' end as relation,
    whole_key,
    part_key,
    case when rule_id = 'FG07' and slot = 'allocated' then 1 else -1 end as coefficient
from members
where needed_found = needed and parts_found >= least_parts
