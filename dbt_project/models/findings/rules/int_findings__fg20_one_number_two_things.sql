-- FG20: the same number, of three digits or more, is told of two different things on one line or on lines near each
-- other. Often it is true (whoever was counselled was also counted), sometimes one was copied: for information. A whole
-- and its part, or two values of one indicator, are no two things.
with numbers as (
    select *
    from {{ ref('int_counts__figure') }}
    where
        kind_of_value in ('count', 'quantity')
        and coalesce(role, '') <> 'repeat'
        and {{ telling_digits('value_text') }} >= 3
),

paired as (
    select
        later.*,
        earlier.figure_key as earlier_key,
        earlier.line as earlier_line,
        earlier.name_vi as earlier_name,
        row_number() over (
            partition by later.figure_key order by earlier.line desc, earlier.char_start desc
        ) as nearness
    from numbers as earlier
    inner join numbers as later
        on
            earlier.submission_key = later.submission_key
            and earlier.value = later.value
            and earlier.place_path = later.place_path
            and earlier.indicator_code <> later.indicator_code
            and (earlier.line < later.line or (earlier.line = later.line and earlier.char_start < later.char_start))
            and later.line - earlier.line <= {{ rule_threshold('FG20') }}
    left join {{ ref('indicator_parts') }} as parts
        on
            (earlier.indicator_code = parts.indicator_code and later.indicator_code = parts.part_code)
            or (later.indicator_code = parts.indicator_code and earlier.indicator_code = parts.part_code)
    where parts.indicator_code is null
)

select
    {{ finding_columns(
        'FG20', 'paired',
        found='paired.value_text',
        expected='paired.earlier_name',
        expected_line='paired.earlier_line',
        figure='paired.figure_key',
        others='paired.earlier_key'
    ) }}
from paired
where paired.nearness = 1
