-- RG02: a register row is marked but names no document. Expected shows what else is known: the sender's own record, or
-- the document the text gives for the locality.
with sent as (
    select return_type, period, locality_code, min(document_text) as document_text
    from {{ ref('int_findings__document') }}
    group by return_type, period, locality_code
),

given as (
    select submission_key, return_type, period, locality_code, min(line) as line, min(document_text) as document_text
    from {{ ref('int_findings__stated_name') }}
    where document_text is not null
    group by submission_key, return_type, period, locality_code
)

select
    {{ finding_columns(
        'RG02', 'lines',
        found="case
            when lines.documents_text is null then 'X, không có số và ngày văn bản'
            else concat_ws('', 'X, không đọc được số: ', lines.documents_text)
        end",
        expected="coalesce(sent.document_text, given.document_text, 'số và ngày văn bản')",
        expected_line='case when sent.document_text is null then given.line end',
        cell='lines.mark_cell'
    ) }}
from {{ ref('int_findings__register_line') }} as lines
left join sent
    on
        lines.return_type = sent.return_type
        and lines.period = sent.period
        and lines.locality_code = sent.locality_code
left join given
    on
        lines.submission_key = given.submission_key
        and lines.return_type = given.return_type
        and lines.period = given.period
        and lines.locality_code = given.locality_code
where lines.has_mark and lines.document_count = 0
