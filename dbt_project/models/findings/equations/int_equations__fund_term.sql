-- The equations of money that stand, term by term. One that does not hold is left out if the document prints, of the
-- same component and measure, just the amount one of its terms would need: the reader took the wrong one of them. What
-- is planned and what is given out are told in one breath, and count as one measure here. Not so where it is printed in
-- another line under the very coordinates of the term: then the document contradicts itself.
with terms as (
    select
        equations.equation_key, equations.rule_id, equations.relation, equations.holds, equations.residual,
        equations.tolerance, equations.whole_key as figure_key, 'whole' as part,
        equations.whole_coefficient as coefficient
    from {{ ref('int_equations__fund_reckoned') }} as equations
    where equations.is_meant

    union all

    select
        equations.equation_key, equations.rule_id, equations.relation, equations.holds, equations.residual,
        equations.tolerance, members.part_key as figure_key, 'part' as part, members.coefficient
    from {{ ref('int_equations__fund_reckoned') }} as equations
    inner join {{ ref('int_equations__fund_member') }} as members
        on
            equations.rule_id = members.rule_id
            and equations.variant = members.variant
            and equations.whole_key = members.whole_key
    where equations.is_meant
),

valued as (
    select
        terms.*,
        funds.submission_key, funds.component_path, funds.measure_root, funds.quantity_key, funds.amount,
        funds.half_unit, funds.line, funds.coordinate_key,
        funds.amount - terms.residual / terms.coefficient as needed
    from terms
    inner join {{ ref('int_equations__fund') }} as funds on terms.figure_key = funds.figure_key
),

misread as (
    select distinct valued.equation_key
    from valued
    inner join {{ ref('int_equations__fund') }} as others
        on
            valued.submission_key = others.submission_key
            and valued.component_path = others.component_path
            and replace(valued.measure_root, 'planned', 'allocated')
            = replace(others.measure_root, 'planned', 'allocated')
            and valued.quantity_key <> others.quantity_key
            and (valued.coordinate_key <> others.coordinate_key or valued.line = others.line)
    where
        not valued.holds
        and others.amount <> 0
        and abs(others.amount - valued.needed) <= valued.tolerance + others.half_unit
)

select
    valued.equation_key,
    valued.rule_id,
    valued.submission_key,
    valued.relation,
    cast(0 as {{ double_type() }}) as slack,
    valued.figure_key,
    valued.quantity_key,
    valued.part,
    cast(valued.coefficient as {{ double_type() }}) as coefficient,
    valued.amount,
    valued.half_unit,
    valued.line
from valued
left join misread on valued.equation_key = misread.equation_key
where misread.equation_key is null
