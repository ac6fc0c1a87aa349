-- The ledger is append-only; records older than the rule of retention are swept before a build.
select
    run_step_key,
    run_id,
    job,
    step,
    subject,
    started_at,
    ended_at,
    seconds,
    state,
    rows,
    bytes,
    detail
from {{ source('bronze', 'run_step') }}
where {{ in_snapshot() }}
