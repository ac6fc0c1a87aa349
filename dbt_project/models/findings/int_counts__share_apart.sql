-- Shares with their count in one line and their total on another, which are that share but for two neighbouring digits
-- that changed places (`54,16%` for 45,16%), and are the share of no total of the report.
with {{ share_figures() }},

apart as (
    select
        rates.*,
        counts.figure_key as count_key,
        totals.figure_key as total_key,
        concat_ws('', counts.value_text, '/', totals.value_text) as pair_text,
        {{ rate_share('counts.value', 'totals.value') }} as share,
        row_number() over (
            partition by rates.figure_key order by abs(totals.line - rates.line), counts.figure_key, totals.figure_key
        ) as choice,
        max(
            case
                when abs({{ rate_share('counts.value', 'totals.value') }} - rates.value) <= 2 * rates.half_pct then 1
                else 0
            end
        ) over (partition by rates.figure_key) as fits_any
    from rates
    inner join figures as counts
        on
            rates.submission_key = counts.submission_key and rates.line = counts.line
            and coalesce(rates.sheet, '') = coalesce(counts.sheet, '')
            and rates.place_path = counts.place_path
            and rates.numerator_code = counts.indicator_code
            and rates.numerator_population in ('*', counts.population_code)
    inner join figures as totals
        on
            rates.submission_key = totals.submission_key
            and rates.line <> totals.line
            and rates.place_path = totals.place_path
            and rates.denominator_code = totals.indicator_code
            and rates.denominator_population in ('*', totals.population_code)
            and counts.value < totals.value
    where rates.is_alone
)

select
    figure_key, submission_key, return_type, return_period, sender_code, sheet, cell, line, value, value_text,
    share, pair_text, count_key, total_key
from apart
where
    fits_any = 0
    and choice = 1
    and {{ neighbours_swapped(
        "translate(value_text, '., %', '')",
        "cast(cast(round(share / (2 * half_pct)) as " ~ dbt.type_bigint() ~ ") as " ~ dbt.type_string() ~ ")"
    ) }}
