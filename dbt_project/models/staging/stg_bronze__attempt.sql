select
    batch_id,
    attempt_id,
    run_id,
    attempted_at,
    source_id,
    locality_code,
    attempt_kind,
    path,
    sha256,
    size_bytes,
    state,
    reason_code,
    reason,
    submission_key,
    sent_on,
    signed_on,
    arrived_at,
    arrival_basis,
    files_listed,
    files_new,
    files_unchanged
from {{ source('bronze', 'attempt') }}
where {{ in_snapshot() }}
