{#- How findings write dates, documents and places, and how a message template of the rule register is filled in. -#}

{%- macro finding_date(day) -%}
    concat_ws(
        '/',
        lpad(cast(extract(day from {{ day }}) as {{ dbt.type_string() }}), 2, '0'),
        lpad(cast(extract(month from {{ day }}) as {{ dbt.type_string() }}), 2, '0'),
        cast(extract(year from {{ day }}) as {{ dbt.type_string() }})
    )
{%- endmacro %}

{#- `280/BC-SLĐTBXH, 29/06/2023`; what is not known is left out. -#}
{%- macro finding_document(document_no, document_on) -%}
    nullif(
        concat_ws(
            ', ',
            {{ document_no }},
            case when {{ document_on }} is not null then {{ finding_date(document_on) }} end
        ),
        ''
    )
{%- endmacro %}

{#- Monday is 0; counted from a Monday because engines number the days of the week differently. -#}
{%- macro finding_weekday(day) -%}
    mod(mod({{ days_between(day, "cast('2001-01-01' as date)") }}, 7) + 7, 7)
{%- endmacro %}

{%- macro finding_weekday_vi(day) -%}
    case {{ finding_weekday(day) }}
        when 0 then 'thứ Hai' when 1 then 'thứ Ba' when 2 then 'thứ Tư' when 3 then 'thứ Năm'
        when 4 then 'thứ Sáu' when 5 then 'thứ Bảy' else 'Chủ nhật'
    end
{%- endmacro %}

{#- `Phụ lục II!C19, dòng 278`: the cell of the file, and the line of the text it was made from, as far as known. -#}
{%- macro finding_place(line_word, line, sheet=none, cell=none) -%}
    nullif(
        concat_ws(
            ', ',
            {% if cell %}nullif(concat_ws('!', {{ sheet }}, {{ cell }}), ''),{% endif %}
            case when {{ line }} is not null then concat_ws(' ', '{{ line_word }}', {{ line }}) end
        ),
        ''
    )
{%- endmacro %}

{#- Fills the placeholders of a message template; what is not known shows as a dash. -#}
{%- macro finding_message(template, values) -%}
    {%- set ns = namespace(sql=template) -%}
    {%- for name, value in values.items() -%}
        {%- set ns.sql = "replace(" ~ ns.sql ~ ", '{" ~ name ~ "}', coalesce(" ~ value ~ ", '-'))" -%}
    {%- endfor -%}
    {{ ns.sql }}
{%- endmacro %}
