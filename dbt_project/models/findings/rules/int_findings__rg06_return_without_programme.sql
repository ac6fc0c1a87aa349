-- RG06: a locality reports on a programme that nothing, neither a document nor a mark, says it has issued.
with named as (
    select return_type, period, locality_code, min(line) as line
    from {{ ref('int_findings__stated_name') }}
    where category = 'missing'
    group by return_type, period, locality_code
),

blank as (
    select return_type, period, locality_code, min(line) as line
    from {{ ref('int_findings__register_line') }}
    where not has_mark and document_count = 0
    group by return_type, period, locality_code
)

select
    {{ finding_columns(
        'RG06', 'held',
        found='held.held_text',
        expected="concat_ws(
            '; ', 'chưa ban hành chương trình',
            case when named.line is not null then 'có tên trong danh sách chưa ban hành' end,
            case when blank.line is not null then concat_ws(' ', 'để trống ở dòng', blank.line) end
        )",
        expected_line='coalesce(named.line, blank.line)'
    ) }}
from {{ ref('int_findings__locality_return') }} as held
inner join {{ ref('int_findings__presupposed') }} as presupposed
    on
        held.return_type = presupposed.return_type
        and held.period = presupposed.period
        and held.locality_code = presupposed.locality_code
left join {{ ref('int_findings__locality_return') }} as programme
    on
        presupposed.programme_return_type = programme.return_type
        and presupposed.programme_period = programme.period
        and presupposed.locality_code = programme.locality_code
left join named
    on
        presupposed.programme_return_type = named.return_type
        and presupposed.programme_period = named.period
        and presupposed.locality_code = named.locality_code
left join blank
    on
        presupposed.programme_return_type = blank.return_type
        and presupposed.programme_period = blank.period
        and presupposed.locality_code = blank.locality_code
where programme.locality_code is null
