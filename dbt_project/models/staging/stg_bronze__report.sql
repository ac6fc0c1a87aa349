-- What a report says of itself belongs to one copy of its file, as its figures and lines do.
with kept as (
    {{ kept_copies() }}
)

select
    reports.batch_id,
    reports.submission_key,
    reports.kind,
    reports.title,
    reports.document_no_raw,
    reports.issued_at_place,
    reports.issuer,
    reports.addressees,
    reports.legal_basis,
    reports.locality_code,
    reports.period,
    reports.as_of as as_of_on,
    reports.encoding,
    reports.media,
    reports.line_count,
    reports.figure_count,
    reports.known_from
from {{ source('bronze', 'report') }} as reports
inner join kept as submissions
    on reports.submission_key = submissions.submission_key and reports.batch_id = submissions.batch_id
