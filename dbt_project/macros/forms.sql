{# What a file tells a figure of, apart from the place and its finer coordinates: two files that tell the same of places
   that hold each other would be counted twice. #}
{% macro claim_key() -%} concat_ws('|', {{ varargs | join(', ') }}) {%- endmacro %}

{# A figure of an indicator is a level, a change or a target. #}
{% macro measured_as(value_kind) -%}
    case when {{ value_kind }} in ('target', 'change') then {{ value_kind }} else 'level' end
{%- endmacro %}

{# A number as an exact decimal; nine digits behind the point are a đồng in a billion. Null where it is too large. #}
{% macro exact(number) -%} try_cast({{ number }} as decimal(28, 9)) {%- endmacro %}

{# A number in the unit of the catalogue. Whole numbers are exact as they are: decimals cost ten times as much. #}
{% macro exact_product(number, factor) -%}
    case
        when {{ number }} = floor({{ number }}) and abs({{ number }} * {{ factor }}) < 9000000000000000
            then {{ number }} * {{ factor }}
        else cast({{ exact(number) }} * cast({{ factor }} as decimal(10, 0)) as {{ double_type() }})
    end
{%- endmacro %}

{# Whole đồng: exact in the unit of the form, rounded once. A product of a whole number is exact; any other below a
   hundred trillion is wrong by less than a tenth of a đồng. Where it lies within a quarter of a whole one, decimals
   round to the same, and cost eight times as much. #}
{% macro whole_vnd(number, factor) -%}
    case
        when
            abs({{ number }} * {{ factor }})
            < case when {{ number }} = floor({{ number }}) then 9000000000000000 else 100000000000000 end
            and abs({{ number }} * {{ factor }} - round({{ number }} * {{ factor }})) < 2.5e-1
            then cast(round({{ number }} * {{ factor }}) as {{ dbt.type_bigint() }})
        else try_cast(
            round({{ exact(number) }} * cast({{ factor }} as decimal(10, 0)), 0) as {{ dbt.type_bigint() }}
        )
    end
{%- endmacro %}

{# A number in plain digits, without an exponent and without zeros at the end. #}
{% macro plain_number(number) -%}
    case
        when {{ number }} = floor({{ number }}) and abs({{ number }}) < 1000000000000000000
            then cast(cast({{ number }} as {{ dbt.type_bigint() }}) as {{ dbt.type_string() }})
        else coalesce(
            trim(trailing '0' from cast({{ exact(number) }} as {{ dbt.type_string() }})),
            cast({{ number }} as {{ dbt.type_string() }})
        )
    end
{%- endmacro %}

{# Whether a part of a superior belongs to the group a row is for. #}
{% macro in_group(parts, cells) -%}
    {{ parts }}.groups_text like concat_ws('', '%; ', {{ cells }}.only_for, ';%')
{%- endmacro %}

{# The key of a form's figure: its content, then the number of its cell. Null where there is no cell. #}
{% macro form_figure_key(submissions, cell_no) -%}
    case when {{ cell_no }} is not null
        then concat({{ submissions }}.figure_prefix, lpad({{ text_of(cell_no) }}, 5, '0'))
    end
{%- endmacro %}
