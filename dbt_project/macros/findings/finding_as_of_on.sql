{#- The day the run is about. -#}
{%- macro finding_as_of_on() -%}
    {%- set day = run_date('as_of', true) -%}
    cast({{ "'" ~ day ~ "'" if day else 'null' }} as date)
{%- endmacro %}
