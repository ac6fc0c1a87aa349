-- RG13: a document number is written with a blank inside; it is read without it. What else stands in the cell, such as
-- the word before the number, is no such blank.
with compared as (
    select
        *,
        replace(document_no_raw, ' ', '') as raw_without_blanks
    from {{ ref('int_findings__document') }}
    where is_first_of_symbol
)

select
    {{ finding_columns(
        'RG13', 'compared',
        found='compared.document_no_raw',
        expected='compared.document_no'
    ) }}
from compared
where
    replace(compared.document_no_raw, compared.document_no, '') = compared.document_no_raw
    and replace(compared.raw_without_blanks, compared.document_no, '') <> compared.raw_without_blanks
