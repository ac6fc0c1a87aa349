-- FG13: a count is not what the items printed with it add up to: the counts its sentence lists, the parts of a split
-- the catalogue knows, the places of a table. Sums far from the whole are another list. A list of the sentence is
-- complete and speaks before the parts that were read of it; of other readings that find one count wanting, the graver
-- one.
with wholes as (
    {% for read in ['int_counts__listed', 'int_counts__split', 'int_counts__column'] -%}
        select
            {{ loop.index }} as way,
            figure_key, submission_key, return_type, period, locality_code, sheet, cell, line, value_text, value, slack,
            total, items_text, item_keys, item_count, first_line, severity
        from {{ ref(read) }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

near as (
    select
        *,
        abs(value - total) > slack as is_wanting
    from wholes
    where item_count > 1 and abs(value - total) <= {{ rule_threshold('FG13') }} * value
),

chosen as (
    select
        *,
        row_number() over (
            partition by submission_key, line, value_text
            order by
                case when way = 1 then 0 else 1 end,
                case when is_wanting then 0 else 1 end,
                case when severity is null then 0 else 1 end,
                way,
                figure_key
        ) as choice
    from near
)

select
    {{ finding_columns(
        'FG13', 'chosen',
        found='chosen.value_text',
        expected="concat_ws('', " ~ finding_number('chosen.total') ~ ", ' (', chosen.items_text, ')')",
        expected_line='chosen.first_line',
        severity='chosen.severity',
        figure='chosen.figure_key',
        others='chosen.item_keys',
        difference=finding_number('chosen.value - chosen.total')
    ) }}
from chosen
where chosen.choice = 1 and chosen.is_wanting
