-- What the forms of a situation tell figures of, and whether a sum takes them: of one place one form counts, and it
-- gives way to a form, or to a counted figure of a report, of a place that holds its own. No cell is looked at.
with told as (
    select
        shape_no,
        claim_key
    from {{ ref('int_forms__widest') }}

    union

    select
        shape_no,
        claim_key
    from {{ ref('int_forms__report_shape') }}
),

given_way as (
    select
        situations.situation_no,
        told.claim_key,
        max(case when beside.is_wider then 0 else 1 end) as in_own_place
    from {{ ref('int_forms__situation') }} as situations
    inner join {{ ref('int_forms__beside') }} as beside on situations.submission_no = beside.submission_no
    inner join told on beside.other_no = told.shape_no
    where situations.is_example
    group by situations.situation_no, told.claim_key
)

select
    situations.situation_no,
    told.claim_key,
    coalesce(given_way.in_own_place, 0) = 0 as is_first,
    given_way.claim_key is null as is_counted
from {{ ref('int_forms__situation') }} as situations
inner join told on situations.shape_no = told.shape_no
left join given_way
    on situations.situation_no = given_way.situation_no and told.claim_key = given_way.claim_key
where situations.is_example
