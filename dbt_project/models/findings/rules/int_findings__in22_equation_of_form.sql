-- IN22: an equation of a form does not hold, reckoned again over what was accepted. It is told at its total or first
-- cell, with the value under which it would hold; the door's own row gives way to it.
with told as (
    select
        checks.equation_no,
        checks.relation,
        checks.told_number,
        round(checks.told_number - checks.gap / checks.told_coefficient, 6) as right_number,
        round(abs(checks.gap), 6) as difference,
        submissions.submission_key,
        submissions.return_type,
        submissions.period,
        submissions.locality_code,
        cells.sheet,
        cells.cell,
        cast(null as {{ dbt.type_bigint() }}) as line,
        concat_ws('', submissions.submission_key, '/', equations.equation) as equation_key,
        concat(submissions.figure_prefix, lpad({{ text_of('cells.cell_no') }}, 5, '0')) as figure_key
    from {{ ref('int_equations__form_check') }} as checks
    inner join {{ ref('int_forms__submission') }} as submissions on checks.age_no = submissions.age_no
    inner join {{ ref('int_equations__form_equation') }} as equations on checks.equation_no = equations.equation_no
    inner join
        {{ ref('int_equations__form_cell') }} as cells
        on checks.equation_no = cells.equation_no and cells.is_told
    where not checks.holds
)

select
    {{ finding_columns(
        'IN22', 'told',
        found=door_number('told.told_number'),
        expected="concat_ws('', case when told.relation = '<=' then 'không quá ' else '' end, "
            ~ door_number('told.right_number') ~ ")",
        figure='told.figure_key',
        equation='told.equation_key',
        difference=door_number('told.difference')
    ) }}
from told
