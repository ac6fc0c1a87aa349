{{ config(
    materialized=env_var('GNBV_MATERIALIZED', 'table'),
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ take_out(in_touched_forms('submission_no')) }}"
) }}
-- depends_on: {{ ref('int_forms__touched') }}
-- The equations that the numbers of a form, taken as they are, do not fulfil: one pass over all cells, so that the rest
-- looks at few. What is empty is looked at then.
with forms as (
    select distinct
        form,
        form_version,
        form_no * 100000 as first_no
    from {{ ref('int_equations__form_equation') }}
),

submissions as (
    select
        submissions.submission_no,
        submissions.age_no,
        forms.first_no
    from {{ ref('int_forms__submission') }} as submissions
    inner join forms on submissions.form = forms.form and submissions.form_version = forms.form_version
    where
        not submissions.is_nil and submissions.known_from <= coalesce({{ run_known() }}, {{ last_instant() }})
        and {{ in_touched_forms('submissions.submission_no') }}
),

sums as (
    select
        submissions.age_no,
        cells.equation_no,
        sum(cells.coefficient * numbers.value) as gap
    from {{ ref('form_value') }} as numbers
    inner join submissions on numbers.submission_no = submissions.submission_no
    inner join {{ ref('int_equations__form_cell') }} as cells
        on submissions.first_no + numbers.cell_no = cells.place_no
    group by submissions.age_no, cells.equation_no
)

select
    submissions.submission_no,
    sums.equation_no
from sums
inner join submissions on sums.age_no = submissions.age_no
inner join {{ ref('int_equations__form_equation') }} as equations on sums.equation_no = equations.equation_no
where round(case when equations.relation = '<=' then sums.gap else abs(sums.gap) end, 6) > equations.tolerance
