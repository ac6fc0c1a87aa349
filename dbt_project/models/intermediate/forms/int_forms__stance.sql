-- What a current form tells, with what of it is told by wider places and which sets go before it in its own, is its
-- stance. Which of its claims count follows from it, and is settled once a stance, on the form named as its example.
with sets as (
    select distinct
        set_no,
        claim_key
    from {{ ref('int_forms__claim_set') }}
),

places as (
    select distinct
        set_no,
        parent_path
    from {{ ref('int_forms__current') }}
),

wider as (
    select
        places.set_no,
        places.parent_path,
        {{ set_of_texts('sets.claim_key') }} as wider_text
    from places
    inner join sets on places.set_no = sets.set_no
    inner join {{ ref('int_forms__wider_claim') }} as told
        on places.parent_path = told.place_path and sets.claim_key = told.claim_key
    group by places.set_no, places.parent_path
),

ahead as (
    select
        submission_no,
        {{ set_text('set_no') }} as ahead_text
    from {{ ref('int_forms__ahead') }}
    group by submission_no
),

taken as (
    select
        forms.submission_no,
        forms.shape_no,
        forms.set_no,
        forms.parent_path,
        {{ number_of(
            "concat_ws('|', forms.set_no, coalesce(wider.wider_text, ''), coalesce(ahead.ahead_text, ''))"
        ) }} as stance_no
    from {{ ref('int_forms__current') }} as forms
    left join wider on forms.set_no = wider.set_no and forms.parent_path = wider.parent_path
    left join ahead on forms.submission_no = ahead.submission_no
)

select
    submission_no,
    shape_no,
    set_no,
    parent_path,
    stance_no,
    submission_no = min(submission_no) over (partition by stance_no) as is_example
from taken
