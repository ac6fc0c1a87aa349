-- Whatever a report asks for is no fact of what is: targets stand in fct_target.
select
    cast(figures.figure_key as {{ dbt.type_string() }}) as figure_key,
    cast(figures.submission_key as {{ dbt.type_string() }}) as submission_key,
    cast(figures.locality_key as {{ dbt.type_string() }}) as locality_key,
    cast(figures.locality_code as {{ dbt.type_string() }}) as locality_code,
    cast(figures.locality as {{ dbt.type_string() }}) as locality,
    cast(figures.indicator_code as {{ dbt.type_string() }}) as indicator_code,
    cast(figures.population as {{ dbt.type_string() }}) as population,
    cast(figures.period as {{ dbt.type_string() }}) as period,
    cast(figures.period_from as date) as period_from,
    cast(figures.period_to as date) as period_to,
    cast(figures.as_of_on as date) as as_of_on,
    cast(figures.value as {{ double_type() }}) as value,
    cast(figures.unit as {{ dbt.type_string() }}) as unit,
    cast(figures.value_text as {{ dbt.type_string() }}) as value_text,
    cast(figures.value_kind as {{ dbt.type_string() }}) as value_kind,
    cast(figures.bound as {{ dbt.type_string() }}) as bound,
    cast(figures.role as {{ dbt.type_string() }}) as role,
    cast(counted.figure_key is not null as boolean) as is_counted,
    cast(figures.standard_code as {{ dbt.type_string() }}) as standard_code,
    cast(figures.confidence as {{ double_type() }}) as confidence,
    cast(figures.rule_id as {{ dbt.type_string() }}) as rule_id,
    cast(figures.note as {{ dbt.type_string() }}) as note,
    cast(figures.line as {{ dbt.type_bigint() }}) as line,
    cast(figures.char_start as {{ dbt.type_bigint() }}) as char_start,
    cast(figures.char_end as {{ dbt.type_bigint() }}) as char_end,
    cast(figures.sheet as {{ dbt.type_string() }}) as sheet,
    cast(figures.cell as {{ dbt.type_string() }}) as cell,
    cast(figures.known_from as {{ instant_type() }}) as known_from,
    cast(figures.known_to as {{ instant_type() }}) as known_to
from {{ ref('int_indicators__figure') }} as figures
left join {{ ref('int_indicators__counted') }} as counted on figures.figure_key = counted.figure_key
where figures.measured <> 'target'
