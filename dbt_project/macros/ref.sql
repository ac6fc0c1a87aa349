{# Relations are named without their database: a view must not say the name of the file it was made in. #}
{% macro ref() -%}
    {%- if builtins is defined -%}{{ return(builtins.ref(*varargs, **kwargs).include(database=false)) }}
    {%- else -%} {{ varargs[-1] }} {#- the linter of SQL, which knows no builtins -#}
    {%- endif -%}
{%- endmacro %}
