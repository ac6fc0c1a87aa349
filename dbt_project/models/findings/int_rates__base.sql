{%- set same_coordinates -%}
    rates.component_path = bases.component_path and rates.source = bases.source and rates.nature = bases.nature
{%- endset -%}
-- What each percentage may be of, reckoned: the number printed with it after a stroke (`pair`), the plan at the same
-- coordinates (`equal`), of a span of years that holds its own (`wider`), with what was carried in (`sum`); and, to
-- tell what it is of when none of these fits, plans of another source, nature or year (`part`), of a wider component
-- (`component`), and other amounts of the same passage with the plan at their own coordinates (`numerator`).
with rates as (
    select *
    from {{ ref('int_rates__stated') }}
    where is_certain and amount_vnd > 0
),

bases as (
    select
        *,
        {{ rate_half_unit('amount_vnd', 'value_text') }} as half_unit
    from {{ ref('int_figures__fund') }}
    where amount_vnd > 0 and coalesce(value_kind, '') <> 'change'
),

matched as (
    select
        rates.*,
        bases.figure_key as base_figure_key,
        bases.amount_vnd as base_vnd,
        bases.half_unit as base_half,
        bases.budget_year_from as base_from,
        measures.base_rank,
        abs(bases.line - rates.line) as distance,
        bases.measure as base_measure,
        {{ same_coordinates }} as is_same,
        case
            when
                bases.line = rates.line and bases.char_start > rates.char_end
                and {{ rate_is_pair(
                    'left(rates.words_before, cast(bases.char_start - rates.char_end as ' ~ dbt.type_int() ~ '))'
                ) }}
                then 'pair'
            when rates.place_path <> bases.place_path then 'none'
            -- The amount itself, printed again without what tells that it was spent, is no base.
            when rates.amount_vnd = bases.amount_vnd and abs(rates.pct - 100) > rates.half_pct then 'none'
            when {{ same_coordinates }} and coalesce(rates.budget_year, '') = coalesce(bases.budget_year, '')
                then 'equal'
            when
                {{ same_coordinates }}
                and bases.budget_year_from <= rates.budget_year_from and rates.budget_year_to <= bases.budget_year_to
                then 'wider'
            when rates.component_path = bases.component_path then 'part'
            when {{ lies_in('rates.component_path', 'bases.component_path') }} then 'component'
            else 'none'
        end as kind
    from rates
    inner join bases on rates.submission_key = bases.submission_key and rates.figure_key <> bases.figure_key
    inner join {{ ref('fund_rates') }} as measures
        on rates.measure_root = measures.measure and bases.measure = measures.base_measure and rates.cue = measures.cue
),

candidates as (
    select
        figure_key, submission_key, pct, half_pct, kind, base_rank, distance,
        figure_key as numerator_figure_key, amount_vnd, half_unit,
        base_figure_key, base_vnd, base_half, cast(null as {{ dbt.type_string() }}) as added_figure_key
    from matched
    where kind <> 'none'

    union all

    select
        years.figure_key, years.submission_key, years.pct, years.half_pct, 'sum' as kind, years.base_rank,
        years.distance + carried.distance as distance, years.figure_key as numerator_figure_key,
        years.amount_vnd, years.half_unit, years.base_figure_key, years.base_vnd + carried.base_vnd as base_vnd,
        years.base_half + carried.base_half as base_half, carried.base_figure_key as added_figure_key
    from matched as years
    inner join matched as carried on years.figure_key = carried.figure_key
    where
        years.is_same and years.kind <> 'none' and years.base_measure <> 'carried_in'
        and carried.is_same and carried.kind <> 'none' and carried.base_measure = 'carried_in'

    union all

    select
        rates.figure_key, rates.submission_key, rates.pct, rates.half_pct, 'numerator' as kind, 1 as base_rank,
        abs(others.line - rates.line) as distance, others.figure_key as numerator_figure_key,
        others.amount_vnd, others.half_unit, bases.figure_key as base_figure_key, bases.amount_vnd as base_vnd,
        bases.half_unit as base_half, cast(null as {{ dbt.type_string() }}) as added_figure_key
    from rates
    inner join bases as others
        on
            rates.submission_key = others.submission_key
            and rates.place_path = others.place_path
            and rates.component_path = others.component_path
            and rates.measure_root = others.measure_root
            and rates.amount_vnd <> others.amount_vnd
            -- The same, printed with another value, may stand in a table far away.
            and (abs(others.line - rates.line) <= 10 or rates.coordinate_key = others.coordinate_key)
    inner join {{ ref('fund_rates') }} as measures on rates.measure_root = measures.measure and rates.cue = measures.cue
    inner join bases
        on
            others.submission_key = bases.submission_key
            and others.place_path = bases.place_path
            and others.component_path = bases.component_path
            and others.source = bases.source
            and others.nature = bases.nature
            and coalesce(others.budget_year, '') = coalesce(bases.budget_year, '')
            and measures.base_measure = bases.measure
)

select
    *,
    {{ rate_share('amount_vnd', 'base_vnd') }} as share,
    {{ rate_verdict(
        'pct', 'half_pct', rate_share('amount_vnd', 'base_vnd'),
        rate_blur('amount_vnd', 'half_unit', 'base_vnd', 'base_half')
    ) }} as verdict
from candidates
