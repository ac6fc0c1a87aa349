-- What each figure of a finding is about, in codes and in words, with its value as printed and its place.
with wanted as (
    select distinct figure_key
    from {{ ref('int_findings__figure') }}
),

forms as (
    {{ form_figures('wanted', 'figure_key') }}
),

amounts as (
    select
        figure_key, component_code, measure, source, nature, budget_year, locality, value_text, unit_text, sheet, cell,
        line, known_from
    from {{ ref('report_fund') }}
    where figure_key in (select wanted.figure_key from wanted)

    union all

    select
        figure_key, component_code, measure, source, nature, budget_year, locality, value_text, unit_text, sheet, cell,
        null as line, known_from
    from forms
    where kind = 'fund'
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
    from amounts as funds
    left join {{ ref('components') }} as components on funds.component_code = components.component_code
    left join {{ ref('fund_codes') }} as measures on funds.measure = measures.code and measures.coordinate = 'measure'
    left join {{ ref('fund_codes') }} as sources on funds.source = sources.code and sources.coordinate = 'source'
    left join {{ ref('fund_codes') }} as natures on funds.nature = natures.code and natures.coordinate = 'nature'
),

indicators as (
    select
        figure_key, indicator_code, population, period, as_of_on, locality, value_text, unit, sheet, cell, line,
        known_from
    from {{ ref('report_indicator') }}
    where figure_key in (select wanted.figure_key from wanted)

    union all

    select
        figure_key, indicator_code, population, period, as_of_on, locality, value_text, unit, sheet, cell, line,
        known_from
    from {{ ref('report_target') }}
    where figure_key in (select wanted.figure_key from wanted)

    union all

    select
        figure_key, indicator_code, population, period, as_of_on, locality, value_text, unit, sheet, cell,
        null as line, known_from
    from forms
    where kind = 'indicator'
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
