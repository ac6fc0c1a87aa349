-- OB02: a return was received, but after it was due.
with placed as (
    select
        statuses.*, document.submission_key, document.sheet, document.cell, document.line
    from {{ ref('int_findings__status_as_of') }} as statuses
    left join {{ ref('int_findings__document') }} as document
        on
            statuses.return_type = document.return_type
            and statuses.period = document.period
            and statuses.locality_code = document.locality_code
            and {{ same_text('statuses.document_no') }} = document.symbol_key
            and statuses.document_on = document.document_on
    where statuses.status = 'late'
)

select
    {{ finding_columns(
        'OB02', 'placed',
        found=finding_document('placed.document_no', 'placed.document_on'),
        expected='placed.due_text'
    ) }}
from placed
