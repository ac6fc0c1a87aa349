-- Statements belong to one copy of the file they stand in, as the rows of a register do.
with kept as (
    {{ kept_copies() }}
)

select
    statements.batch_id,
    statements.submission_key,
    statements.sheet,
    statements.cell,
    statements.line,
    statements.statement_kind,
    statements.category,
    statements.subject_return_type,
    statements.subject_period,
    statements.stated_count,
    statements.locality_code,
    statements.locality_raw,
    {{ filled('statements.document_no') }} as document_no,
    statements.document_on,
    statements.raw_text,
    statements.known_from
from {{ source('bronze', 'statement') }} as statements
inner join kept as submissions
    on statements.submission_key = submissions.submission_key and statements.batch_id = submissions.batch_id
