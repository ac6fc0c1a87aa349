{# Dates are Asia/Ho_Chi_Minh, instants are UTC (docs/architecture.md, section 4). #}
{% macro local_zone() -%} 'Asia/Ho_Chi_Minh' {%- endmacro %}

{# The last end of an interval, and the last instant that lies inside an open one. #}
{% macro open_end() -%} cast('9999-12-31 00:00:00+00' as {{ instant_type() }}) {%- endmacro %}
{% macro last_instant() -%} cast('9999-12-30 00:00:00+00' as {{ instant_type() }}) {%- endmacro %}
{% macro open_date() -%} cast('9999-12-31' as date) {%- endmacro %}
