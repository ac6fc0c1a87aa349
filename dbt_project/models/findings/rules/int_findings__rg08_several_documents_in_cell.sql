-- RG08: one register cell names several documents, so the row does not say which of them is the return.
select
    {{ finding_columns(
        'RG08', 'lines',
        found='lines.documents_text',
        expected="'một văn bản'"
    ) }}
from {{ ref('int_findings__register_line') }} as lines
where lines.document_count > 1
