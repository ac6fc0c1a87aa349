-- RG14: a date is printed with one digit for the day or the month, unlike dd/mm/yyyy elsewhere.
select
    {{ finding_columns(
        'RG14', 'document',
        found='document.document_on_raw',
        expected=finding_date('document.document_on')
    ) }}
from {{ ref('int_findings__document') }} as document
where
    {{ trimmed('document.document_on_raw') }} like '%/%/%'
    and (
        length({{ dbt.split_part(trimmed('document.document_on_raw'), "'/'", 1) }}) = 1
        or length({{ dbt.split_part(trimmed('document.document_on_raw'), "'/'", 2) }}) = 1
    )
