-- RG07: a document is dated before the document its return rests on. Expected also says whether the text sets the
-- locality apart as having another document.
with other_count as (
    select return_type, period, min(other_count) as other_count, min(other_line) as line
    from {{ ref('int_findings__stated_count') }}
    where other_count is not null
    group by return_type, period
),

other_name as (
    select return_type, period, locality_code, min(line) as line
    from {{ ref('int_findings__stated_name') }}
    where category = 'other'
    group by return_type, period, locality_code
)

select
    {{ finding_columns(
        'RG07', 'document',
        found='document.document_text',
        expected="concat_ws(
            '; ', " ~ finding_document('kinds.basis_document', 'kinds.basis_on') ~ ",
            case
                when other_name.line is not null then 'được kể tên là văn bản khác'
                when other_count.line is not null
                    then concat_ws(
                        ' ', 'không có tên trong số', other_count.other_count, 'văn bản khác'
                    )
            end
        )",
        expected_line='coalesce(other_name.line, other_count.line)'
    ) }}
from {{ ref('int_findings__document') }} as document
inner join {{ ref('return_types') }} as kinds
    on document.return_type = kinds.return_type
left join other_name
    on
        document.return_type = other_name.return_type
        and document.period = other_name.period
        and document.locality_code = other_name.locality_code
left join other_count
    on
        document.return_type = other_count.return_type
        and document.period = other_count.period
where document.document_on < kinds.basis_on
