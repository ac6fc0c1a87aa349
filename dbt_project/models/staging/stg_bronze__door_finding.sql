with door_findings as (
    select
        *,
        row_number() over (partition by finding_id order by batch_id) as copy_no
    from {{ source('bronze', 'door_finding') }}
    where {{ in_snapshot() }}
)

select
    batch_id,
    finding_id,
    rule_id,
    source_id,
    path,
    sha256,
    submission_key,
    locality_code,
    return_type,
    period,
    sheet,
    cell,
    line,
    found,
    expected,
    message_vi
from door_findings
where copy_no = 1
