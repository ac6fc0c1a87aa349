-- Money or rice printed right beside the count it is for, in the same sentence, and what one unit of the count gets.
-- Between the two stand words alone: no other number, no end of a sentence. A count before the amount goes before one
-- behind it, which may have an amount of its own.
with paired as (
    select
        amounts.*,
        counts.figure_key as count_key,
        counts.char_start as count_start,
        counts.value as count_value,
        counts.value_text as count_text,
        ranges.unit as range_unit,
        ranges.min_per_unit,
        ranges.max_per_unit,
        amounts.value * case amounts.unit when 'million_vnd' then 1000000 else 1 end as amount,
        {{ printed_digits('amounts.value_text') }} / power(10, {{ printed_decimals('amounts.value_text') }}) as printed,
        {{ text_between('lines', 'counts', 'amounts') }} as between_text
    from {{ ref('int_counts__figure') }} as amounts
    inner join {{ ref('plausible_units') }} as ranges
        on
            amounts.indicator_code = ranges.amount_code
            and amounts.period_to >= ranges.valid_from
            and amounts.period_to < coalesce(ranges.valid_to, {{ open_date() }})
    inner join {{ ref('int_counts__figure') }} as counts
        on
            amounts.submission_key = counts.submission_key
            and amounts.line = counts.line
            and coalesce(amounts.sheet, '') = coalesce(counts.sheet, '')
            and ranges.count_code = counts.indicator_code
            and counts.value > 0
    inner join {{ ref('fct_text_line') }} as lines
        on amounts.submission_key = lines.submission_key and amounts.line = lines.line
    where amounts.value > 0
),

beside as (
    select
        *,
        {{ nearest_count() }} as nearness
    from paired
    where
        {{ words_alone('between_text') }}
)

select
    figure_key, submission_key, return_type, period, locality_code, sheet, cell, line, char_start,
    indicator_code, name_vi, value_text, unit_text, printed, amount, count_key, count_value, count_text,
    range_unit, min_per_unit, max_per_unit,
    amount / count_value as per_unit
from beside
where nearness = 1
