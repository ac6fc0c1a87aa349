-- What each figure of a finding is about, in codes and in words, with its value as printed and its place.
with wanted as (
    select distinct
        figure_key,
        {{ figure_submission('figure_key') }} as submission_key
    from {{ ref('int_findings__figure') }}
),

funds as (
    select
        funds.figure_key,
        concat_ws(
            ' ', funds.component_code, funds.measure, funds.source, funds.nature, funds.budget_year
        ) as subject,
        concat_ws(
            ', ', components.short_vi, measures.name_vi,
            case when funds.source <> 'total' then sources.name_vi end,
            case when funds.nature <> 'total' then natures.name_vi end,
            funds.budget_year
        ) as subject_vi,
        concat_ws(
            ', ', components.short_en, measures.name_en,
            case when funds.source <> 'total' then sources.name_en end,
            case when funds.nature <> 'total' then natures.name_en end,
            funds.budget_year
        ) as subject_en,
        funds.locality, funds.value_text, funds.unit_text, funds.sheet, funds.cell, funds.line, funds.known_from
    from {{ ref('fct_fund') }} as funds
    inner join wanted on funds.submission_key = wanted.submission_key and funds.figure_key = wanted.figure_key
    left join {{ ref('components') }} as components on funds.component_code = components.component_code
    left join {{ ref('fund_codes') }} as measures on funds.measure = measures.code and measures.coordinate = 'measure'
    left join {{ ref('fund_codes') }} as sources on funds.source = sources.code and sources.coordinate = 'source'
    left join {{ ref('fund_codes') }} as natures on funds.nature = natures.code and natures.coordinate = 'nature'
),

indicators as (
    select
        figures.figure_key, figures.indicator_code, figures.population, figures.period, figures.as_of_on,
        figures.locality, figures.value_text, figures.unit, figures.sheet, figures.cell, figures.line,
        figures.known_from
    from {{ ref('fct_poverty_indicator') }} as figures
    inner join wanted on figures.submission_key = wanted.submission_key and figures.figure_key = wanted.figure_key

    union all

    select
        figures.figure_key, figures.indicator_code, figures.population, figures.period, figures.as_of_on,
        figures.locality, figures.value_text, figures.unit, figures.sheet, figures.cell, figures.line,
        figures.known_from
    from {{ ref('fct_target') }} as figures
    inner join wanted
        on
            coalesce(figures.submission_key, '') = coalesce(wanted.submission_key, '')
            and figures.figure_key = wanted.figure_key
)

select figure_key, subject, subject_vi, subject_en, locality, value_text, unit_text, sheet, cell, line, known_from
from funds

union all

select
    indicators.figure_key,
    concat_ws(
        ' ', indicators.indicator_code, indicators.population,
        coalesce(indicators.period, cast(indicators.as_of_on as {{ dbt.type_string() }}))
    ) as subject,
    concat_ws(', ', catalogue.name_vi, populations.name_vi, indicators.period) as subject_vi,
    concat_ws(', ', catalogue.name_en, populations.name_en, indicators.period) as subject_en,
    indicators.locality,
    indicators.value_text,
    case indicators.unit when 'percent' then '%' when 'percentage_point' then '%' end as unit_text,
    indicators.sheet,
    indicators.cell,
    indicators.line,
    indicators.known_from
from indicators
left join {{ ref('indicators') }} as catalogue on indicators.indicator_code = catalogue.indicator_code
left join {{ ref('populations') }} as populations on indicators.population = populations.population_code
