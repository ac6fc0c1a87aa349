-- Append-only: an event is never changed, what came of an intent is another event.
select
    event_id,
    event,
    reminder_key,
    obligation_key,
    return_type,
    period,
    locality_code,
    addressed_body_code,
    addressed_locality_code,
    tier,
    tier_no,
    phase,
    fault,
    channel,
    attempt,
    as_of_on,
    list_id,
    message_id,
    document_no,
    document_on,
    reason,
    note,
    decided_by,
    run_id,
    recorded_at
from {{ source('bronze', 'reminder_event') }}
where {{ in_snapshot() }}
