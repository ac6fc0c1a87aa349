{#- How many digits of a printed number say something: `20.000` has one, `3.261` four, `0,470` two. -#}
{%- macro telling_digits(text) -%}
    length(trim(leading '0' from trim(trailing '0' from translate({{ text }}, '., -' || chr(160), ''))))
{%- endmacro %}

{#- Half a unit of the last digit printed, in the unit the value is kept in: `24.669` is 0.5, `4,955` tỷ 500 000 đồng. -#}
{%- macro half_of_last_digit(text, value) -%}
    coalesce(0.5 * abs({{ value }}) / nullif({{ printed_digits(text) }}, 0), 0)
{%- endmacro %}

{#- Two printed numbers are one but for two neighbouring digits that changed places. -#}
{%- macro neighbours_swapped(one, other) -%}
    (
        length({{ one }}) = length({{ other }})
        and {{ one }} <> {{ other }}
        and (
            {%- for place in range(1, 12) %}
            {{ 'or ' if not loop.first }}concat_ws(
                '',
                substring({{ one }}, 1, {{ place - 1 }}),
                substring({{ one }}, {{ place + 1 }}, 1),
                substring({{ one }}, {{ place }}, 1),
                substring({{ one }}, {{ place + 2 }}, 20)
            ) = {{ other }}
            {%- endfor %}
        )
    )
{%- endmacro %}

{#- The number a Roman numeral of a heading stands for, I to XX, and the numeral of a number. -#}
{%- macro roman_numerals() -%}
    {{ return(['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII', 'XIII', 'XIV', 'XV',
        'XVI', 'XVII', 'XVIII', 'XIX', 'XX']) }}
{%- endmacro %}
{%- macro roman_number(numeral) -%}
    case {{ numeral }} {% for roman in roman_numerals() %}when '{{ roman }}' then {{ loop.index }} {% endfor %}end
{%- endmacro %}
{%- macro roman_numeral(number) -%}
    case {{ number }} {% for roman in roman_numerals() %}when {{ loop.index }} then '{{ roman }}' {% endfor %}end
{%- endmacro %}

{#- Only what was known on the run's date: all accepted versions, also those that were replaced since. -#}
{%- macro known_by_run(relation) -%}
    {{ relation }}.known_from <= coalesce({{ run_known() }}, {{ last_instant() }})
{%- endmacro %}

{#- What stands between two numbers of one line. -#}
{%- macro text_between(lines, one, other) -%}
    substring(
        {{ lines }}.text,
        cast(least({{ one }}.char_end, {{ other }}.char_end) as {{ dbt.type_int() }}) + 1,
        cast(greatest({{ one }}.char_start, {{ other }}.char_start) as {{ dbt.type_int() }})
        - cast(least({{ one }}.char_end, {{ other }}.char_end) as {{ dbt.type_int() }})
    )
{%- endmacro %}
{#- Whether that is words alone: no other number, no end of a sentence or clause. -#}
{%- macro words_alone(text) -%}
    (
        {{ text }} = translate({{ text }}, '0123456789', '')
        and {{ text }} not like '%. %'
        and {{ text }} not like '%;%'
    )
{%- endmacro %}
{#- The count an amount is for: one before it goes before one behind it, which may have an amount of its own. -#}
{%- macro nearest_count() -%}
    row_number() over (
        partition by figure_key order by case when count_start < char_start then 0 else 1 end, count_key
    )
{%- endmacro %}
