-- The equations around a doubtful one of a form, reckoned as the door does: with what is empty. `-`, `x` and a cell
-- that need not be filled in, or is in a row for others, count as nothing; a cell that is owed, a total without a value
-- or over cells without one, and what nobody can read leave an equation open.
with around as (
    select distinct
        doubtful.submission_no,
        others.equation_no
    from {{ ref('int_equations__form_doubtful') }} as doubtful
    inner join {{ ref('int_equations__form_cell') }} as cells on doubtful.equation_no = cells.equation_no
    inner join {{ ref('int_equations__form_cell') }} as others
        on
            cells.form = others.form
            and cells.form_version = others.form_version
            and cells.cell_no = others.cell_no
),

doubted as (
    select distinct submissions.*
    from {{ ref('int_forms__submission') }} as submissions
    inner join {{ ref('int_equations__form_doubtful') }} as doubtful
        on submissions.submission_no = doubtful.submission_no
),

numbers as (
    select numbers.*
    from {{ ref('form_value') }} as numbers
    inner join doubted on numbers.submission_no = doubted.submission_no
)

select
    doubted.age_no,
    doubted.submission_key,
    doubted.figure_prefix,
    cells.equation_no,
    cells.relation,
    cells.tolerance,
    cells.cell_no,
    cells.coefficient,
    cells.is_told,
    numbers.value as number,
    case
        when numbers.absence = 'incomplete' then true
        when numbers.value is not null or numbers.absence = 'not_applicable' then false
        when numbers.cell_no is not null or cells.is_total then true
        else
            cells.is_required
            and (cells.only_for is null or coalesce(members.groups_text, '') like concat('%; ', cells.only_for, ';%'))
    end as is_open
from around
inner join doubted on around.submission_no = doubted.submission_no
inner join {{ ref('int_equations__form_cell') }} as cells on around.equation_no = cells.equation_no
left join numbers on around.submission_no = numbers.submission_no and cells.cell_no = numbers.cell_no
left join {{ ref('int_forms__member') }} as members
    on doubted.locality_code = members.locality_code and doubted.reckoned_on = members.reckoned_on
