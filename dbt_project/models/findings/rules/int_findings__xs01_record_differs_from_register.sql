-- XS01: a register names a document that its sender's own records give another number or another date, or do not hold.
-- Compared only where the sender has sent a record of this return.
with own as (
    select
        return_type, period, locality_code, document_no, document_on, known_from, submission_key,
        {{ same_text('document_no') }} as symbol_key
    from {{ ref('stg_bronze__submission') }}
    where file_kind = 'cover' and is_accepted and document_no is not null
),

compared as (
    select
        registered.*,
        own.document_no as own_document_no,
        own.document_on as own_document_on,
        max(case
            when
                own.symbol_key = {{ same_text('registered.document_no') }}
                and own.document_on = registered.document_on
                then 1
            else 0
        end) over (
            partition by registered.submission_key, registered.sheet, registered.row_no, registered.document_seq
        ) as agrees,
        row_number() over (
            partition by registered.submission_key, registered.sheet, registered.row_no, registered.document_seq
            order by
                case when own.symbol_key = {{ same_text('registered.document_no') }} then 0 else 1 end,
                case when own.document_on = registered.document_on then 0 else 1 end,
                own.known_from desc, own.submission_key
        ) as nearest_no
    from {{ ref('stg_bronze__register_row') }} as registered
    inner join own
        on
            registered.return_type = own.return_type
            and registered.period = own.period
            and registered.locality_code = own.locality_code
    where
        registered.document_seq > 0
        and registered.document_no is not null
        and registered.{{ finding_accepted() }}
)

select
    {{ finding_columns(
        'XS01', 'compared',
        found=finding_document('compared.document_no', 'compared.document_on'),
        expected=finding_document('compared.own_document_no', 'compared.own_document_on')
    ) }}
from compared
where compared.agrees = 0 and compared.nearest_no = 1
