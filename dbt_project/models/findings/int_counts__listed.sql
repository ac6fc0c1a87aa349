-- Counts with the counts a sentence lists behind them, closed by words that say so (`gồm`, `chia ra`) or a colon:
-- `2.316 học viên, gồm 1.247 nữ và 1.096 nam`. Only lists of bare counts: no money, share, year, bracket or part of a
-- part.
with listed as (
    select
        *,
        regexp_extract(sentence, '{{ listed_pattern() }}', 2) as count_text,
        regexp_extract(sentence, '{{ listed_pattern() }}', 3) as list_text
    from {{ ref('int_counts__sentence') }}
    where regexp_extract(sentence, '{{ listed_pattern() }}', 0) <> ''
),

words as (
    select
        submission_key, line, return_type, period, locality_code, sheet, cell, count_text, list_text,
        {{ each_word('list_text') }} as word
    from listed
    where
        regexp_extract(
            lower(list_text),
            '([(%/]|đồng|trong đó|trong số|tăng|giảm|đạt|bình quân|mỗi|tổng|cộng|trên|khoảng|kế hoạch|so với|lượt)', 0
        ) = ''
),

numbers as (
    select
        *,
        case when {{ is_listed_count('word') }} then 1 else 0 end as is_count,
        case when {{ is_listed_count('word') }} then trim(trailing ',;.' from word) end as item_text
    from words
    where {{ has_digit('word') }}
),

added as (
    select
        submission_key, line, return_type, period, locality_code, sheet, cell, count_text, list_text,
        {{ printed_digits('count_text') }} as value,
        sum({{ printed_digits('item_text') }}) as total,
        count(*) as item_count,
        min(is_count) as are_counts,
        {{ finding_list('item_text', printed_digits('item_text') ~ ' desc', ' + ') }} as items_text
    from numbers
    group by submission_key, line, return_type, period, locality_code, sheet, cell, count_text, list_text
),

figures as (
    select submission_key, line, value_text, min(figure_key) as figure_key
    from {{ ref('int_counts__figure') }}
    group by submission_key, line, value_text
)

select
    figures.figure_key,
    added.submission_key, added.return_type, added.period, added.locality_code, added.sheet, added.cell, added.line,
    added.count_text as value_text,
    added.value,
    0 as slack,
    added.total,
    added.items_text,
    cast(null as {{ dbt.type_string() }}) as item_keys,
    added.item_count,
    added.line as first_line,
    cast(null as {{ dbt.type_string() }}) as severity
from added
left join figures
    on
        added.submission_key = figures.submission_key
        and added.line = figures.line
        and added.count_text = figures.value_text
where added.are_counts = 1 and added.value >= 10
