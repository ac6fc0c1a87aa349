-- Counts with the parts the catalogue of splits knows of them, printed behind. Of every part the figure nearest behind
-- the whole counts, of the same place and time and before the whole is printed again; parts on the line of the whole
-- go before those on later lines. A sum below the whole may leave parts unsaid: it is for information where parts of
-- the split are missing. So is a sum of groups of people above the whole: whoever is in two groups is counted twice.
with behind as (
    select
        wholes.figure_key,
        parts.split,
        parts.part_code,
        parts.part_population,
        parts.takes,
        items.figure_key as item_key,
        items.value,
        items.half_unit,
        items.line,
        items.char_start,
        case when items.line = wholes.line then 0 else 1 end as is_below,
        row_number() over (
            partition by wholes.figure_key, parts.split, parts.part_code, parts.part_population
            order by items.line, items.char_start
        ) as nearness,
        row_number() over (
            partition by items.figure_key, parts.split, parts.part_code, parts.part_population
            order by wholes.line desc, wholes.char_start desc
        ) as wholes_between
    from {{ ref('int_counts__figure') }} as wholes
    inner join {{ ref('indicator_parts') }} as parts
        on
            wholes.indicator_code = parts.indicator_code
            and wholes.population_code = coalesce(parts.population, wholes.population_code)
    inner join {{ ref('int_counts__figure') }} as items
        on
            wholes.submission_key = items.submission_key
            and parts.part_code = items.indicator_code
            and coalesce(parts.part_population, items.population_code) = items.population_code
            and wholes.place_path = items.place_path
            and wholes.period_to = items.period_to
            and (wholes.line < items.line or (wholes.line = items.line and wholes.char_start < items.char_start))
            and items.bound is null
    where wholes.bound is null
),

nearest as (
    select
        *,
        min(is_below) over (partition by figure_key, split) as first_below
    from behind
    where (nearness = 1 and wholes_between = 1) or (takes = 'every' and is_below = 0)
),

added as (
    select
        figure_key,
        split,
        sum(value) as total,
        sum(half_unit) as slack,
        count(*) as item_count,
        {{ distinct_count("concat_ws('|', part_code, part_population)") }} as part_count,
        {{ distinct_count('part_population') }} as group_count,
        min(line) as first_line,
        {{ finding_list(finding_number('value'), 'line, char_start', ' + ') }} as items_text,
        {{ finding_list('item_key', 'line, char_start', ' ') }} as item_keys
    from nearest
    where is_below = first_below
    group by figure_key, split
),

splits as (
    select indicator_code, split, count(distinct concat_ws('|', part_code, part_population)) as parts
    from {{ ref('indicator_parts') }}
    group by indicator_code, split
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
    case
        when added.total < wholes.value and added.part_count < splits.parts then 'info'
        when added.total > wholes.value and added.group_count > 1 then 'info'
    end as severity
from {{ ref('int_counts__figure') }} as wholes
inner join added on wholes.figure_key = added.figure_key
inner join splits on wholes.indicator_code = splits.indicator_code and added.split = splits.split
