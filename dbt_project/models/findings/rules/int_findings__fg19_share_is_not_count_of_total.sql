{%- set same_line -%}
    rates.submission_key = counts.submission_key and rates.line = counts.line
    and coalesce(rates.sheet, '') = coalesce(counts.sheet, '')
{%- endset -%}
-- FG19: a rate printed in one line with the count it is of and the total, and it is not the one of the other at the
-- precision it is printed with; nor of any two other counts of the line. rate_indicators says what each rate is of
-- what. Nothing is said of a line with several values of one rate: what tells them apart was not read. Where the total
-- stands on another line, only two digits that changed places are told (int_counts__share_apart).
with {{ share_figures() }},

pairs as (
    select
        rates.*,
        counts.figure_key as count_key,
        counts.value as count_value,
        counts.half_unit as count_half,
        totals.figure_key as total_key,
        totals.value as total_value,
        totals.half_unit as total_half,
        concat_ws('', counts.value_text, '/', totals.value_text) as pair_text,
        abs(counts.char_start - rates.char_start) + abs(totals.char_start - rates.char_start) as distance,
        rates.place_path = counts.place_path and rates.place_path = totals.place_path
        and coalesce(rates.period, '') = coalesce(counts.period, '')
        and coalesce(rates.period, '') = coalesce(totals.period, '')
        and rates.numerator_code = counts.indicator_code
        and rates.numerator_population in ('*', counts.population_code)
        and rates.denominator_code = totals.indicator_code
        and rates.denominator_population in ('*', totals.population_code) as is_named
    from rates
    inner join figures as counts on {{ same_line }}
    inner join figures as totals
        on
            counts.submission_key = totals.submission_key
            and counts.line = totals.line
            and coalesce(counts.sheet, '') = coalesce(totals.sheet, '')
            and counts.unit = totals.unit
            and counts.figure_key <> totals.figure_key
    where counts.unit not like 'percent%' and counts.value <= totals.value
),

judged as (
    select
        *,
        {{ rate_share('count_value', 'total_value') }} as share,
        {{ rate_verdict(
            'value', 'half_pct', rate_share('count_value', 'total_value'),
            rate_blur('count_value', 'count_half', 'total_value', 'total_half')
        ) }} as verdict
    from pairs
),

ranked as (
    select
        *,
        max(case when verdict = 'fits' then 1 else 0 end) over (partition by figure_key) as fits_any,
        row_number() over (
            partition by figure_key
            order by
                case when is_named then 0 else 1 end, case verdict when 'off' then 1 else 0 end,
                distance, count_key, total_key
        ) as choice
    from judged
),

told as (
    select figure_key
    from ranked
    where is_named or fits_any = 1
),

placed as (
    select
        figure_key, submission_key, return_type, return_period as period, sender_code as locality_code, sheet, cell,
        line, value, value_text, verdict, share, pair_text, count_key, total_key
    from ranked
    where fits_any = 0 and choice = 1 and is_named and is_alone

    union all

    select
        figure_key, submission_key, return_type, return_period as period, sender_code as locality_code, sheet, cell,
        line, value, value_text, 'off' as verdict, share, pair_text, count_key, total_key
    from {{ ref('int_counts__share_apart') }}
    where figure_key not in (select told.figure_key from told)
)

select
    {{ finding_columns(
        'FG19', 'placed',
        found="concat_ws('', placed.value_text, '%')",
        expected="concat_ws('', " ~ rate_text('placed.share') ~ ", ' = ', placed.pair_text)",
        severity="case when placed.verdict <> 'off' then 'info' end",
        figure='placed.figure_key',
        others="concat_ws(' ', placed.count_key, placed.total_key)",
        difference=finding_number('round(abs(placed.value - placed.share), 2)')
    ) }}
from placed
