{{ config(pre_hook="{{ keep_before(this, status_rejection()) }}") }}
with kept as (
    {{ kept_copies() }}
)

select
    submissions.batch_id,
    submissions.submission_key,
    submissions.source_id,
    submissions.path,
    submissions.sha256,
    submissions.size_bytes,
    submissions.landing_path,
    submissions.file_kind,
    submissions.reporter_level,
    submissions.locality_code,
    submissions.return_type,
    submissions.period,
    {{ filled('submissions.document_no') }} as document_no,
    submissions.document_no_raw,
    submissions.document_on,
    submissions.document_on_raw,
    submissions.signer,
    submissions.sent_on,
    submissions.arrived_at,
    submissions.arrival_basis,
    submissions.known_from,
    coalesce(submissions.is_nil, false) as is_nil,
    submissions.state,
    submissions.reason_code,
    submissions.reason,
    submissions.sheet,
    submissions.cell,
    submissions.line,
    submissions.form,
    submissions.form_version,
    submissions.missing_count,
    submissions.state in ('accepted', 'accepted_with_findings') as is_accepted
from {{ source('bronze', 'submission') }} as submissions
inner join kept on submissions.submission_key = kept.submission_key and submissions.batch_id = kept.batch_id
