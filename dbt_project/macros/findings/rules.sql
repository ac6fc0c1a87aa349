{#- The day whose register of rules is asked: the run's as-of date, or the day a back-test names. -#}
{%- macro rules_on() -%}
    {%- set day = run_date('rules_on', false) or run_date('as_of', true) -%}
    cast({{ "'" ~ day ~ "'" if day else 'null' }} as date)
{%- endmacro %}
{#- The number a rule compares with, as the register in force has it. -#}
{%- macro rule_threshold(rule_id) -%}
    (
        select cast(registered.threshold as {{ dbt.type_numeric() }})
        from {{ ref('int_rules') }} as registered
        where registered.rule_id = '{{ rule_id }}'
    )
{%- endmacro %}
