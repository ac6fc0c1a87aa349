{#- The digits of a printed number as one whole number: `1.105,906` is 1105906. Null where it is told in words. -#}
{%- macro printed_digits(text) -%}
    try_cast(translate({{ text }}, '., ' || chr(160), '') as {{ double_type() }})
{%- endmacro %}

{#- How many decimals a number is printed with: `1.105,906` has three, `84.422` none. -#}
{%- macro printed_decimals(text) -%}
    cast(length(translate(coalesce({{ dbt.split_part(text, "','", 2) }}, ''), ' ' || chr(160), ''))
    as {{ dbt.type_bigint() }})
{%- endmacro %}

{#- An amount (đồng, or the unit of an indicator with a factor of 1) printed as a given figure is: in its unit, with its
    decimals, as many as are asked. `printed_like(9896000000, 1000000, 0)` is `9.896`, `(470000000, 1e9, 3)` `0,470`. -#}
{%- macro printed_like(amount, unit_factor, decimals) -%}
    {%- set scale = "power(10, " ~ decimals ~ ")" -%}
    {%- set scaled = "round(abs(" ~ amount ~ ") * " ~ scale ~ " / " ~ unit_factor ~ ")" -%}
    {%- set whole = "floor(" ~ scaled ~ " / " ~ scale ~ ")" -%}
    (
    case when {{ amount }} < 0 and {{ scaled }} > 0 then '-' else '' end
    || {{ finding_number(whole) }}
    || case
        when {{ decimals }} > 0
            then ',' || lpad(
                cast(cast({{ scaled }} - {{ whole }} * {{ scale }} as {{ dbt.type_bigint() }})
                as {{ dbt.type_string() }}),
                cast({{ decimals }} as {{ dbt.type_int() }}),
                '0'
            )
        else ''
    end
    )
{%- endmacro %}
