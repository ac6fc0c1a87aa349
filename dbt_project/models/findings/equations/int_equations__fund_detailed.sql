-- What is left to be allocated of a plan that is told as allocated too: the document prints what was allocated in
-- detail with a percentage, and the plan is the amount at the same coordinates which that percentage is of.
with funds as (
    select
        figure_key, measure_root, amount,
        concat_ws('|', submission_key, place_path, component_path, source, nature, budget_years) as measure_key
    from {{ ref('int_equations__fund') }}
    where component_path <> '' and measure_root in ('allocated', 'unallocated')
),

detailed as (
    select
        given.measure_key,
        given.figure_key as given_key,
        allocated.figure_key as detailed_key
    from funds as allocated
    inner join {{ ref('int_rates__stated') }} as rates on allocated.figure_key = rates.figure_key
    inner join funds as given on allocated.measure_key = given.measure_key
    where
        allocated.measure_root = 'allocated'
        and given.measure_root = 'allocated'
        and given.amount > allocated.amount
        and abs(100 * allocated.amount / given.amount - rates.pct) <= 1.2 * rates.half_pct
)

select wholes.figure_key as whole_key, detailed.given_key as part_key, 'given' as slot
from funds as wholes
inner join detailed on wholes.measure_key = detailed.measure_key
where wholes.measure_root = 'unallocated'

union all

select wholes.figure_key as whole_key, detailed.detailed_key as part_key, 'detailed' as slot
from funds as wholes
inner join detailed on wholes.measure_key = detailed.measure_key
where wholes.measure_root = 'unallocated'
