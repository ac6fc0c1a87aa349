-- A batch that was written twice repeats its attempts; an attempt is one row.
with attempts as (
    select
        *,
        row_number() over (partition by attempt_id order by attempted_at, batch_id) as copy_no
    from {{ ref('stg_bronze__attempt') }}
)

select
    batch_id,
    attempt_id,
    run_id,
    attempted_at,
    source_id,
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
from attempts
where copy_no = 1
