-- Which cells of a form hold a number is its shape. Thousands of forms have one shape, so that what follows from which
-- cells are there is settled once a shape, on the form named as its example.
with held as (
    select
        submission_no,
        {{ set_text('cell_no') }} as cells_text
    from {{ ref('form_value') }}
    where value is not null
    group by submission_no
),

shaped as (
    select
        submissions.submission_no,
        submissions.form,
        submissions.form_version,
        submissions.period,
        {{ number_of(
            "concat_ws('|', submissions.form, submissions.form_version, submissions.period, held.cells_text)"
        ) }} as shape_no
    from held
    inner join {{ ref('int_forms__submission') }} as submissions on held.submission_no = submissions.submission_no
)

select
    submission_no,
    shape_no,
    form,
    form_version,
    period,
    submission_no = min(submission_no) over (partition by shape_no) as is_example
from shaped
