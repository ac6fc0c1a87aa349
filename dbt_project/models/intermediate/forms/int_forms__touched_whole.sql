-- The forms of superiors that are set against their parts anew: those that were touched, and those of the place right
-- above one that was.
select touched.submission_no
from {{ ref('int_forms__touched') }} as touched

union

select wholes.submission_no
from {{ ref('int_forms__touched') }} as parts
inner join {{ ref('int_forms__submission') }} as wholes
    on
        {{ parent_path('parts.place_path') }} = wholes.place_path
        and parts.form = wholes.form
        and parts.return_type = wholes.return_type
        and parts.period = wholes.period
