-- RG13: a document number is written with a blank inside; it is read without it.
select
    {{ finding_columns(
        'RG13', 'document',
        found='document.document_no_raw',
        expected='document.document_no'
    ) }}
from {{ ref('int_findings__document') }} as document
where
    document.is_first_of_symbol
    and trim(document.document_no_raw) like '% %'
