-- The forms whose figures are to be looked at in this build, with the place they speak of now or spoke of before: all,
-- or, where the build before is carried on, those that came, went or changed in what decides on their figures.
with found as (
    select
        submission_no, locality_id, locality_code, place_path, form, return_type, period,
        {{ submission_state() if growing() else '0' }} as state
    from {{ ref('form_submission') }}
){% if growing() %},

earlier as (
    select * from {{ before('form_submission') }}
)

select
    found.submission_no, found.locality_id, found.locality_code, found.place_path, found.form, found.return_type,
    found.period
from found
left join earlier on found.submission_no = earlier.submission_no
where found.state is distinct from earlier.state

union

select
    earlier.submission_no, earlier.locality_id, earlier.locality_code, earlier.place_path, earlier.form,
    earlier.return_type, earlier.period
from earlier
left join found on earlier.submission_no = found.submission_no
where earlier.state is distinct from found.state
{% else %}

select submission_no, locality_id, locality_code, place_path, form, return_type, period
from found
{% endif %}
