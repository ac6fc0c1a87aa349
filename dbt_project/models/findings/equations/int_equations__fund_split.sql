-- What may be a whole and its part when one coordinate is left out of sight: the sources of one money, its natures,
-- what was planned, allocated and left over, what was there to be spent. `slot` says which part it would be.
with funds as (
    select
        figure_key, measure_root, source, nature, budget_year_to, as_of_on, is_estimate, line, char_start, amount,
        quantity_key,
        concat_ws('|', submission_key, place_path, component_path) as project_key,
        concat_ws('|', submission_key, place_path, component_path, measure_root, nature, budget_years) as source_key,
        concat_ws('|', submission_key, place_path, component_path, measure_root, source, budget_years) as nature_key,
        concat_ws('|', submission_key, place_path, component_path, source, nature, budget_years) as measure_key,
        concat_ws('|', submission_key, place_path, component_path, measure_root, budget_years, line) as passage_key
    from {{ ref('int_equations__fund') }}
    where component_path <> ''
),

pairs as (
    select
        'FG02' as rule_id,
        wholes.figure_key as whole_key,
        parts.figure_key as part_key,
        case when wholes.source = 'local' then 'local ' || parts.source else parts.source end as slot
    from funds as wholes
    inner join funds as parts on wholes.source_key = parts.source_key
    where
        (wholes.source = 'total' and parts.source <> 'total')
        or (wholes.source = 'local' and parts.source in ('province', 'district', 'commune'))

    union all

    -- Money of which only one nature is given is told as the whole, its sources right behind with their nature.
    select
        'FG02' as rule_id,
        wholes.figure_key as whole_key,
        parts.figure_key as part_key,
        parts.nature || ' ' || parts.source as slot
    from funds as wholes
    inner join funds as parts on wholes.passage_key = parts.passage_key and wholes.char_start < parts.char_start
    where wholes.source = 'total' and wholes.nature = 'total' and parts.source <> 'total' and parts.nature <> 'total'

    union all

    select
        'FG03' as rule_id,
        wholes.figure_key as whole_key,
        parts.figure_key as part_key,
        parts.nature as slot
    from funds as wholes
    inner join funds as parts on wholes.nature_key = parts.nature_key
    where wholes.nature = 'total' and parts.nature <> 'total'

    union all

    select
        case when wholes.measure_root = 'unallocated' then 'FG07' else 'FG09' end as rule_id,
        wholes.figure_key as whole_key,
        parts.figure_key as part_key,
        parts.measure_root as slot
    from funds as wholes
    inner join funds as parts on wholes.measure_key = parts.measure_key
    where
        wholes.measure_root in ('unallocated', 'disbursed')
        and parts.measure_root in ('planned', 'allocated', 'carried_in')

    union all

    select 'FG07' as rule_id, whole_key, part_key, slot
    from {{ ref('int_equations__fund_detailed') }}

    union all

    -- Money of earlier years that was still there to be spent, whatever it is told by.
    select
        'FG09' as rule_id,
        wholes.figure_key as whole_key,
        parts.figure_key as part_key,
        'earlier' as slot
    from funds as wholes
    inner join funds as parts on wholes.project_key = parts.project_key
    where
        wholes.measure_root = 'disbursed'
        and parts.measure_root in ('carried_in', 'carried_out')
        and parts.budget_year_to < wholes.budget_year_to
)

select
    pairs.rule_id,
    pairs.slot,
    pairs.whole_key,
    pairs.part_key,
    wholes.quantity_key,
    parts.amount as part_amount,
    case when wholes.is_estimate = parts.is_estimate then 0 else 1 end
    + case when pairs.rule_id in ('FG02', 'FG03') and parts.amount > wholes.amount then 1 else 0 end as oddness,
    abs(wholes.line - parts.line) as lines_apart,
    -- A total that is said again stands beside what is told behind its second place too.
    min(abs(wholes.line - parts.line)) over (
        partition by wholes.quantity_key, pairs.rule_id, pairs.part_key
    ) as quantity_lines_apart,
    abs(wholes.char_start - parts.char_start) as chars_apart
from pairs
inner join funds as wholes on pairs.whole_key = wholes.figure_key
inner join funds as parts on pairs.part_key = parts.figure_key
where coalesce(wholes.as_of_on = parts.as_of_on, true)
