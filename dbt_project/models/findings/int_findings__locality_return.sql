-- What is held of one locality's return, documents and marks together, with the place that says so first.
with claims as (
    select
        return_type, period, locality_code, submission_key, sheet, cell, line, document_on,
        document_text, true as has_document, false as has_mark, 1 as claim_rank
    from {{ ref('int_findings__document') }}

    union all

    select
        return_type, period, locality_code, submission_key, sheet, mark_cell as cell, line,
        cast(null as date) as document_on, cast(null as {{ dbt.type_string() }}) as document_text,
        false as has_document, true as has_mark, 2 as claim_rank
    from {{ ref('int_findings__register_line') }}
    where has_mark
),

ranked as (
    select
        *,
        row_number() over (
            partition by return_type, period, locality_code
            order by claim_rank, document_on nulls last, submission_key, document_text nulls last
        ) as claim_no
    from claims
),

summed as (
    select
        return_type,
        period,
        locality_code,
        max(case when has_document then 1 else 0 end) = 1 as has_document,
        max(case when has_mark then 1 else 0 end) = 1 as has_mark,
        min(document_on) as first_document_on
    from claims
    group by return_type, period, locality_code
)

select
    ranked.return_type,
    ranked.period,
    ranked.locality_code,
    ranked.submission_key,
    ranked.sheet,
    ranked.cell,
    ranked.line,
    summed.has_document,
    summed.has_mark,
    summed.first_document_on,
    coalesce(
        concat_ws(', ', case when summed.has_mark then 'X' end, ranked.document_text), ''
    ) as held_text
from ranked
inner join summed
    on
        ranked.return_type = summed.return_type
        and ranked.period = summed.period
        and ranked.locality_code = summed.locality_code
where ranked.claim_no = 1
