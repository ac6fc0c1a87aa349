{%- set string = dbt.type_string() -%}
-- For each equation that does not hold, the one value whose change makes most of the document's equations hold, as the
-- figure itself is printed. The figure is the first of its quantity that stands in the equation.
with placed as (
    select
        choices.*,
        terms.figure_key,
        terms.half_unit,
        row_number() over (
            partition by choices.equation_key
            order by case when terms.part = 'whole' then 0 else 1 end, terms.line nulls last, terms.figure_key
        ) as place_no
    from {{ ref('int_equations__repair_choice') }} as choices
    inner join {{ ref('int_equations__term') }} as terms
        on choices.equation_key = terms.equation_key and choices.quantity_key = terms.quantity_key
),

printed as (
    select
        placed.*,
        coalesce(funds.unit_factor, 1) as unit_factor,
        coalesce(funds.decimals, {{ decimals_of('2 * placed.half_unit') }}) as decimals
    from placed
    left join {{ ref('int_equations__fund') }} as funds on placed.figure_key = funds.figure_key
    where placed.place_no = 1
),

-- A value divided by a thousand needs the decimals it was typed without.
widened as (
    select
        *,
        case
            when slip in ('thousand', 'million', 'ten') or half_unit = 0
                then greatest(decimals, {{ decimals_of('repair_amount / unit_factor') }})
            else decimals
        end as wanted_decimals
    from printed
)

select
    cast(equation_key as {{ string }}) as equation_key,
    cast(figure_key as {{ string }}) as repair_figure_key,
    cast(repair_amount as {{ double_type() }}) as repair_amount,
    cast({{ printed_like('repair_amount', 'unit_factor', 'wanted_decimals') }} as {{ string }}) as repair_text,
    cast(gain as {{ dbt.type_bigint() }}) as repaired_count,
    cast(slip as {{ string }}) as slip
from widened
