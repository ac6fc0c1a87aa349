-- The total row of a table with the rows of the places right above or below it: one figure, time and group in lines
-- that follow each other, three places within that of the total at least.
with places as (
    select
        wholes.figure_key,
        items.figure_key as item_key,
        items.value,
        items.half_unit,
        items.line,
        abs(items.line - wholes.line) as distance,
        case when items.line < wholes.line then 'above' else 'below' end as side
    from {{ ref('int_counts__figure') }} as wholes
    inner join {{ ref('int_counts__figure') }} as items
        on
            wholes.submission_key = items.submission_key
            and wholes.indicator_code = items.indicator_code
            and wholes.counted_as = items.counted_as
            and wholes.time_key = items.time_key
            and coalesce(wholes.sheet, '') = coalesce(items.sheet, '')
            and items.place_path like concat_ws('', wholes.place_path, '/%')
            and wholes.line <> items.line
    where wholes.bound is null and items.bound is null and wholes.kind_of_value in ('count', 'quantity')
),

added as (
    select
        figure_key,
        side,
        sum(value) as total,
        sum(half_unit) as slack,
        count(*) as item_count,
        max(distance) as reach,
        count(distinct line) as line_count,
        min(line) as first_line,
        {{ finding_list(finding_number('value'), 'line', ' + ') }} as items_text,
        {{ finding_list('item_key', 'line', ' ') }} as item_keys
    from places
    group by figure_key, side
)

select
    wholes.figure_key, wholes.submission_key, wholes.return_type, wholes.period, wholes.locality_code,
    wholes.sheet, wholes.cell, wholes.line, wholes.value_text, wholes.value,
    wholes.half_unit + added.slack as slack,
    added.total,
    added.items_text,
    added.item_keys,
    added.item_count,
    added.first_line,
    cast(null as {{ dbt.type_string() }}) as severity
from {{ ref('int_counts__figure') }} as wholes
inner join added on wholes.figure_key = added.figure_key
where added.item_count >= 3 and added.item_count = added.line_count and added.reach = added.item_count
