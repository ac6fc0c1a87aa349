-- Rows belong to one copy of their register: settled on the submission, so that no window runs over the rows.
with kept as (
    {{ kept_copies() }}
)

select
    register_rows.batch_id,
    register_rows.submission_key,
    register_rows.register_id,
    register_rows.sheet,
    register_rows.cell,
    register_rows.mark_cell,
    register_rows.line,
    register_rows.row_no,
    register_rows.return_type,
    register_rows.period,
    register_rows.locality_level,
    register_rows.locality_code,
    register_rows.locality_raw,
    coalesce(register_rows.has_mark, false) as has_mark,
    register_rows.mark_raw,
    register_rows.document_seq,
    register_rows.document_count,
    {{ filled('register_rows.document_no') }} as document_no,
    register_rows.document_no_raw,
    register_rows.document_on,
    register_rows.document_on_raw,
    register_rows.raw_text,
    register_rows.known_from,
    register_rows.arrival_basis
from {{ source('bronze', 'register_row') }} as register_rows
inner join kept as submissions
    on register_rows.submission_key = submissions.submission_key and register_rows.batch_id = submissions.batch_id
