-- One row of a register: one locality, its mark and all documents its cell names.
select
    submission_key,
    return_type,
    period,
    locality_code,
    row_no,
    sheet,
    min(cell) as cell,
    min(mark_cell) as mark_cell,
    min(line) as line,
    min(known_from) as known_from,
    coalesce(max(case when has_mark then 1 else 0 end), 0) = 1 as has_mark,
    sum(case when document_seq > 0 and document_no is not null then 1 else 0 end) as document_count,
    {{ finding_list(
        "case when document_seq > 0 then "
        ~ finding_document('coalesce(document_no, document_no_raw)', 'document_on') ~ " end",
        'document_seq'
    ) }} as documents_text
from {{ ref('stg_bronze__register_row') }}
where {{ finding_accepted() }}
group by submission_key, return_type, period, locality_code, row_no, sheet
