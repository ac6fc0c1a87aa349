{#- How many đồng the unit of a printed amount stands for; 1 where the number is printed in full, or is no money. -#}
{%- macro history_unit(unit_text) -%}
    case
        when {{ unit_text }} like '%tỷ%' or {{ unit_text }} like '%tỉ%' then 1000000000.0
        when {{ unit_text }} like '%triệu%' then 1000000.0
        when {{ unit_text }} like '%nghìn%' or {{ unit_text }} like '%ngàn%' then 1000.0
        else 1.0
    end
{%- endmacro %}

{#- Half a unit of the last digit printed. Reports write a decimal comma; what a form holds as a number is written with
    a point. A report's dots part thousands: they say nothing of its precision. -#}
{%- macro history_half_unit(figures, is_form) -%}
    {%- set text = figures ~ '.value_text' -%}
    {{ history_unit(figures ~ '.unit_text') }} * 0.5 / power(
        10.0,
        case
            when {{ text }} like '%,%' then length({{ digits_of("split_part(" ~ text ~ ", ',', 2)") }})
            when {{ is_form }} and {{ text }} like '%.%'
                then length({{ digits_of("split_part(" ~ text ~ ", '.', 2)") }})
            else 0
        end
    )
{%- endmacro %}
{%- macro digits_of(text) -%} regexp_replace({{ text }}, '[^0-9].*$', '') {%- endmacro %}

{#- An amount in đồng, or a number of an indicator, as it would be printed in a unit: `5.132 triệu đồng`. -#}
{%- macro history_amount(value, unit_text) -%}
    concat_ws(' ', {{ history_number(value, unit_text) }}, {{ unit_text }})
{%- endmacro %}
{%- macro history_number(value, unit_text) -%}
    {{ finding_number('(' ~ value ~ ' / ' ~ history_unit(unit_text) ~ ')') }}
{%- endmacro %}

{#- Whether one value is another times 1.000 or 1.000.000, or a part of it, within a factor; never of nil. -#}
{%- macro history_is_slip(value, other, factor) -%}
    {%- set apart = 'abs(ln(abs(nullif(' ~ value ~ ', 0) / nullif(' ~ other ~ ', 0))))' -%}
    coalesce(
        least(abs({{ apart }} - ln(1000.0)), abs({{ apart }} - ln(1000000.0)))
        <= ln(cast({{ factor }} as {{ double_type() }})),
        false
    )
{%- endmacro %}

{#- The key of a figure of int_history__figure. -#}
{%- macro history_figure_key(files, cell_no, report_figure_key) -%}
    coalesce({{ report_figure_key }}, concat({{ files }}.figure_prefix, lpad({{ text_of(cell_no) }}, 5, '0')))
{%- endmacro %}

{#- The figures of a relation of keys as they are printed. -#}
{%- macro history_printed_figures(keys) -%}
    select
        figure_key, locality_code, component_code, source, nature, budget_year, value_text, unit_text, sheet, cell, line
    from {{ ref('fct_fund') }}
    where
        submission_key in (select {{ figure_submission(keys ~ '.figure_key') }} from {{ keys }})
        and figure_key in (select {{ keys }}.figure_key from {{ keys }})

    union all

    select
        figure_key, locality_code, cast(null as {{ dbt.type_string() }}) as component_code, population as source,
        unit as nature, period as budget_year, value_text,
        case unit when 'percent' then '%' when 'percentage_point' then '%' end as unit_text, sheet, cell, line
    from {{ ref('fct_poverty_indicator') }}
    where
        submission_key in (select {{ figure_submission(keys ~ '.figure_key') }} from {{ keys }})
        and figure_key in (select {{ keys }}.figure_key from {{ keys }})
{%- endmacro %}

{#- Of findings of one file those that only follow from a finer one are left out, and of a sheet the widest are told.
    `found` holds figure_key, submission_key, sheet, value, previous_value, component_code, source, nature and
    coordinate_group (what figures share that hold each other); what has no component holds nothing. -#}
{%- macro history_kept(found) -%}
followed as (
    select distinct
        finer.coordinate_group,
        components.wider_code as component_code,
        sources.wider_code as source,
        natures.wider_code as nature
    from {{ found }} as finer
    inner join {{ ref('int_history__wider') }} as components
        on components.coordinate = 'component' and finer.component_code = components.code
    inner join {{ ref('int_history__wider') }} as sources
        on sources.coordinate = 'source' and finer.source = sources.code
    inner join {{ ref('int_history__wider') }} as natures
        on natures.coordinate = 'nature' and finer.nature = natures.code
    where components.steps + sources.steps + natures.steps > 0
),

ordered as (
    select
        wider.*,
        row_number() over (
            partition by wider.submission_key, wider.sheet
            order by abs(wider.value - wider.previous_value) desc, wider.figure_key
        ) as width_no
    from {{ found }} as wider
    left join followed
        on
            wider.coordinate_group = followed.coordinate_group
            and wider.component_code = followed.component_code
            and wider.source = followed.source
            and wider.nature = followed.nature
    where followed.coordinate_group is null
),

kept as (
    select *
    from ordered
    where width_no <= {{ var('most_roll_up_findings_per_sheet') }}
)
{%- endmacro %}

{#- The one value of a source in a group of int_history__money; null where there is none, or more than one. -#}
{%- macro history_sole(source) -%}
    case
        when count(case when source = '{{ source }}' then 1 end) = 1
            then max(case when source = '{{ source }}' then value end)
    end
{%- endmacro %}
