-- The same file of the same reporter can be taken in by two batches; it is one submission, known since the first of them.
with submissions as (
    select
        *,
        row_number() over (partition by submission_key order by known_from, arrived_at, batch_id) as copy_no
    from {{ source('bronze', 'submission') }}
    where {{ in_snapshot() }}
)

select
    batch_id,
    submission_key,
    source_id,
    path,
    sha256,
    size_bytes,
    landing_path,
    file_kind,
    reporter_level,
    locality_code,
    return_type,
    period,
    {{ filled('document_no') }} as document_no,
    document_no_raw,
    document_on,
    document_on_raw,
    signer,
    sent_on,
    arrived_at,
    arrival_basis,
    known_from,
    coalesce(is_nil, false) as is_nil,
    state,
    reason_code,
    reason,
    sheet,
    cell,
    line,
    state in ('accepted', 'accepted_with_findings') as is_accepted
from submissions
where copy_no = 1
