-- The ledger is append-only: what is taken back stays, beside the entry that takes it back.
select
    explanation_key,
    finding_key,
    subject_key,
    rule_id,
    return_type,
    period,
    locality_code,
    subject,
    found,
    expected,
    text,
    accepted_by,
    accepted_at,
    accepted_until,
    recorded_at,
    withdraws
from {{ source('bronze', 'explanation') }}
where {{ in_snapshot() }}
