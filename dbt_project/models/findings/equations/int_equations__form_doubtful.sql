-- The equations that the numbers of a form, taken as they are, do not fulfil: one pass over all cells, so that the rest
-- looks at few. What is empty is looked at then.
with sums as (
    select
        submissions.age_no,
        cells.equation_no,
        sum(cells.coefficient * {{ form_number('numbers') }}) as gap,
        max(cells.tolerance) as tolerance,
        max(cells.relation) as relation
    from {{ ref('stg_bronze__form_value') }} as numbers
    inner join {{ ref('int_forms__submission') }} as submissions
        on numbers.submission_key = submissions.submission_key
    inner join {{ ref('int_equations__form_cell') }} as cells
        on
            submissions.form = cells.form
            and submissions.form_version = cells.form_version
            and numbers.cell_no = cells.cell_no
    where not submissions.is_nil and submissions.known_from <= coalesce({{ run_known() }}, {{ last_instant() }})
    group by submissions.age_no, cells.equation_no
)

select
    age_no,
    equation_no
from sums
where round(case when relation = '<=' then gap else abs(gap) end, 6) > tolerance
