"""The queries behind a proof: named parameters, instants as local time, nothing later than the two clocks allow."""

from __future__ import annotations

from delivery.reminders.due import PLACE_NAME

OWED = f"""
select
    o.obligation_key, d.recipient, d.precondition, d.valid_from as duty_from, d.valid_to as duty_to, o.is_extended,
    o.extension_reason, o.locality_key, {PLACE_NAME} as locality, l.valid_from as locality_from,
    case when l.valid_to < date '9999-12-31' then l.valid_to end as locality_to
from marts.fct_obligation as o
left join reference.duties as d on d.duty_id = o.duty_id
left join marts.dim_locality as l on l.locality_key = o.locality_key
where o.obligation_key in (select unnest($obligations))
"""

#: Covers, forms, reports and rows of registers; what was rejected has no evidence, only a submission.
DOCUMENTS = """
select
    coalesce(e.obligation_key, s.obligation_key) as obligation_key, e.evidence_key, s.submission_key,
    coalesce(e.evidence_kind, s.file_kind) as kind, e.evidence, e.has_mark,
    case when e.evidence_key is null then s.document_no else e.document_no end as document_no,
    case when e.evidence_key is null then s.document_on else e.document_on end as document_on,
    timezone('Asia/Ho_Chi_Minh', coalesce(e.received_at, s.arrived_at)) as received_at,
    coalesce(e.arrival_basis, s.arrival_basis) as arrival_basis,
    timezone('Asia/Ho_Chi_Minh', coalesce(e.known_from, s.known_from)) as known_from,
    s.source_id, s.path, s.version, s.state, s.reason, coalesce(e.sheet, s.sheet) as sheet,
    coalesce(e.cell, s.cell) as cell, coalesce(e.line, s.line) as line, e.raw_text
from marts.fct_submission as s
left join marts.fct_evidence as e on e.submission_key = s.submission_key
where
    case when e.evidence_key is null then s.obligation_key else e.obligation_key end in (select unnest($obligations))
    and (e.evidence_key is not null or s.state = 'rejected')
    and coalesce(e.received_at, s.arrived_at) <= $as_of and coalesce(e.known_from, s.known_from) <= $known
order by
    coalesce(e.evidence_kind = 'register', false), s.version desc, coalesce(e.received_at, s.arrived_at), e.evidence_key
"""

#: Registers of a place that holds the reporter, which say who has sent a return: where else it could have shown up.
REGISTERS = """
select
    mine.obligation_key, s.source_id, s.path, s.document_no, s.document_on, e.sheet,
    count(distinct e.obligation_key) as named, bool_or(e.obligation_key = mine.obligation_key) as names_reporter,
    timezone('Asia/Ho_Chi_Minh', min(e.known_from)) as known_from
from marts.fct_obligation as mine
inner join marts.fct_obligation as o on o.return_type = mine.return_type and o.period = mine.period
inner join marts.fct_evidence as e on e.obligation_key = o.obligation_key
inner join marts.fct_submission as s on s.submission_key = e.submission_key
where
    mine.obligation_key in (select unnest($obligations)) and e.evidence_kind = 'register' and e.known_from <= $known
    and s.locality_code in (select unnest($places))
group by all
order by mine.obligation_key, known_from, s.path, e.sheet
"""

#: A source is a place's own when a receipt says so, or something of that place came from it.
SOURCES = """
select locality_code, source_id from marts.fct_receipt where locality_code is not null and attempted_at <= $known
union
select locality_code, source_id from marts.fct_submission where known_from <= $known
order by all
"""

LOOKS = """
select
    source_id, state, reason, files_listed, timezone('Asia/Ho_Chi_Minh', attempted_at) as attempted_at,
    timezone(
        'Asia/Ho_Chi_Minh', max(case when state <> 'failed' then attempted_at end) over (partition by source_id)
    ) as listed_at
from marts.fct_receipt
where attempt_kind = 'source' and source_id in (select unnest($sources)) and attempted_at <= $known
qualify row_number() over (partition by source_id order by attempted_at desc) = 1
"""

#: Files of the reporter's sources that were not taken, and of which it is not known what return they are.
UNPLACED = """
select r.source_id, r.path, r.state, r.reason, timezone('Asia/Ho_Chi_Minh', r.attempted_at) as attempted_at
from marts.fct_receipt as r
left join marts.fct_submission as s on s.submission_key = r.submission_key
where
    r.attempt_kind = 'file' and r.source_id in (select unnest($sources)) and r.state in ('quarantined', 'rejected')
    and s.obligation_key is null and r.attempted_at <= $known
order by r.attempted_at, r.path
"""

#: The tiers in force: those of the narrowest pair of return type and level that has any.
TIERS = """
with held as (
    select
        o.obligation_key, t.*,
        dense_rank() over (
            partition by o.obligation_key order by t.return_type = '*', t.reporter_level = '*'
        ) as pair_no,
        row_number() over (
            partition by o.obligation_key, t.return_type, t.reporter_level, t.tier order by t.valid_from desc
        ) as version_no
    from marts.fct_obligation as o
    inner join reference.reminder_tiers as t
        on t.return_type in (o.return_type, '*') and t.reporter_level in (o.reporter_level, '*')
        and t.valid_from <= $day and coalesce($day < t.valid_to, true)
    where o.obligation_key in (select unnest($obligations))
)
select
    obligation_key, tier, tier_no, phase, days_from_due, days_after_previous, reply_days, legal_basis, reason
from held
where pair_no = 1 and version_no = 1
order by obligation_key, phase, tier_no
"""

NEAREST_PLACES = """
select locality_code from marts.dim_locality
group by locality_code
order by levenshtein(locality_code, $place), locality_code limit 5
"""
