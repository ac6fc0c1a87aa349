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

{#- What a figure tells but for its place and day, and the same in each period, as one number: of relations with these
    columns. -#}
{%- macro history_coordinate() -%}
    {{ history_key(
        'kind', 'code', 'component_code', 'source', 'nature', 'budget_year', 'exec_year', 'standard_code',
        'is_estimate', 'opens_year'
    ) }}
{%- endmacro %}
{%- macro history_series() -%}
    {{ history_key(
        'kind', 'code', 'component_code', 'source', 'nature', 'years_from', 'years_to', 'standard_code', 'is_estimate',
        'opens_year'
    ) }}
{%- endmacro %}

{#- The figures of forms that a relation names, as they are printed: by key, the column `figure_key` says which, or all
    of its submissions; each in it once. Form and cell lead to few among all, the others are not even put together. The
    wide facts look up beside every cell whether it is counted, before any can be left out. `values` may be a part of
    form_value. -#}
{%- macro form_figures(named, figure_key=none, values=none) -%}
    {%- set key = 'named.' ~ figure_key -%}
    select
        {{ form_figure_key('submissions', 'numbers.cell_no') }} as figure_key,
        submissions.submission_key, numbers.value as number, numbers.absence, cells.factor, cells.kind, cells.measured,
        submissions.locality_key, submissions.locality_code, submissions.locality, submissions.as_of_on,
        submissions.known_from, cells.component_code, cells.measure, coalesce(cells.source, 'total') as source,
        coalesce(cells.nature, 'total') as nature, cells.budget_year, cells.indicator_code, cells.population,
        cells.period, cells.catalogue_unit as unit, cells.value_kind, cells.role,
        coalesce(numbers.text, {{ plain_number('numbers.value') }}) as value_text, cells.unit_text, cells.sheet,
        cells.cell
    from {{ values or ref('form_value') }} as numbers
    inner join {{ ref('form_submission') }} as submissions on numbers.submission_no = submissions.submission_no
    inner join {{ ref('form_cell') }} as cells
        on submissions.cell_set_no = cells.cell_set_no and numbers.cell_no = cells.cell_no
    inner join {{ named }} as named
        on
            {%- if figure_key %}
            submissions.figure_prefix = left({{ key }}, length({{ key }}) - 5)
            and numbers.cell_no = try_cast(right({{ key }}, 5) as {{ dbt.type_int() }})
            {%- else %}
            submissions.submission_key = named.submission_key
            {%- endif %}
    where numbers.value is not null
{%- endmacro %}

{#- The figures of a relation of keys, each in it once, as they are printed. -#}
{%- macro history_printed_figures(keys) -%}
    {%- set percent = "case %s when 'percent' then '%%' when 'percentage_point' then '%%' end" -%}
    select
        figure_key, locality_key, locality_code, component_code, source, nature, budget_year, value_text, unit_text,
        sheet, cell, line
    from {{ ref('report_fund') }}
    where figure_key in (select {{ keys }}.figure_key from {{ keys }})

    union all

    select
        figure_key, locality_key, locality_code, cast(null as {{ dbt.type_string() }}) as component_code,
        population as source, unit as nature, period as budget_year, value_text, {{ percent % 'unit' }} as unit_text,
        sheet, cell, line
    from {{ ref('report_indicator') }}
    where figure_key in (select {{ keys }}.figure_key from {{ keys }})

    union all

    select
        forms.figure_key, forms.locality_key, forms.locality_code,
        case forms.kind when 'fund' then forms.component_code end as component_code,
        case forms.kind when 'fund' then forms.source else forms.population end as source,
        case forms.kind when 'fund' then forms.nature else forms.unit end as nature,
        case forms.kind when 'fund' then forms.budget_year else forms.period end as budget_year,
        forms.value_text,
        case forms.kind when 'fund' then forms.unit_text else {{ percent % 'forms.unit' }} end as unit_text,
        forms.sheet, forms.cell, null as line
    from ({{ form_figures(keys, 'figure_key', ref('int_history__value')) }}) as forms
    where forms.kind = 'fund' or (forms.kind = 'indicator' and forms.measured <> 'target')
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
