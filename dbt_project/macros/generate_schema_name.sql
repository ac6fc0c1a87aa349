{# A model's schema is the plain name it states (staging, intermediate, marts, reference), on every target. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
