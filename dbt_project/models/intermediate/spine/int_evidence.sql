{{ config(pre_hook="{{ keep_before(this, status_evidence()) }}") }}
-- What speaks for a return: the accepted submissions of its reporter, and the rows of registers. A mark or a cover
-- without a number is a claim; of a report the file itself is held, also where its number is blank; a form is as good
-- as what the door said of it. Where the reporter's own document is known, a register's word on it counts no longer.
with warned as (
    select distinct findings.submission_key
    from {{ ref('stg_bronze__door_finding') }} as findings
    left join {{ ref('int_rules') }} as rules on findings.rule_id = rules.rule_id
    where coalesce(rules.severity, 'warn') <> 'info'
),

documents as (
    select
        submissions.submission_key as evidence_key, submissions.submission_key, 'cover' as evidence_kind,
        submissions.return_type, submissions.period, submissions.locality_code,
        cast(null as boolean) as has_mark, cast(null as {{ dbt.type_bigint() }}) as document_seq,
        submissions.document_no, submissions.document_on, submissions.arrived_at, submissions.known_from,
        submissions.arrival_basis, submissions.is_nil, submissions.sheet, submissions.cell, submissions.line,
        coalesce(submissions.document_no_raw, submissions.document_no) as raw_text, submissions.file_kind,
        case
            when submissions.file_kind <> 'form' then null
            when submissions.missing_count > 0 then 'file_held'
            when submissions.state = 'accepted' or warned.submission_key is null then 'accepted'
            else 'content_complete'
        end as form_evidence
    from {{ ref('stg_bronze__submission') }} as submissions
    left join warned on submissions.submission_key = warned.submission_key
    where submissions.is_accepted

    union all

    select
        {{ register_evidence_key('rows') }} as evidence_key, rows.submission_key, 'register' as evidence_kind,
        rows.return_type, rows.period, rows.locality_code, rows.has_mark, rows.document_seq,
        rows.document_no, rows.document_on, rows.known_from as arrived_at, rows.known_from, rows.arrival_basis,
        false as is_nil, rows.sheet, rows.cell, rows.line, rows.raw_text, 'register' as file_kind,
        null as form_evidence
    from {{ ref('stg_bronze__register_row') }} as rows
    inner join {{ ref('stg_bronze__submission') }} as registers on rows.submission_key = registers.submission_key
    where registers.is_accepted and (rows.document_no is not null or rows.has_mark)
),

own_documents as (
    select
        {{ obligation_key('return_type', 'period', 'locality_code') }} as obligation_key,
        {{ same_text('document_no') }} as number_key,
        min(known_from) as known_from
    from documents
    where evidence_kind = 'cover' and document_no is not null
    group by 1, 2
),

placed as (
    select
        documents.*,
        obligations.obligation_key,
        obligations.required_rank,
        obligations.date_basis,
        case
            when documents.form_evidence is not null then documents.form_evidence
            when documents.file_kind = 'report' then 'file_held'
            when documents.document_no is null then 'claimed'
            else 'document_number_known'
        end as evidence,
        case
            when obligations.date_basis = 'arrival' then documents.arrived_at
            else coalesce({{ local_midnight('documents.document_on') }}, documents.arrived_at)
        end as received_at,
        case when documents.evidence_kind = 'register' then own_documents.known_from end as superseded_from
    from documents
    left join {{ ref('int_obligations') }} as obligations
        on
            documents.return_type = obligations.return_type
            and documents.period = obligations.period
            and documents.locality_code = obligations.locality_code
    left join own_documents
        on
            {{ obligation_key('documents.return_type', 'documents.period', 'documents.locality_code') }}
            = own_documents.obligation_key
            and {{ same_text('documents.document_no') }} = own_documents.number_key
)

select
    placed.evidence_key,
    placed.obligation_key,
    placed.submission_key,
    placed.evidence_kind,
    placed.evidence,
    levels.rank as evidence_rank,
    coalesce(levels.rank >= placed.required_rank, false) as is_sufficient,
    placed.is_nil,
    placed.has_mark,
    placed.document_seq,
    placed.document_no,
    placed.document_on,
    placed.received_at,
    placed.known_from,
    coalesce(placed.superseded_from, {{ open_end() }}) as known_to,
    placed.arrival_basis,
    placed.sheet,
    placed.cell,
    placed.line,
    placed.raw_text
from placed
inner join {{ ref('evidence_levels') }} as levels on placed.evidence = levels.evidence
