-- The versions of narrative reports among the submissions that figures come from. A day of forms leaves this as it is,
-- and with it all that is made of reports alone.
select
    submission_key,
    return_type,
    period,
    locality_code,
    document_on,
    reckoned_on,
    known_from,
    known_to,
    is_current
from {{ ref('int_figures__submission') }}
where form is null
