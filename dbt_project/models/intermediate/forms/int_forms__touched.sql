-- The forms whose figures are to be looked at in this build, with the place they speak of now or spoke of before: all,
-- or, where the build before is carried on, those that came, went or changed in what decides on their figures.
select distinct submission_no, locality_id, locality_code, place_path, form, return_type, period
from
{% if growing() %}
        (
            {{ changed_rows(
                '(select ' ~ submission_said() ~ ' from ' ~ ref('form_submission') ~ ') as found',
                before('form_submission'),
                'submission_no, locality_id, locality_code, place_path, form, return_type, period, state'
            ) }}
        ) as changed
{% else %}
        {{ ref('form_submission') }}
{% endif %}
