{#- The columns every rule model returns, in one order, so that int_findings__raised can put the rules together.
    `relation` is the alias the place of the finding (return, locality, file, sheet, cell, line) is taken from.
    `figure` is the figure found wanting, `others` the keys of the figures it is held against, parted by blanks;
    `equation` names an equation of int_equations__check, whose terms are the figures and whose repair is told.
    A rule that knows the value that would be right by itself gives `repair_figure` and `repair`, as printed. -#}
{%- macro finding_columns(
    rule_id, relation, found, expected, expected_line='null', cell=none, line=none, locality_code=none, severity='null',
    figure='null', others='null', equation='null', difference='null', repair_figure='null', repair='null'
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
    cast({{ expected_line }} as {{ dbt.type_bigint() }}) as expected_line,
    cast({{ figure }} as {{ string }}) as figure_key,
    cast({{ others }} as {{ string }}) as other_figure_keys,
    cast({{ equation }} as {{ string }}) as equation_key,
    cast({{ difference }} as {{ string }}) as difference,
    cast({{ repair_figure }} as {{ string }}) as repair_figure_key,
    cast({{ repair }} as {{ string }}) as repair_text
{%- endmacro %}
