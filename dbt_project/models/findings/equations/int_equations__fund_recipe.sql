-- Equations put together from what may be their parts: of each part the figure nearest to the whole, if the whole is
-- nearest to it too (of what was there to be spent the largest). A variant is one way to read which parts there are.
with recipes as (
    {{ money_recipes() }}
),

near as (
    select
        *,
        max(case when slot like 'capital%' then 1 else 0 end) over (partition by whole_key) as has_capital,
        max(case when slot like 'recurrent%' then 1 else 0 end) over (partition by whole_key) as has_recurrent,
        row_number() over (
            partition by rule_id, whole_key, slot
            order by
                oddness, case when rule_id = 'FG09' then -part_amount else 0 end, lines_apart, chars_apart, part_key
        ) as part_no,
        first_value(quantity_key) over (
            partition by rule_id, part_key, slot order by oddness, lines_apart, chars_apart, whole_key
        ) as nearest_quantity_key
    from {{ ref('int_equations__fund_split') }}
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
        and (near.slot <> 'other' or near.quantity_lines_apart = 0)
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
    case when rule_id = 'FG07' and slot in ('allocated', 'detailed') then 1 else -1 end as coefficient
from members
where needed_found = needed and parts_found >= least_parts
