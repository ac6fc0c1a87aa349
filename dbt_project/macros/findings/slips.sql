{#- How a mistyped number differs from the right one. Digits are texts without separators, as a person types them. -#}

{#- How many digits two numbers have in common at their start. -#}
{%- macro common_start(found, right) -%}
    greatest(
        {%- for length in range(1, 19) %}
        case
            when length({{ found }}) >= {{ length }} and left({{ found }}, {{ length }}) = left({{ right }}, {{ length }})
                then {{ length }}
            else 0
        end{{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{#- How many digits they have in common at their end, behind `start` common ones: `2112` and `212` begin with two and
    end with one. -#}
{%- macro common_end(found, right, start) -%}
    greatest(
        0
        {%- for length in range(1, 19) %},
        case
            when
                least(length({{ found }}), length({{ right }})) - {{ start }} >= {{ length }}
                and right({{ found }}, {{ length }}) = right({{ right }}, {{ length }})
                then {{ length }}
            else 0
        end
        {%- endfor %}
    )
{%- endmacro %}

{#- The slip between two runs of digits, of which `start` and `tail` are common at the start and the end: `swapped` (two
    digits exchanged, or one moved by up to two places) or `digit` (one wrong, missing or too many); null for neither,
    and for numbers so short that any two are alike. -#}
{%- macro digit_slip(found, right, start, tail) -%}
    {%- set odd_found = "substr(" ~ found ~ ", " ~ start ~ " + 1, length(" ~ found ~ ") - " ~ start ~ " - " ~ tail ~ ")" -%}
    {%- set odd_right = "substr(" ~ right ~ ", " ~ start ~ " + 1, length(" ~ right ~ ") - " ~ start ~ " - " ~ tail ~ ")" -%}
    {%- set odd = "(length(" ~ found ~ ") - " ~ start ~ " - " ~ tail ~ ")" -%}
    case
        when {{ found }} = {{ right }} or least(length({{ found }}), length({{ right }})) < 3 then null
        when
            length({{ found }}) = length({{ right }}) and {{ odd }} > 1
            and left({{ odd_found }}, 1) = right({{ odd_right }}, 1)
            and right({{ odd_found }}, 1) = left({{ odd_right }}, 1)
            and substr({{ odd_found }}, 2, {{ odd }} - 2) = substr({{ odd_right }}, 2, {{ odd }} - 2)
            then 'swapped'
        when
            length({{ found }}) = length({{ right }}) and {{ odd }} = 3
            and (
                concat_ws('', substr({{ odd_found }}, 2, 2), left({{ odd_found }}, 1)) = {{ odd_right }}
                or concat_ws('', substr({{ odd_right }}, 2, 2), left({{ odd_right }}, 1)) = {{ odd_found }}
            )
            then 'swapped'
        when length({{ found }}) = length({{ right }}) and {{ odd }} = 1 then 'digit'
        when
            abs(length({{ found }}) - length({{ right }})) = 1
            and least(length({{ found }}), length({{ right }})) = {{ start }} + {{ tail }}
            then 'digit'
    end
{%- endmacro %}

{#- How convincing a slip is: the lower, the less likely by chance. -#}
{%- macro slip_rank(slip) -%}
    case {{ slip }}
        when 'swapped' then 1 when 'thousand' then 1 when 'million' then 1 when 'ten' then 2 when 'digit' then 3 else 9
    end
{%- endmacro %}

{#- How many decimals a number has, up to six. -#}
{%- macro decimals_of(number) -%}
    case
        {%- for decimals in range(6) %}
        when round({{ number }}, {{ decimals }}) = round({{ number }}, 6) then {{ decimals }}
        {%- endfor %}
        else 6
    end
{%- endmacro %}
