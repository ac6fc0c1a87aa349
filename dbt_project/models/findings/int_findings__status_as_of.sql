-- The status of each return at the end of the run's as-of date, with everything known now.
select
    obligations.return_type,
    obligations.period,
    obligations.locality_code,
    statuses.status,
    statuses.evidence,
    statuses.reasons,
    coalesce({{ finding_as_of_on() }} < obligations.chase_until, true) as is_chased,
    documents.document_no,
    documents.document_on,
    concat_ws(
        ' ',
        case obligations.due_rule when 'before' then 'trước ngày' else 'chậm nhất ngày' end,
        {{ finding_date('obligations.due_on') }}
    ) as due_text
from {{ ref('fct_return_status') }} as statuses
inner join {{ ref('int_obligations') }} as obligations
    on statuses.obligation_key = obligations.obligation_key
left join {{ ref('int_evidence') }} as documents
    on statuses.evidence_key = documents.evidence_key
where {{ holds_at('statuses', run_as_of(), 'null') }}
