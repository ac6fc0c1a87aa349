-- RG01: a register row names a document but leaves the mark empty, so its total row does not count it.
select
    {{ finding_columns(
        'RG01', 'lines',
        found="concat_ws('', lines.documents_text, ', không có dấu X')",
        expected="stated.marked_count",
        expected_line='stated.marked_line',
        cell='lines.mark_cell'
    ) }}
from {{ ref('int_findings__register_line') }} as lines
left join {{ ref('int_findings__stated_count') }} as stated
    on
        lines.submission_key = stated.submission_key
        and lines.return_type = stated.return_type
        and lines.period = stated.period
where lines.document_count > 0 and not lines.has_mark
