-- Percentages that nothing the reader read at their coordinates fits, but a number printed in the lines just above
-- does: one it did not read as money, as in a list with one unit for all. Nothing is said of these.
with doubtful as (
    select figure_key
    from {{ ref('int_rates__base') }}
    group by figure_key
    having max(case when verdict = 'fits' and kind in ('pair', 'equal', 'wider', 'sum') then 1 else 0 end) = 0
),

words as (
    select
        rates.figure_key,
        rates.submission_key,
        rates.amount_vnd,
        rates.half_unit,
        {{ rate_unit('rates.half_unit', 'rates.value_text') }} as unit_vnd,
        rates.pct,
        rates.half_pct,
        {{ each_word("translate(lines.text, '/()*;:', '      ')") }} as word
    from doubtful
    inner join {{ ref('int_rates__stated') }} as rates on doubtful.figure_key = rates.figure_key
    inner join {{ ref('fct_text_line') }} as lines
        on rates.submission_key = lines.submission_key and lines.line between rates.line - 3 and rates.line
),

numbers as (
    select
        *,
        regexp_replace(word, '[,.]+$', '') as number_text
    from words
    where regexp_extract(word, '^[0-9][0-9.,]*[0-9][,.]*$', 0) <> ''
),

bases as (
    select
        *,
        {{ printed_digits('number_text') }} / power(10, {{ printed_decimals('number_text') }}) * unit_vnd as base_vnd,
        0.5 / power(10, {{ printed_decimals('number_text') }}) * unit_vnd as base_half
    from numbers
    where {{ printed_digits('number_text') }} >= 100
)

select distinct bases.figure_key
from bases
left join {{ ref('int_figures__fund') }} as funds
    on bases.submission_key = funds.submission_key and bases.number_text = funds.value_text
where
    funds.figure_key is null
    and {{ rate_verdict(
        'bases.pct', 'bases.half_pct', rate_share('bases.amount_vnd', 'bases.base_vnd'),
        rate_blur('bases.amount_vnd', 'bases.half_unit', 'bases.base_vnd', 'bases.base_half')
    ) }} = 'fits'
