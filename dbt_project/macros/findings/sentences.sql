{#- Patterns for what sentences list; no class that the engines write differently, no backslash. -#}

{#- A name: words with capitals, perhaps a number behind (`An Thạnh 3`). -#}
{%- macro name_pattern() -%}
    {%- set capital = '[A-ZĐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ]' -%}
    {%- set word = capital ~ '[^ ,;:.()0-9]*' -%}
    {{ word }}(?: (?:{{ word }}|[0-9]+))*
{%- endmacro %}

{#- A count that stands in a list: `46`, `1.247`; the words of a sentence that hold a digit and are none. -#}
{%- macro is_listed_count(word) -%}
    (regexp_extract({{ word }}, '^[0-9]{1,3}([.][0-9]{3})*[,;.]?$', 0) <> '')
{%- endmacro %}
{%- macro has_digit(word) -%} (regexp_extract({{ word }}, '[0-9]', 0) <> '') {%- endmacro %}

{#- A count, what is counted, and a list behind words that close it; groups 2 and 3 are the count and the list. -#}
{%- macro listed_pattern() -%}
    (^|[ (])([0-9]{1,3}(?:[.][0-9]{3})*) [^0-9.,:;()]{2,60}(?:,? (?:gồm có|bao gồm|gồm|chia ra|cụ thể)(?: là)?:? |: )(.*)$
{%- endmacro %}

{#- Two values are whole numbers, and one but for two neighbouring digits that changed places. -#}
{%- macro swapped_whole(one, other) -%}
    (
        {{ one }} = floor({{ one }})
        and {{ other }} = floor({{ other }})
        and {{ neighbours_swapped(
            "cast(cast(" ~ one ~ " as " ~ dbt.type_bigint() ~ ") as " ~ dbt.type_string() ~ ")",
            "cast(cast(" ~ other ~ " as " ~ dbt.type_bigint() ~ ") as " ~ dbt.type_string() ~ ")"
        ) }}
    )
{%- endmacro %}
