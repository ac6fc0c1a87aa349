-- RG10: the body that must sign is not in the symbol of the document; also catches a mistyped abbreviation of it.
select
    {{ finding_columns(
        'RG10', 'document',
        found='document.document_text',
        expected='document.required_symbol'
    ) }}
from {{ ref('int_findings__document_kind') }} as document
where
    document.required_symbol is not null
    and replace(document.symbol_key, {{ same_text('document.required_symbol') }}, '') = document.symbol_key
