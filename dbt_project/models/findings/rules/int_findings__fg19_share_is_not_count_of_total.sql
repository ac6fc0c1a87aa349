{%- set same_line -%}
    rates.submission_key = counts.submission_key and rates.line = counts.line
    and coalesce(rates.sheet, '') = coalesce(counts.sheet, '')
{%- endset -%}
-- FG19: a rate printed in one line with the count it is of and the total, and it is not the one of the other at the
-- precision it is printed with; nor of any two other counts of the line. rate_indicators says what each rate is of
-- what. Nothing is said of a line with several values of one rate: what tells them apart was not read.
with figures as (
    select
        figures.*,
        submissions.return_type,
        submissions.period as return_period,
        submissions.locality_code as sender_code,
        -- Households and persons are counted; only money is rounded.
        case
            when figures.unit = 'million_vnd' then {{ rate_half_unit('figures.value', 'figures.value_text') }}
            else 0
        end as half_unit
    from {{ ref('int_indicators__figure') }} as figures
    inner join {{ ref('int_figures__submission') }} as submissions
        on figures.submission_key = submissions.submission_key
    where
        figures.value > 0 and figures.measured <> 'change' and figures.bound is null
        and figures.known_from <= coalesce({{ run_known() }}, {{ last_instant() }})
),

rates as (
    select
        figures.*,
        {{ rate_half(rate_decimals('figures.value_text')) }} as half_pct,
        catalogue.numerator_code,
        coalesce(catalogue.numerator_population, figures.population_code) as numerator_population,
        catalogue.denominator_code,
        coalesce(catalogue.denominator_population, figures.population_code) as denominator_population,
        min(figures.value) over same_rate = max(figures.value) over same_rate as is_alone
    from figures
    inner join {{ ref('rate_indicators') }} as catalogue
        on figures.indicator_code = catalogue.rate_code and catalogue.numerator_code is not null
    where figures.unit = 'percent' and figures.measured = 'level'
    window same_rate as (
        partition by
            figures.submission_key, figures.line, figures.indicator_code, figures.population_code, figures.place_path,
            figures.period
    )
),

pairs as (
    select
        rates.*,
        counts.figure_key as count_key,
        counts.value as count_value,
        counts.half_unit as count_half,
        totals.figure_key as total_key,
        totals.value as total_value,
        totals.half_unit as total_half,
        concat(counts.value_text, '/', totals.value_text) as pair_text,
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

placed as (
    select
        figure_key, submission_key, return_type, return_period as period, sender_code as locality_code, sheet, cell,
        line, value, value_text, verdict, share, pair_text, count_key, total_key
    from ranked
    where fits_any = 0 and choice = 1 and is_named and is_alone
)

select
    {{ finding_columns(
        'FG19', 'placed',
        found="concat(placed.value_text, '%')",
        expected="concat(" ~ rate_text('placed.share') ~ ", ' = ', placed.pair_text)",
        severity="case when placed.verdict <> 'off' then 'info' end",
        figure='placed.figure_key',
        others="concat_ws(' ', placed.count_key, placed.total_key)",
        difference=finding_number('round(abs(placed.value - placed.share), 2)')
    ) }}
from placed
