{# First and last year of `2023`, `2022+2023` or `2022-2024`; null where no year is said. #}
{% macro first_year(years) -%} try_cast(left({{ years }}, 4) as integer) {%- endmacro %}
{% macro last_year(years) -%} try_cast(right({{ years }}, 4) as integer) {%- endmacro %}

{# Whether one path lies at or below another: `CT/DA4` lies below `CT`. #}
{% macro lies_in(path, wider_path) -%}
    left({{ path }} || '/', length({{ wider_path }}) + 1) = {{ wider_path }} || '/'
{%- endmacro %}

{# Two branches of one tree hold common money when one of them lies in the other. #}
{% macro paths_meet(one, other) -%} ({{ lies_in(one, other) }} or {{ lies_in(other, one) }}) {%- endmacro %}

{# The first steps of a path; the whole path where it has no more. #}
{% macro first_steps(path, steps) -%}
    {%- set parts = [] -%}
    {%- for step in range(1, steps + 1) -%}
        {%- do parts.append("nullif(split_part(" ~ path ~ ", '/', " ~ step ~ "), '')") -%}
    {%- endfor -%}
    concat_ws('/', {{ parts | join(', ') }})
{%- endmacro %}

{% macro path_depth(path) -%}
    cast(length({{ path }}) - length(replace({{ path }}, '/', '')) as {{ dbt.type_bigint() }})
{%- endmacro %}

{# Of two that hold common money, the one that comes first. #}
{% macro comes_before(other, one) -%}
    (
        {{ other }}.coordinate_rank < {{ one }}.coordinate_rank
        or (
            {{ other }}.coordinate_rank = {{ one }}.coordinate_rank
            and {{ other }}.coordinate_key < {{ one }}.coordinate_key
        )
    )
{%- endmacro %}

{# Spans of years meet, or one holds the other; a span that is not said may be any. #}
{% macro years_meet(one, other, span) -%}
    coalesce(
        {{ one }}.{{ span }}_from <= {{ other }}.{{ span }}_to
        and {{ other }}.{{ span }}_from <= {{ one }}.{{ span }}_to,
        true
    )
{%- endmacro %}
{% macro years_lie_in(one, wider, span) -%}
    coalesce(
        {{ wider }}.{{ span }}_from <= {{ one }}.{{ span }}_from
        and {{ one }}.{{ span }}_to <= {{ wider }}.{{ span }}_to,
        true
    )
{%- endmacro %}

{# The path of the place right above. #}
{% macro parent_path(path) -%} regexp_replace(coalesce({{ path }}, ''), '/?[^/]*$', '') {%- endmacro %}

{# Whether all amounts of a row are totals: those of a form together, those of a report where the form has none. #}
{% macro all_total(part, measures, forms=none) -%}
    {%- set parts = [forms ~ '.' ~ part ~ '_no'] if forms else [] -%}
    {%- for measure in measures -%}
        {%- set own = 'coalesce(reports.' ~ measure ~ '_' ~ part ~ '_no, 1)' -%}
        {%- do parts.append(
            'case when ' ~ forms ~ '.' ~ measure ~ '_vnd is null then ' ~ own ~ ' else 1 end' if forms else own
        ) -%}
    {%- endfor -%}
    least({{ parts | join(', ') }}) = 1
{%- endmacro %}

{# A row of the fund progress: its key, and one number for the same without the place. #}
{% macro progress_key(period, place_path, shape, budget_year) -%}
    md5(concat_ws('|', {{ period }}, {{ place_path }}, {{ shape }}, coalesce({{ budget_year }}, '')))
{%- endmacro %}
{% macro progress_row(period, shape, budget_year) -%}
    {{ number_of("concat_ws('|', " ~ period ~ ', ' ~ shape ~ ", coalesce(" ~ budget_year ~ ", ''))") }}
{%- endmacro %}
