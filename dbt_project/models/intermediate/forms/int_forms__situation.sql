-- The shape of a current form with what stands beside it is its situation. Whether its figures are counted follows from
-- it, and is settled once a situation, on the form named as its example.
with beside as (
    select
        submission_no,
        {{ finding_list(
            "concat(case when is_wider then 'w' else 'p' end, " ~ text_of('other_no') ~ ')', 'is_wider, other_no', ' '
        ) }} as others_text
    from {{ ref('int_forms__beside') }}
    group by submission_no
),

situated as (
    select
        submissions.submission_no,
        shapes.shape_no,
        {{ number_of("concat_ws('|', shapes.shape_no, beside.others_text)") }} as situation_no
    from {{ ref('int_forms__submission') }} as submissions
    inner join {{ ref('int_forms__shape') }} as shapes on submissions.submission_no = shapes.submission_no
    left join beside on submissions.submission_no = beside.submission_no
    where submissions.is_current
)

select
    submission_no,
    shape_no,
    situation_no,
    submission_no = min(submission_no) over (partition by situation_no) as is_example
from situated
