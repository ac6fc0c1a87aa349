{%- set string = dbt.type_string() -%}
-- The equations of forms for the repair: those that do not hold and those that share a cell with one, by the cells that
-- hold a number.
with failing as (
    select distinct
        checks.age_no,
        reckoned.cell_no
    from {{ ref('int_equations__form_check') }} as checks
    inner join {{ ref('int_equations__form_reckoned') }} as reckoned
        on checks.age_no = reckoned.age_no and checks.equation_no = reckoned.equation_no
    where not checks.holds
),

around as (
    select distinct
        reckoned.age_no,
        reckoned.equation_no
    from {{ ref('int_equations__form_reckoned') }} as reckoned
    inner join failing on reckoned.age_no = failing.age_no and reckoned.cell_no = failing.cell_no
)

select
    concat_ws('', reckoned.submission_key, '/', equations.equation) as equation_key,
    cast('IN22' as {{ string }}) as rule_id,
    reckoned.submission_key,
    reckoned.relation,
    reckoned.tolerance as slack,
    concat(reckoned.figure_prefix, lpad({{ text_of('reckoned.cell_no') }}, 5, '0')) as figure_key,
    concat(reckoned.figure_prefix, lpad({{ text_of('reckoned.cell_no') }}, 5, '0')) as quantity_key,
    case when reckoned.is_told then 'whole' else 'part' end as part,
    reckoned.coefficient,
    reckoned.number as amount,
    cast(0 as {{ double_type() }}) as half_unit,
    cast(null as {{ dbt.type_bigint() }}) as line
from {{ ref('int_equations__form_reckoned') }} as reckoned
inner join around on reckoned.age_no = around.age_no and reckoned.equation_no = around.equation_no
inner join {{ ref('int_equations__form_check') }} as checks
    on reckoned.age_no = checks.age_no and reckoned.equation_no = checks.equation_no
inner join {{ ref('int_equations__form_equation') }} as equations on reckoned.equation_no = equations.equation_no
where reckoned.number is not null
