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

{#- The findings of a rule over equations of money: the whole as printed, and what its parts add up to, in its unit. -#}
{%- macro money_equation_findings(rule_id) -%}
with wholes as (
    select
        checks.equation_key,
        funds.*,
        funds.amount - checks.residual / terms.coefficient as expected_amount,
        checks.residual / terms.coefficient as difference
    from {{ ref('int_equations__check') }} as checks
    inner join {{ ref('int_equations__term') }} as terms
        on checks.equation_key = terms.equation_key and terms.part = 'whole'
    inner join {{ ref('int_equations__fund') }} as funds on terms.figure_key = funds.figure_key
    where checks.rule_id = '{{ rule_id }}' and not checks.holds
),

-- The parts are as exact as the last digit printed of any of them.
exact as (
    select
        wholes.equation_key,
        min(case when terms.half_unit > 0 then terms.half_unit end) as half_unit,
        min(terms.line) as line
    from wholes
    inner join {{ ref('int_equations__term') }} as terms
        on wholes.equation_key = terms.equation_key and terms.part = 'part'
    group by wholes.equation_key
),

placed as (
    select
        wholes.submission_key, wholes.return_type, wholes.return_period as period, wholes.locality_code, wholes.sheet,
        wholes.cell, wholes.line, wholes.figure_key, wholes.equation_key, wholes.value_text, wholes.unit_factor,
        wholes.expected_amount, wholes.difference,
        exact.line as parts_line,
        cast(greatest(
            round(log10(wholes.unit_factor / coalesce(exact.half_unit * 2, wholes.unit_factor)), 0), 0
        ) as {{ dbt.type_bigint() }}) as decimals
    from wholes
    inner join exact on wholes.equation_key = exact.equation_key
)

select
    {{ finding_columns(
        rule_id, 'placed',
        found='placed.value_text',
        expected=printed_like('placed.expected_amount', 'placed.unit_factor', 'placed.decimals'),
        expected_line='placed.parts_line',
        figure='placed.figure_key',
        equation='placed.equation_key',
        difference=printed_like('placed.difference', 'placed.unit_factor', 'placed.decimals')
    ) }}
from placed
{%- endmacro %}

{#- How equations of money are made up: rule, variant (one way to read which parts there are), least number of parts,
    parts that must be there, parts that may. Each part is a row: rule_id, variant, least_parts, needed, slot, is_needed. -#}
{%- macro money_recipes() -%}
    {%- set recipes = [
        ('FG02', 1, 2, ['central', 'local'], []),
        ('FG02', 2, 3, ['central', 'local', 'other'], []),
        ('FG02', 3, 2, ['central'], ['province', 'district', 'commune']),
        ('FG02', 4, 2, ['central', 'province'], []),
        ('FG02', 5, 2, [], ['local province', 'local district', 'local commune']),
        ('FG02', 6, 2, ['capital central', 'capital local'], []),
        ('FG02', 7, 2, ['recurrent central', 'recurrent local'], []),
        ('FG03', 1, 2, ['capital', 'recurrent'], []),
        ('FG07', 1, 2, ['planned', 'allocated'], []),
        ('FG07', 2, 2, ['given', 'detailed'], []),
        ('FG09', 1, 1, ['planned'], ['earlier']),
        ('FG09', 2, 1, ['allocated'], ['carried_in', 'earlier']),
        ('FG09', 3, 1, ['carried_in'], ['earlier']),
    ] -%}
    {%- for rule, variant, least, needed, possible in recipes -%}
        {%- set last_recipe = loop.last -%}
        {%- for slot in needed + possible %}
    select
        '{{ rule }}' as rule_id, {{ variant }} as variant, {{ least }} as least_parts, {{ needed | length }} as needed,
        '{{ slot }}' as slot, {{ 1 if slot in needed else 0 }} as is_needed
            {%- if not (loop.last and last_recipe) %}
    union all
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}
