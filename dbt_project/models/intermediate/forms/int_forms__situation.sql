-- The shape of a current form with what of its claims does not count is its situation: whether a figure of it is
-- counted follows from it, and is settled once a situation, on the form named as its example.
with lost as (
    select
        stance_no,
        {{ set_of_texts("concat(claim_key, case when is_first then '|w' else '|p' end)") }} as lost_text
    from {{ ref('int_forms__claim') }}
    where not is_counted
    group by stance_no
),

situated as (
    select
        stances.submission_no,
        stances.shape_no,
        stances.stance_no,
        {{ number_of("concat_ws('|', stances.shape_no, lost.lost_text)") }} as situation_no
    from {{ ref('int_forms__stance') }} as stances
    left join lost on stances.stance_no = lost.stance_no
)

select
    submission_no,
    shape_no,
    stance_no,
    situation_no,
    submission_no = min(submission_no) over (partition by situation_no) as is_example
from situated
