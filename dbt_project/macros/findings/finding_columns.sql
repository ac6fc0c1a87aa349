{#- The columns every rule model returns, in one order, so that fct_finding can put the rules together. `relation` is the
    alias the place of the finding (return, locality, file, sheet, cell, line) is taken from. -#}
{%- macro finding_columns(
    rule_id, relation, found, expected, expected_line='null', cell=none, line=none, locality_code=none, severity='null'
) %}
    {%- set string = dbt.type_string() %}
    cast('{{ rule_id }}' as {{ string }}) as rule_id,
    cast({{ severity }} as {{ string }}) as own_severity,
    cast({{ relation }}.return_type as {{ string }}) as return_type,
    cast({{ relation }}.period as {{ string }}) as period,
    cast({{ locality_code or relation ~ '.locality_code' }} as {{ string }}) as locality_code,
    cast({{ relation }}.submission_key as {{ string }}) as submission_key,
    cast({{ relation }}.sheet as {{ string }}) as sheet,
    cast({{ cell or relation ~ '.cell' }} as {{ string }}) as cell,
    cast({{ line or relation ~ '.line' }} as {{ dbt.type_bigint() }}) as line,
    cast({{ found }} as {{ string }}) as found,
    cast({{ expected }} as {{ string }}) as expected,
    cast({{ expected_line }} as {{ dbt.type_bigint() }}) as expected_line
{%- endmacro %}
