-- DC01: one body gave one number to two documents in one year: two reports that differ in what or when they report, or
-- two documents of different days. One letter may carry several forms: forms with one number and one day are none.
with documents as (
    select
        held.submission_key,
        held.return_type,
        held.period,
        held.locality_code,
        held.sheet,
        held.cell,
        held.line,
        held.known_from,
        held.document_on,
        held.file_kind,
        {{ same_text('held.document_no') }} as symbol_key,
        {{ finding_document('held.document_no', 'held.document_on') }} as document_text,
        kinds.name_vi as return_type_vi
    from {{ ref('stg_bronze__submission') }} as held
    left join {{ ref('return_types') }} as kinds on held.return_type = kinds.return_type
    where
        held.is_accepted
        and held.document_no is not null
        and held.document_on is not null
        and {{ known_by_run('held') }}
),

paired as (
    select
        later.*,
        earlier.document_text as earlier_text,
        earlier.return_type_vi as earlier_type,
        earlier.period as earlier_period,
        row_number() over (
            partition by later.submission_key order by earlier.known_from desc, earlier.submission_key desc
        ) as nearness
    from documents as earlier
    inner join documents as later
        on
            earlier.locality_code = later.locality_code
            and earlier.symbol_key = later.symbol_key
            and extract(year from earlier.document_on) = extract(year from later.document_on)
            and (earlier.return_type <> later.return_type or earlier.period <> later.period)
            and (
                earlier.known_from < later.known_from
                or (earlier.known_from = later.known_from and earlier.submission_key < later.submission_key)
            )
    where
        earlier.document_on <> later.document_on
        or (earlier.file_kind = 'report' and later.file_kind = 'report')
)

select
    {{ finding_columns(
        'DC01', 'paired',
        found='paired.document_text',
        expected="concat_ws('', paired.earlier_text, ' (', paired.earlier_type, ', ', paired.earlier_period, ')')"
    ) }}
from paired
where paired.nearness = 1
