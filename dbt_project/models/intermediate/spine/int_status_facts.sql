-- depends_on: {{ ref('int_status_touched') }}
-- Everything a status depends on besides the clock, with the instant it takes effect and the interval it is known in.
-- What was there before the return was asked for counts from its opening on.
with rejections as (
    select
        {{ obligation_key('return_type', 'period', 'locality_code') }} as obligation_key,
        submission_key, arrived_at, known_from
    from {{ ref('stg_bronze__submission') }}
    where state = 'rejected'
),

presupposed as (
    select
        obligations.obligation_key,
        min(evidence.received_at) as received_at,
        evidence.known_from
    from {{ ref('int_obligations') }} as obligations
    inner join {{ ref('int_obligations') }} as earlier
        on
            obligations.presupposes = earlier.return_type
            and obligations.locality_id = earlier.locality_id
            and obligations.period_starts_on <= earlier.period_ends_on
            and obligations.period_ends_on >= earlier.period_starts_on
    inner join {{ ref('int_evidence') }} as evidence on earlier.obligation_key = evidence.obligation_key
    group by obligations.obligation_key, evidence.known_from
),

facts as (
    select
        obligation_key, 'document' as fact, evidence_key, evidence_kind, evidence_rank, is_sufficient, is_nil,
        coalesce(not has_mark, false) as is_mark_missing, received_at, known_from, known_to
    from {{ ref('int_evidence') }}

    union all

    select
        obligation_key, 'rejection' as fact, submission_key as evidence_key, 'cover' as evidence_kind,
        0 as evidence_rank,
        false as is_sufficient, false as is_nil, false as is_mark_missing, arrived_at as received_at, known_from,
        {{ open_end() }} as known_to
    from rejections

    union all

    select
        obligation_key, 'presupposed' as fact, null as evidence_key, null as evidence_kind, 0 as evidence_rank,
        false as is_sufficient, false as is_nil, false as is_mark_missing, received_at, known_from,
        {{ open_end() }} as known_to
    from presupposed
)

select
    facts.obligation_key,
    facts.fact,
    facts.evidence_key,
    facts.evidence_kind,
    facts.evidence_rank,
    facts.is_sufficient,
    facts.is_nil,
    facts.is_mark_missing,
    facts.received_at,
    greatest(facts.received_at, obligations.opens_at) as effective_at,
    greatest(facts.known_from, obligations.opens_at) as known_from,
    facts.known_to,
    row_number() over (
        partition by facts.obligation_key
        order by
            case when facts.is_sufficient or facts.is_nil then 0 else 1 end,
            facts.received_at nulls last,
            facts.evidence_kind nulls last,
            facts.evidence_key nulls last
    ) as fact_no
from facts
inner join {{ ref('int_obligations') }} as obligations on facts.obligation_key = obligations.obligation_key
where
    facts.known_to > greatest(facts.known_from, obligations.opens_at)
    and {{ in_touched_obligations('facts.obligation_key') }}
