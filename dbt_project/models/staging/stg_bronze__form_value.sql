-- Cells belong to one copy of their workbook: settled on the submission, so that no window runs over the cells.
with kept as (
    {{ kept_copies() }}
)

select
    cells.submission_key,
    cells.cell_no,
    cells.value,
    cells.text,
    cells.absence
from {{ source('bronze', 'form_value') }} as cells
inner join kept as submissions
    on cells.submission_key = submissions.submission_key and cells.batch_id = submissions.batch_id
