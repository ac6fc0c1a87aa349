-- One document that speaks for a return. A document that a register names and that its sender also sent is one
-- document; the register's place is kept because the contradictions between documents are stated there.
with named as (
    select
        return_type, period, locality_code, submission_key, sheet, cell, line, document_seq,
        document_no, document_no_raw, document_on, document_on_raw, known_from, 1 as place_rank
    from {{ ref('stg_bronze__register_row') }}
    where document_seq > 0 and document_no is not null and {{ finding_accepted() }}

    union all

    select
        return_type, period, locality_code, submission_key, sheet, cell, line, 1 as document_seq,
        document_no, document_no_raw, document_on, document_on_raw, known_from, 2 as place_rank
    from {{ ref('stg_bronze__submission') }}
    where is_accepted and document_no is not null
),

keyed as (
    select
        *,
        {{ same_text('document_no') }} as symbol_key,
        min(known_from) over (
            partition by return_type, period, locality_code, {{ same_text('document_no') }}, document_on
        ) as first_known_from
    from named
),

ranked as (
    select
        *,
        row_number() over (
            partition by return_type, period, locality_code, symbol_key, document_on
            order by place_rank, known_from, submission_key, sheet, cell, document_seq
        ) as place_no,
        row_number() over (
            partition by return_type, period, locality_code, symbol_key
            order by place_rank, known_from, submission_key, sheet, cell, document_seq
        ) as symbol_no
    from keyed
)

select
    return_type,
    period,
    locality_code,
    submission_key,
    sheet,
    cell,
    line,
    document_no,
    document_no_raw,
    document_on,
    document_on_raw,
    symbol_key,
    first_known_from as known_from,
    symbol_no = 1 as is_first_of_symbol,
    {{ finding_document('document_no', 'document_on') }} as document_text
from ranked
where place_no = 1
