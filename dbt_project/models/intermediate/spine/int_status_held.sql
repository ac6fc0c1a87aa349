-- What is held of a return in each piece. The document that counts is the earliest that suffices, the reporter's own
-- before a register's; a claim stands in for it as long as nothing else is there.
with held as (
    select
        intervals.obligation_key,
        intervals.valid_from,
        intervals.known_from,
        min(intervals.valid_to) as valid_to,
        min(intervals.known_to) as known_to,
        min(case when facts.fact = 'document' then facts.fact_no end) as document_fact_no,
        max(case when facts.fact = 'document' then facts.evidence_rank end) as evidence_rank,
        min(case when facts.is_sufficient then facts.received_at end) as sufficient_at,
        min(case when facts.is_nil then facts.received_at end) as nil_at,
        count(case when facts.is_sufficient and facts.evidence_kind = 'cover' then 1 end) > 0 as has_own_document,
        count(case when facts.is_mark_missing then 1 end) > 0 as is_mark_missing,
        count(case when facts.fact = 'rejection' then 1 end) > 0 as has_rejection,
        count(case when facts.fact = 'presupposed' then 1 end) > 0 as has_presupposed
    from {{ ref('int_status_intervals') }} as intervals
    left join {{ ref('int_status_facts') }} as facts
        on
            intervals.obligation_key = facts.obligation_key
            and intervals.known_from >= facts.known_from
            and intervals.known_from < facts.known_to
            and intervals.valid_from >= facts.effective_at
    group by intervals.obligation_key, intervals.valid_from, intervals.known_from
)

select
    held.obligation_key,
    held.valid_from,
    held.valid_to,
    held.known_from,
    held.known_to,
    levels.evidence,
    held.evidence_rank,
    facts.evidence_key,
    held.sufficient_at,
    held.nil_at,
    held.has_own_document,
    held.is_mark_missing,
    held.has_rejection,
    held.has_presupposed
from held
left join {{ ref('int_status_facts') }} as facts
    on held.obligation_key = facts.obligation_key and held.document_fact_no = facts.fact_no
left join {{ ref('evidence_levels') }} as levels on held.evidence_rank = levels.rank
