{# A document number compared without case and blanks (scans put blanks into symbols); never shown. #}
{% macro same_text(expression) -%} upper(replace({{ expression }}, ' ', '')) {%- endmacro %}

{# A text that holds nothing is no text. #}
{% macro filled(expression) -%} nullif({{ gnbv.trimmed(expression) }}, '') {%- endmacro %}
