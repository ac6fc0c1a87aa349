-- RG09: a document is not of the kind its return should have; how much that matters is policy, kind by kind.
with expected_kind as (
    select accepted.return_type, min(types.name_vi) as name_vi
    from {{ ref('accepted_documents') }} as accepted
    inner join {{ ref('document_types') }} as types
        on accepted.kind = types.kind
    where accepted.judgement = 'expected'
    group by accepted.return_type
),

stated as (
    select return_type, period, min(received_count) as received_count, min(received_line) as line
    from {{ ref('int_findings__stated_count') }}
    where received_count is not null
    group by return_type, period
)

select
    {{ finding_columns(
        'RG09', 'document',
        found="concat_ws('; ', document.document_text, document.kind_vi)",
        expected="concat_ws(
            '; ', expected_kind.name_vi,
            case
                when stated.received_count is not null
                    then concat_ws(' ', 'được tính vào', stated.received_count)
            end
        )",
        expected_line='stated.line',
        severity='document.severity'
    ) }}
from {{ ref('int_findings__document_kind') }} as document
left join expected_kind
    on document.return_type = expected_kind.return_type
left join stated
    on document.return_type = stated.return_type and document.period = stated.period
where document.judgement <> 'expected'
