{{ config(materialized='view' if target.type == 'duckdb' else 'table') }}
-- Whatever a report or a form asks for is no fact of what is: targets stand in fct_target.
with told as (
    select
        figure_key, submission_key, locality_key, locality_code, locality, indicator_code, population, period,
        period_from, period_to, as_of_on, value, unit, value_text, value_kind, bound, role, is_counted,
        standard_code, confidence, rule_id, note, line, char_start, char_end, sheet, cell, known_from, known_to
    from {{ ref('report_indicator') }}

    union all

    select
        figure_key, submission_key, locality_key, locality_code, locality, indicator_code, population, period,
        period_from, period_to, as_of_on, value, unit, value_text, value_kind, bound, role, is_counted,
        standard_code, confidence, rule_id, note, null as line, null as char_start, null as char_end, sheet, cell,
        known_from, known_to
    from {{ ref('int_forms__indicator') }}
    where measured <> 'target'
)

select
    cast(figure_key as {{ dbt.type_string() }}) as figure_key,
    cast(submission_key as {{ dbt.type_string() }}) as submission_key,
    cast(locality_key as {{ dbt.type_string() }}) as locality_key,
    cast(locality_code as {{ dbt.type_string() }}) as locality_code,
    cast(locality as {{ dbt.type_string() }}) as locality,
    cast(indicator_code as {{ dbt.type_string() }}) as indicator_code,
    cast(population as {{ dbt.type_string() }}) as population,
    cast(period as {{ dbt.type_string() }}) as period,
    cast(period_from as date) as period_from,
    cast(period_to as date) as period_to,
    cast(as_of_on as date) as as_of_on,
    cast(value as {{ double_type() }}) as value,
    cast(unit as {{ dbt.type_string() }}) as unit,
    cast(value_text as {{ dbt.type_string() }}) as value_text,
    cast(value_kind as {{ dbt.type_string() }}) as value_kind,
    cast(bound as {{ dbt.type_string() }}) as bound,
    cast(role as {{ dbt.type_string() }}) as role,
    cast(is_counted as boolean) as is_counted,
    cast(standard_code as {{ dbt.type_string() }}) as standard_code,
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
from told
