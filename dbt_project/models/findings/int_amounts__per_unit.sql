-- Money of the programme, or lent, printed right beside a count it is for (`612 triệu đồng cho 11 hộ vay`, `40 con
-- giống, trị giá 120 triệu đồng`), and what one unit of the count gets. Between the two stand words alone: no other
-- number, no end of a sentence. Amounts that are told by an indicator of their own are held against its range.
with paired as (
    select
        funds.figure_key,
        funds.submission_key,
        submissions.return_type,
        submissions.period,
        coalesce(funds.locality_code, submissions.locality_code) as locality_code,
        funds.sheet,
        funds.cell,
        funds.line,
        funds.char_start,
        funds.value_text,
        funds.unit_text,
        funds.amount_vnd as amount,
        {{ printed_digits('funds.value_text') }} / power(10, {{ printed_decimals('funds.value_text') }}) as printed,
        counts.figure_key as count_key,
        counts.char_start as count_start,
        counts.value as count_value,
        counts.value_text as count_text,
        ranges.min_vnd as min_per_unit,
        ranges.max_vnd as max_per_unit,
        {{ text_between('lines', 'counts', 'funds') }} as between_text
    from {{ ref('int_figures__fund') }} as funds
    inner join {{ ref('int_figures__report_version') }} as submissions
        on funds.submission_key = submissions.submission_key
    inner join {{ ref('int_counts__figure') }} as counts
        on
            funds.submission_key = counts.submission_key
            and funds.line = counts.line
            and coalesce(funds.sheet, '') = coalesce(counts.sheet, '')
            and counts.value > 0
    inner join {{ ref('plausible_amounts') }} as ranges
        on
            counts.indicator_code = ranges.count_code
            and counts.period_to >= ranges.valid_from
            and counts.period_to < coalesce(ranges.valid_to, {{ open_date() }})
    inner join {{ ref('fct_text_line') }} as lines
        on funds.submission_key = lines.submission_key and funds.line = lines.line
    where {{ known_by_run('funds') }} and funds.amount_vnd > 0
),

beside as (
    select
        *,
        {{ nearest_count() }} as nearness
    from paired
    where
        {{ words_alone('between_text') }}
        and (
            (char_start < count_start and between_text like '% cho %')
            or (
                count_start < char_start
                and regexp_extract(lower(between_text), '(trị giá|kinh phí|số tiền|tổng vốn)', 1) <> ''
            )
        )
)

select
    beside.figure_key, beside.submission_key, beside.return_type, beside.period, beside.locality_code, beside.sheet,
    beside.cell, beside.line, beside.char_start, beside.value_text, beside.unit_text, beside.printed, beside.amount,
    beside.count_key, beside.count_value, beside.count_text, beside.min_per_unit, beside.max_per_unit,
    beside.amount / beside.count_value as per_unit
from beside
left join {{ ref('int_counts__figure') }} as indicators
    on
        beside.submission_key = indicators.submission_key
        and beside.line = indicators.line
        and beside.char_start = indicators.char_start
where beside.nearness = 1 and indicators.figure_key is null
