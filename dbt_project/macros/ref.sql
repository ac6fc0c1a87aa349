{# Relations are named without their database: a view must not say the name of the file it was made in. #}
{% macro ref() -%}
    {{ return(builtins.ref(*varargs, **kwargs).include(database=false)) }}
{%- endmacro %}
