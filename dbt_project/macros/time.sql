{# Dates are Asia/Ho_Chi_Minh, instants are UTC (docs/architecture.md, section 4). #}
{% macro local_zone() -%} 'Asia/Ho_Chi_Minh' {%- endmacro %}

{# The last end of an interval, and the last instant that lies inside an open one. #}
{% macro open_end() -%} cast('9999-12-31 00:00:00+00' as {{ instant_type() }}) {%- endmacro %}
{% macro last_instant() -%} cast('9999-12-30 00:00:00+00' as {{ instant_type() }}) {%- endmacro %}
{% macro open_date() -%} cast('9999-12-31' as date) {%- endmacro %}

{% macro instant_type() -%} {{ return(adapter.dispatch('instant_type', 'gnbv')()) }} {%- endmacro %}
{% macro default__instant_type() -%} timestamptz {%- endmacro %}
{% macro spark__instant_type() -%} timestamp {%- endmacro %}

{# The first instant of a local day. #}
{% macro local_midnight(day) -%} {{ return(adapter.dispatch('local_midnight', 'gnbv')(day)) }} {%- endmacro %}
{% macro default__local_midnight(day) -%}
    timezone({{ gnbv.local_zone() }}, cast({{ day }} as timestamp))
{%- endmacro %}
{% macro spark__local_midnight(day) -%}
    to_utc_timestamp(cast({{ day }} as timestamp), {{ gnbv.local_zone() }})
{%- endmacro %}

{# The local day an instant falls on. #}
{% macro double_type() -%} double {%- endmacro %}

{% macro local_date(instant) -%} {{ return(adapter.dispatch('local_date', 'gnbv')(instant)) }} {%- endmacro %}
{% macro default__local_date(instant) -%}
    cast(timezone({{ gnbv.local_zone() }}, {{ instant }}) as date)
{%- endmacro %}
{% macro spark__local_date(instant) -%}
    cast(from_utc_timestamp({{ instant }}, {{ gnbv.local_zone() }}) as date)
{%- endmacro %}

{# A day moved by a number of days; an instant moved by a number of days of 24 hours (the zone has no summer time). #}
{% macro add_days(day, days) -%} {{ return(adapter.dispatch('add_days', 'gnbv')(day, days)) }} {%- endmacro %}
{% macro default__add_days(day, days) -%} cast({{ day }} + cast({{ days }} as integer) as date) {%- endmacro %}
{% macro spark__add_days(day, days) -%} date_add({{ day }}, cast({{ days }} as int)) {%- endmacro %}

{% macro days_between(later_day, earlier_day) -%} {{ return(adapter.dispatch('days_between', 'gnbv')(later_day, earlier_day)) }} {%- endmacro %}
{% macro default__days_between(later_day, earlier_day) -%} cast({{ later_day }} - {{ earlier_day }} as bigint) {%- endmacro %}
{% macro spark__days_between(later_day, earlier_day) -%} cast(datediff({{ later_day }}, {{ earlier_day }}) as bigint) {%- endmacro %}
