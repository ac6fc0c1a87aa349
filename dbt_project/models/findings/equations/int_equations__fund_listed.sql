-- What may be a total and the items listed behind it: figures of one line with equal coordinates, of which the first is
-- the total; items marked as parts belong to the last figure before them that is none.
with listed as (
    select
        *,
        case when coalesce(role, '') = 'part' then 1 else 0 end as is_part,
        row_number() over (
            partition by coordinate_key, measure, line, coalesce(sheet, '') order by char_start, figure_key
        ) as item_no,
        sum(case when coalesce(role, '') = 'part' then 0 else 1 end) over (
            partition by coordinate_key, measure, line, coalesce(sheet, '') order by char_start, figure_key
            rows between unbounded preceding and current row
        ) as owner_no
    from {{ ref('int_equations__fund') }}
    where component_path <> '' and measure_root <> 'other' and sheet is null
),

pairs as (
    select
        wholes.figure_key as whole_key,
        parts.figure_key as part_key,
        parts.is_part as variant
    from listed as wholes
    inner join listed as parts
        on
            wholes.coordinate_key = parts.coordinate_key
            and wholes.measure = parts.measure
            and wholes.line = parts.line
            and wholes.is_part = 0
            and (
                (wholes.item_no = 1 and parts.item_no > 1 and parts.is_part = 0)
                or (wholes.owner_no = parts.owner_no and parts.is_part = 1)
            )
),

counted as (
    select
        *,
        count(*) over (partition by whole_key, variant) as items
    from pairs
)

select whole_key, part_key, variant
from counted
where items > 1
