-- What was sent first is version 1, by arrival, and of what came at once by name. The first stays when a second comes,
-- also where the return is not owed.
with submissions as (
    select
        *,
        row_number() over (
            partition by return_type, period, locality_code
            order by arrived_at nulls last, known_from, path, submission_key
        ) as version
    from {{ ref('stg_bronze__submission') }}
)

select
    submissions.submission_key,
    obligations.obligation_key,
    submissions.return_type,
    submissions.period,
    submissions.locality_code,
    submissions.file_kind,
    submissions.version,
    submissions.sha256,
    submissions.size_bytes,
    submissions.source_id,
    submissions.path,
    submissions.landing_path,
    submissions.document_no,
    submissions.document_on,
    submissions.signer,
    submissions.sent_on,
    submissions.arrived_at,
    submissions.arrival_basis,
    submissions.known_from,
    submissions.is_nil,
    submissions.state,
    submissions.reason_code,
    submissions.reason,
    evidence.evidence,
    submissions.sheet,
    submissions.cell,
    submissions.line,
    submissions.form,
    submissions.form_version,
    submissions.missing_count
from submissions
left join {{ ref('int_obligations') }} as obligations
    on
        submissions.return_type = obligations.return_type
        and submissions.period = obligations.period
        and submissions.locality_code = obligations.locality_code
left join {{ ref('int_evidence') }} as evidence on submissions.submission_key = evidence.evidence_key
