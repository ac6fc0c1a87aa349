{#- A number as the door writes it to senders: `1.234,5`, at most six decimals. -#}
{%- macro door_number(value) -%}
    {{ return(adapter.dispatch('door_number', 'gnbv')(value)) }}
{%- endmacro %}
{%- macro default__door_number(value) -%}
    translate(rtrim(rtrim(format('{:,.6f}', {{ value }}), '0'), '.'), ',.', '.,')
{%- endmacro %}
{%- macro spark__door_number(value) -%}
    translate(rtrim('.', rtrim('0', format_number({{ value }}, 6))), ',.', '.,')
{%- endmacro %}
