-- What stands beside a current form and tells figures of the same: forms of its own place that go before it (of the
-- later period, then known last), and forms and reports of places that hold its own. Told by their shapes; what the
-- reports of a place tell is one shape, with a number below 0.
with current_forms as (
    select
        submissions.submission_no,
        shapes.shape_no,
        submissions.place_path,
        row_number() over (
            partition by submissions.place_path
            order by submissions.as_of_on desc, submissions.known_from desc, submissions.submission_key asc
        ) as turn_no
    from {{ ref('int_forms__submission') }} as submissions
    inner join {{ ref('int_forms__shape') }} as shapes on submissions.submission_no = shapes.submission_no
    where submissions.is_current
),

claims_of_forms as (
    select distinct
        shape_no,
        claim_key
    from {{ ref('int_forms__widest') }}
),

shared as (
    select distinct
        one.shape_no,
        other.shape_no as other_no
    from claims_of_forms as one
    inner join claims_of_forms as other on one.claim_key = other.claim_key

    union all

    select distinct
        one.shape_no,
        reports.shape_no as other_no
    from claims_of_forms as one
    inner join {{ ref('int_forms__report_shape') }} as reports on one.claim_key = reports.claim_key
),

told as (
    select distinct
        place_path,
        shape_no
    from current_forms

    union all

    select distinct
        place_path,
        shape_no
    from {{ ref('int_forms__report_shape') }}
),

wider as (
    {% for steps in range(1, 5) %}
        select
            place_path,
            {{ first_steps('place_path', steps) }} as wider_path
        from current_forms
        {{ 'union' if not loop.last }}
    {% endfor %}
)

select distinct
    one.submission_no,
    other.shape_no as other_no,
    false as is_wider
from current_forms as one
inner join current_forms as other on one.place_path = other.place_path and one.turn_no > other.turn_no
inner join shared on one.shape_no = shared.shape_no and other.shape_no = shared.other_no

union all

select
    one.submission_no,
    told.shape_no as other_no,
    true as is_wider
from current_forms as one
inner join wider on one.place_path = wider.place_path and one.place_path <> wider.wider_path
inner join told on wider.wider_path = told.place_path
inner join shared on one.shape_no = shared.shape_no and told.shape_no = shared.other_no
group by one.submission_no, told.shape_no
