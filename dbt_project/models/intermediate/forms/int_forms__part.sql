-- depends_on: {{ ref('int_forms__touched_whole') }}
-- A current form beside the current forms of the localities that lie right within its own: the same form, return and
-- period.
select
    wholes.submission_no,
    parts.submission_no as part_no,
    parts.form,
    parts.form_version,
    parts.is_nil,
    coalesce(members.groups_text, '') as groups_text
from {{ ref('int_forms__submission') }} as wholes
inner join {{ ref('int_forms__submission') }} as parts
    on
        wholes.place_path = parts.parent_path
        and wholes.form = parts.form
        and wholes.return_type = parts.return_type
        and wholes.period = parts.period
left join {{ ref('int_forms__member') }} as members
    on parts.locality_code = members.locality_code and parts.reckoned_on = members.reckoned_on
where wholes.is_current and parts.is_current and {{ in_touched_wholes('wholes.submission_no') }}
