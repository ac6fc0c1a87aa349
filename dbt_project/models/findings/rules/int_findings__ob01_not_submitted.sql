-- OB01: a return is due and not received as of the run's date. The place is the row of the latest register on it, if
-- there is one. Once nobody is left to ask, it is for information.
with lines as (
    select
        *,
        row_number() over (
            partition by return_type, period, locality_code
            order by known_from desc, submission_key asc, row_no asc nulls last
        ) as line_no
    from {{ ref('int_findings__register_line') }}
),

placed as (
    select
        statuses.*, lines.submission_key, lines.sheet, lines.mark_cell as cell, lines.line
    from {{ ref('int_findings__status_as_of') }} as statuses
    left join lines
        on
            statuses.return_type = lines.return_type
            and statuses.period = lines.period
            and statuses.locality_code = lines.locality_code
            and lines.line_no = 1
    where statuses.status = 'overdue'
)

select
    {{ finding_columns(
        'OB01', 'placed',
        found="case
            when placed.document_no is not null then " ~ finding_document('placed.document_no', 'placed.document_on') ~ "
            when placed.evidence = 'claimed' then 'X, không có số và ngày văn bản'
            when placed.reasons like '%rejected_submission%' then 'bản đã gửi bị trả lại'
            else 'không có văn bản'
        end",
        expected='placed.due_text',
        severity="case when not placed.is_chased then 'info' end"
    ) }}
from placed
