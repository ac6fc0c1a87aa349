-- RG12: a document is dated on a day that is not worked. Where day and month exchanged give a working day, that reading
-- is shown too.
with days_off as (
    select day
    from {{ ref('stg_bronze__non_working_day') }}
    where not is_working
),

exchanged as (
    select
        document.*,
        case
            when extract(day from document.document_on) <= 12
                then cast(concat_ws(
                    '-', cast(extract(year from document.document_on) as {{ dbt.type_string() }}),
                    lpad(cast(extract(day from document.document_on) as {{ dbt.type_string() }}), 2, '0'),
                    lpad(cast(extract(month from document.document_on) as {{ dbt.type_string() }}), 2, '0')
                ) as date)
        end as exchanged_on
    from {{ ref('int_findings__document') }} as document
    inner join days_off
        on document.document_on = days_off.day
)

select
    {{ finding_columns(
        'RG12', 'document',
        found="concat_ws(', ', document.document_no, concat_ws(
            ' ', " ~ finding_date('document.document_on') ~ ",
            concat_ws('', '(', " ~ finding_weekday_vi('document.document_on') ~ ", ')')
        ))",
        expected="concat_ws(
            '; ', 'ngày làm việc',
            case
                when document.exchanged_on <> document.document_on and other_off.day is null
                    then concat_ws(
                        ' ', 'đổi chỗ ngày và tháng:', " ~ finding_date('document.exchanged_on') ~ ",
                        concat_ws('', '(', " ~ finding_weekday_vi('document.exchanged_on') ~ ", ')')
                    )
            end
        )"
    ) }}
from exchanged as document
left join days_off as other_off
    on document.exchanged_on = other_off.day
