-- The kind of each document, from the abbreviation its symbol begins with; a symbol without one is a letter's.
with symbols as (
    select
        *,
        upper({{ dbt.split_part(dbt.split_part('symbol_key', "'/'", 2), "'-'", 1) }}) as abbreviation
    from {{ ref('int_findings__document') }}
    where is_first_of_symbol
),

kinds as (
    select upper(coalesce(abbreviation, '')) as abbreviation, kind, name_vi
    from {{ ref('document_types') }}
),

judged as (
    select
        return_type, kind, judgement, severity, required_symbol
    from {{ ref('accepted_documents') }}
)

select
    symbols.return_type,
    symbols.period,
    symbols.locality_code,
    symbols.submission_key,
    symbols.sheet,
    symbols.cell,
    symbols.line,
    symbols.symbol_key,
    symbols.document_no,
    symbols.document_text,
    coalesce(typed.kind, untyped.kind) as kind,
    coalesce(typed.name_vi, untyped.name_vi) as kind_vi,
    coalesce(own.judgement, fallback.judgement) as judgement,
    case when own.kind is not null then own.severity else fallback.severity end as severity,
    case when own.kind is not null then own.required_symbol else fallback.required_symbol end as required_symbol
from symbols
left join kinds as typed
    on symbols.abbreviation = typed.abbreviation and typed.abbreviation <> ''
left join kinds as untyped
    on untyped.abbreviation = ''
left join judged as own
    on symbols.return_type = own.return_type and own.kind = coalesce(typed.kind, untyped.kind)
left join judged as fallback
    on symbols.return_type = fallback.return_type and fallback.kind = '*'
