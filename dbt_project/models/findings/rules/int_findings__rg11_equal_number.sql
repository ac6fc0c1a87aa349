-- RG11: one register gives two bodies the same number for the same return. Numbers restart in every body, so this is
-- for information: a slip of copying is likely only where one hand wrote both. One row a locality, the others in
-- expected.
with others as (
    select
        document.return_type, document.period, document.locality_code, document.symbol_key,
        other.line,
        concat_ws('', other.document_text, ' (', coalesce(place.locality, other.locality_code), ')') as other_text
    from {{ ref('int_findings__document') }} as document
    inner join {{ ref('int_findings__document') }} as other
        on
            document.return_type = other.return_type
            and document.period = other.period
            and document.symbol_key = other.symbol_key
            and document.submission_key = other.submission_key
            and document.locality_code <> other.locality_code
    left join {{ ref('int_findings__locality_name') }} as place
        on
            other.return_type = place.return_type
            and other.period = place.period
            and other.locality_code = place.locality_code
    where document.is_first_of_symbol and other.is_first_of_symbol
),

listed as (
    select
        return_type, period, locality_code, symbol_key,
        min(line) as line,
        {{ finding_list('other_text', 'line nulls last, other_text') }} as others_text
    from others
    group by return_type, period, locality_code, symbol_key
)

select
    {{ finding_columns(
        'RG11', 'document',
        found='document.document_text',
        expected='listed.others_text',
        expected_line='listed.line'
    ) }}
from {{ ref('int_findings__document') }} as document
inner join listed
    on
        document.return_type = listed.return_type
        and document.period = listed.period
        and document.locality_code = listed.locality_code
        and document.symbol_key = listed.symbol_key
where document.is_first_of_symbol
