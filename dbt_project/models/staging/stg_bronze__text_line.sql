-- The lines of one copy of a stored text.
with kept as (
    {{ kept_copies() }}
)

select
    lines.batch_id,
    lines.submission_key,
    lines.line,
    lines.text
from {{ source('bronze', 'text_line') }} as lines
inner join kept as submissions
    on lines.submission_key = submissions.submission_key and lines.batch_id = submissions.batch_id
