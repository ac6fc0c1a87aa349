-- The current forms that hold a number, each with what it tells figures of and its turn among the forms of its place:
-- the later period goes before, then what became known last.
with sets as (
    select distinct
        shape_no,
        set_no
    from {{ ref('int_forms__claim_set') }}
)

select
    submissions.submission_no,
    shapes.shape_no,
    sets.set_no,
    submissions.place_path,
    submissions.parent_path,
    row_number() over (
        partition by submissions.place_path
        order by submissions.as_of_on desc, submissions.known_from desc, submissions.submission_key asc
    ) as turn_no
from {{ ref('int_forms__submission') }} as submissions
inner join {{ ref('int_forms__shape') }} as shapes on submissions.submission_no = shapes.submission_no
left join sets on shapes.shape_no = sets.shape_no
where submissions.is_current
