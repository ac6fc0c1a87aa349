{#- The counts and totals of reports, and the shares among them with what the catalogue says each is of: two CTEs. -#}
{%- macro share_figures() -%}
figures as (
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
    inner join {{ ref('int_figures__report_version') }} as submissions
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
)
{%- endmacro %}
