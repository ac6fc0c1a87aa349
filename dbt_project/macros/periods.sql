{# First and last day of a period as a figure states it (docs/architecture.md, section 9): a year `2023` or `2023-Y`, a half `2023-H1`,
   a quarter `2023-Q3`, the first months of a year `2023-9M`, a month `2023-09`, a day `2023-09-30`, years `2022-2025`, or
   two of these joined by `..`. Null for anything else: what cannot be dated is kept, but belongs to no year.
   A figure that states no period but a day speaks of that day: a stock, where a period is a flow or a year's result. #}
{% macro period_first_day(period) -%}
    {%- set part = "split_part(" ~ period ~ ", '..', 1)" -%}
    {%- set year = 'substr(' ~ part ~ ', 1, 4)' -%}
    case
        when {{ part }} like '____' or {{ part }} like '____-Y' or {{ part }} like '____-____' or {{ gnbv.is_first_months(part) }}
            then {{ gnbv.day_of(year, "'01'") }}
        when {{ part }} like '____-H_'
            then {{ gnbv.day_of(year, "case substr(" ~ part ~ ", 7, 1) when '1' then '01' when '2' then '07' end") }}
        when {{ part }} like '____-Q_'
            then {{ gnbv.day_of(year, gnbv.month_of_quarter(part, ['01', '04', '07', '10'])) }}
        when {{ part }} like '____-__' then try_cast(concat_ws('-', {{ part }}, '01') as date)
        when {{ part }} like '____-__-__' then try_cast({{ part }} as date)
    end
{%- endmacro %}

{% macro period_last_day(period) -%}
    {%- set part = "case when " ~ period ~ " like '%..%' then split_part(" ~ period ~ ", '..', 2) else " ~ period ~ " end" -%}
    {%- set part = '(' ~ part ~ ')' -%}
    {%- set year = 'substr(' ~ part ~ ', 1, 4)' -%}
    case
        when {{ part }} like '____' or {{ part }} like '____-Y' then last_day({{ gnbv.day_of(year, "'12'") }})
        when {{ part }} like '____-____' then last_day({{ gnbv.day_of('substr(' ~ part ~ ', 6, 4)', "'12'") }})
        when {{ gnbv.is_first_months(part) }}
            then last_day({{ gnbv.day_of(year, "lpad(replace(substr(" ~ part ~ ", 6), 'M', ''), 2, '0')") }})
        when {{ part }} like '____-H_'
            then last_day({{
                gnbv.day_of(year, "case substr(" ~ part ~ ", 7, 1) when '1' then '06' when '2' then '12' end")
            }})
        when {{ part }} like '____-Q_'
            then last_day({{ gnbv.day_of(year, gnbv.month_of_quarter(part, ['03', '06', '09', '12'])) }})
        when {{ part }} like '____-__' then last_day(try_cast(concat_ws('-', {{ part }}, '01') as date))
        when {{ part }} like '____-__-__' then try_cast({{ part }} as date)
    end
{%- endmacro %}

{# `2023-9M`, `2023-11M`: the months of a year from January on. #}
{% macro is_first_months(part) -%} ({{ part }} like '____-_M' or {{ part }} like '____-__M') {%- endmacro %}

{% macro month_of_quarter(part, months) -%}
    case substr({{ part }}, 7, 1)
        {%- for month in months %} when '{{ loop.index }}' then '{{ month }}'{% endfor %} end
{%- endmacro %}

{# The first day of a month; null where either text is none. concat_ws would leave an unknown month out. #}
{% macro day_of(year, month) -%}
    try_cast({{ year }} || '-' || {{ month }} || '-01' as date)
{%- endmacro %}

{# The last year a period speaks of. #}
{% macro year_of(day) -%} cast(extract(year from {{ day }}) as {{ dbt.type_int() }}) {%- endmacro %}

{# A day that opens or closes its year. #}
{% macro opens_year(day) -%}
    (extract(month from {{ day }}) = 1 and extract(day from {{ day }}) = 1)
{%- endmacro %}
{% macro closes_year(day) -%}
    (extract(month from {{ day }}) = 12 and extract(day from {{ day }}) = 31)
{%- endmacro %}

{# A number or a day as text, and two years as a figure writes them: `2023`, `2021-2025`. #}
{% macro text_of(number) -%} cast({{ number }} as {{ dbt.type_string() }}) {%- endmacro %}
{% macro years_text(first, last) -%}
    concat_ws('-', {{ gnbv.text_of(first) }}, case when {{ last }} <> {{ first }} then {{ gnbv.text_of(last) }} end)
{%- endmacro %}
