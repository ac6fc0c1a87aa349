{# The run's two dates. A model never asks the clock: what day it is about is told by whoever runs it. #}
{% macro run_date(name, required) -%}
    {#- Asked of the environment only when the model is run: a variable of dbt's would have every file parsed again. -#}
    {%- set value = var(name, none) or (env_var('GNBV_' ~ name | upper, '') if execute else none) -%}
    {%- if value in (none, '') -%}
        {%- if required and execute -%}
            {%- do exceptions.raise_compiler_error(
                "The date this run is about is not given. Expected: --vars '{" ~ name ~ ": YYYY-MM-DD}'; found: nothing."
            ) -%}
        {%- endif -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set text = value | string -%}
    {%- if not modules.re.fullmatch('\\d{4}-\\d{2}-\\d{2}', text) -%}
        {%- do exceptions.raise_compiler_error(
            "The variable '" ~ name ~ "' is not a date. Expected: YYYY-MM-DD, such as 2023-10-27; found: " ~ text ~ "."
        ) -%}
    {%- endif -%}
    {{ return(text) }}
{%- endmacro %}

{# The last second of a local day: "as of D" and "known on D" both mean D 23:59:59 in Asia/Ho_Chi_Minh. #}
{% macro last_second(day) -%} cast('{{ day }} 23:59:59+07:00' as {{ instant_type() }}) {%- endmacro %}

{% macro run_as_of() -%}
    {%- set day = run_date('as_of', true) -%}
    {{ last_second(day) if day else 'cast(null as ' ~ instant_type() ~ ')' }}
{%- endmacro %}

{% macro run_known() -%}
    {%- set day = run_date('known', false) -%}
    {{ last_second(day) if day else 'cast(null as ' ~ instant_type() ~ ')' }}
{%- endmacro %}
