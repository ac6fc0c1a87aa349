-- RG05: the total row of a register is not the count its text states, or not the number of marks above it. About the
-- register as a whole, so without a locality.
with marks as (
    select
        submission_key, return_type, period,
        sum(case when has_mark then 1 else 0 end) as mark_count
    from {{ ref('int_findings__register_line') }}
    group by submission_key, return_type, period
),

compared as (
    select
        stated.submission_key, stated.return_type, stated.period,
        cast(null as {{ dbt.type_string() }}) as locality_code,
        stated.marked_sheet as sheet, stated.marked_cell as cell, stated.marked_line as line,
        stated.marked_count as found, stated.received_count, stated.other_count, stated.received_line,
        marks.mark_count
    from {{ ref('int_findings__stated_count') }} as stated
    left join marks
        on
            stated.submission_key = marks.submission_key
            and stated.return_type = marks.return_type
            and stated.period = marks.period
    where stated.marked_count is not null
)

select
    {{ finding_columns(
        'RG05', 'compared',
        found='compared.found',
        expected="concat_ws(' + ', compared.received_count, compared.other_count)",
        expected_line='compared.received_line'
    ) }}
from compared
where found <> received_count

union all

select
    {{ finding_columns(
        'RG05', 'compared',
        found='compared.found',
        expected="concat_ws(' ', compared.mark_count, 'dấu X')"
    ) }}
from compared
where found <> mark_count
