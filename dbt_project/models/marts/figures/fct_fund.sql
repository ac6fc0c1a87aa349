{{ config(materialized='view' if target.type == 'duckdb' else 'table') }}
-- Amounts of narrative reports, then of forms; a form states a percentage in a cell of its own.
with amounts as (
    select
        figure_key, submission_key, locality_key, locality_code, locality, period, as_of_on, component_code, measure,
        source, nature, budget_year, budget_year_from, budget_year_to, exec_year, amount_vnd, value_text, unit_text,
        is_estimate, stated_pct, value_kind, bound, role, is_counted, confidence, rule_id, note, line, char_start,
        char_end, sheet, cell, known_from, known_to
    from {{ ref('report_fund') }}

    union all

    select
        figures.figure_key, figures.submission_key, figures.locality_key, figures.locality_code, figures.locality,
        figures.period, figures.as_of_on, figures.component_code, figures.measure, figures.source, figures.nature,
        figures.budget_year, figures.budget_year_from, figures.budget_year_to, null as exec_year,
        {{ whole_vnd('figures.number', 'figures.factor') }} as amount_vnd, figures.value_text,
        figures.unit_text, figures.value_kind = 'estimate' as is_estimate, null as stated_pct,
        figures.value_kind, figures.bound, figures.role, figures.is_counted,
        1 as confidence, 'form' as rule_id, figures.note, null as line, null as char_start, null as char_end,
        figures.sheet, figures.cell, figures.known_from, figures.known_to
    from {{ ref('int_forms__figure') }} as figures
    where figures.kind = 'fund'
)

select
    cast(figure_key as {{ dbt.type_string() }}) as figure_key,
    cast(submission_key as {{ dbt.type_string() }}) as submission_key,
    cast(locality_key as {{ dbt.type_string() }}) as locality_key,
    cast(locality_code as {{ dbt.type_string() }}) as locality_code,
    cast(locality as {{ dbt.type_string() }}) as locality,
    cast(period as {{ dbt.type_string() }}) as period,
    cast(as_of_on as date) as as_of_on,
    cast(component_code as {{ dbt.type_string() }}) as component_code,
    cast(measure as {{ dbt.type_string() }}) as measure,
    cast(source as {{ dbt.type_string() }}) as source,
    cast(nature as {{ dbt.type_string() }}) as nature,
    cast(budget_year as {{ dbt.type_string() }}) as budget_year,
    cast(budget_year_from as {{ dbt.type_bigint() }}) as budget_year_from,
    cast(budget_year_to as {{ dbt.type_bigint() }}) as budget_year_to,
    cast(exec_year as {{ dbt.type_string() }}) as exec_year,
    cast(amount_vnd as {{ dbt.type_bigint() }}) as amount_vnd,
    cast(value_text as {{ dbt.type_string() }}) as value_text,
    cast(unit_text as {{ dbt.type_string() }}) as unit_text,
    cast(is_estimate as boolean) as is_estimate,
    cast(stated_pct as {{ double_type() }}) as stated_rate_pct,
    cast(value_kind as {{ dbt.type_string() }}) as value_kind,
    cast(bound as {{ dbt.type_string() }}) as bound,
    cast(role as {{ dbt.type_string() }}) as role,
    cast(is_counted as boolean) as is_counted,
    cast(confidence as {{ double_type() }}) as confidence,
    cast(rule_id as {{ dbt.type_string() }}) as rule_id,
    cast(note as {{ dbt.type_string() }}) as note,
    cast(line as {{ dbt.type_bigint() }}) as line,
    cast(char_start as {{ dbt.type_bigint() }}) as char_start,
    cast(char_end as {{ dbt.type_bigint() }}) as char_end,
    cast(sheet as {{ dbt.type_string() }}) as sheet,
    cast(cell as {{ dbt.type_string() }}) as cell,
    cast(known_from as {{ instant_type() }}) as known_from,
    cast(known_to as {{ instant_type() }}) as known_to
from amounts
