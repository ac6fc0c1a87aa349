{#- Percentages held against the numbers they are of. -#}

{#- Half a unit of the last digit printed, in the unit of the amount: `96.412,8` triệu is 964128 tenths. -#}
{%- macro rate_half_unit(amount, value_text) -%}
    coalesce(abs({{ amount }}) / nullif({{ printed_digits(value_text) }}, 0) / 2, 0)
{%- endmacro %}

{#- What one of the printed unit is, in the unit of the amount: `96.412,8` triệu, a million. -#}
{%- macro rate_unit(half_unit, value_text) -%}
    (2 * {{ half_unit }} * power(10, {{ printed_decimals(value_text) }}))
{%- endmacro %}

{#- How many decimals a number is printed with: `57, 50` two, `19` none. -#}
{%- macro rate_decimals(text) -%}
    length(split_part(replace(replace({{ text }}, ' ', ''), '.', ','), ',', 2))
{%- endmacro %}

{#- Half a unit of the last digit of a percentage with so many decimals. -#}
{%- macro rate_half(decimals) -%} (0.5 / power(10, {{ decimals }})) {%- endmacro %}

{#- What part of another a number is, in percent, and how far that may be off by the rounding of the two. -#}
{%- macro rate_share(number, base) -%} (1e2 * {{ number }} / {{ base }}) {%- endmacro %}
{%- macro rate_blur(number, number_half, base, base_half) -%}
    (1e2 * {{ number }} / {{ base }} * ({{ number_half }} / {{ number }} + {{ base_half }} / {{ base }}))
{%- endmacro %}

{#- `fits` rounded as printed; `cut` or `up` where the last digit was cut off or taken up instead of rounded; `off`. -#}
{%- macro rate_verdict(pct, half, share, blur) -%}
    case
        when abs({{ share }} - {{ pct }}) <= ({{ half }} + {{ blur }}) * 1.000001 then 'fits'
        when {{ share }} > {{ pct }} and {{ share }} - {{ pct }} < 2 * {{ half }} + {{ blur }} then 'cut'
        when {{ share }} < {{ pct }} and {{ pct }} - {{ share }} < 2 * {{ half }} + {{ blur }} then 'up'
        else 'off'
    end
{%- endmacro %}

{#- `28,60%`: a reckoned percentage, with two decimals. -#}
{%- macro rate_text(share) -%}
    concat_ws(
        '', replace(cast(cast(round({{ share }}, 2) as decimal(18, 2)) as {{ dbt.type_string() }}), '.', ','), '%'
    )
{%- endmacro %}

{#- The number of a percentage as a pattern: 29.5 is printed `29,5`, `29.50` or `29, 5`. -#}
{%- macro rate_pattern(pct) -%}
    {%- set text = "cast(" ~ pct ~ " as " ~ dbt.type_string() ~ ")" -%}
    concat_ws(
        '',
        split_part({{ text }}, '.', 1),
        case
            when {{ pct }} = floor({{ pct }}) then '([.,] ?0+)?'
            else concat_ws('', '[.,] ?', split_part({{ text }}, '.', 2), '0*')
        end
    )
{%- endmacro %}

{#- Whether the words between two numbers make them a pair: `102.171/528.809`, `50 triệu đồng/125 triệu đồng`. -#}
{%- macro rate_is_pair(words) -%} (regexp_extract({{ words }}, '^[^0-9,;.()]*/ *$', 0) <> '') {%- endmacro %}

{#- Whether percentages are told in a row, each of another amount: `lần lượt đạt 50% và 20%`. -#}
{%- macro rate_in_turn(before, behind) -%}
    (
        regexp_extract({{ before }}, '(lần lượt|yêu cầu|mục tiêu|chỉ tiêu)', 1) <> ''
        or regexp_extract({{ behind }}, '^ *(và|,|;) *[0-9][0-9.,]* *%', 0) <> ''
    )
{%- endmacro %}

{#- What a percentage says, by the words between its number and it, and the words behind it: a change against another
    time, a share of a whole that may not be printed, or how much of a plan was reached. -#}
{%- macro rate_cue(before, behind) -%}
    case
        when regexp_extract({{ before }}, '(tăng|giảm|cao hơn|thấp hơn|gấp)', 1) <> '' then 'change'
        when regexp_extract({{ behind }}, '^[^,;.()]*(cùng kỳ|năm trước|năm ngoái|với (đầu )?năm)', 1) <> '' then 'change'
        when regexp_extract({{ before }}, '(chiếm|tỷ trọng)', 1) <> '' then 'share'
        else 'reached'
    end
{%- endmacro %}
