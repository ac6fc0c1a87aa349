-- RG04: the count of returns a text states is not the count of documents held when it was signed. Named is every
-- locality whose mark and documents disagree; where none does, the finding stands without a locality.
with sent as (
    select return_type, period, locality_code, min(known_from) as known_from
    from {{ ref('int_findings__document') }}
    group by return_type, period, locality_code
),

lines as (
    select
        register_line.*,
        register_line.document_count > 0
        or coalesce(sent.known_from <= register_line.known_from, false) as has_document
    from {{ ref('int_findings__register_line') }} as register_line
    left join sent
        on
            register_line.return_type = sent.return_type
            and register_line.period = sent.period
            and register_line.locality_code = sent.locality_code
),

held as (
    select
        submission_key, return_type, period,
        sum(case when has_document then 1 else 0 end) as with_document,
        sum(case when has_document then 0 else 1 end) as without_document
    from lines
    group by submission_key, return_type, period
),

differing as (
    select
        stated.submission_key, stated.return_type, stated.period, stated.received_sheet as sheet,
        stated.received_cell as cell, stated.received_line as line,
        concat_ws(
            ' = ',
            concat_ws(' + ', stated.received_count, stated.other_count, stated.missing_count),
            case
                when stated.missing_count is not null
                    then stated.received_count + coalesce(stated.other_count, 0) + stated.missing_count
            end
        ) as found,
        concat_ws(
            ' = ',
            concat_ws(
                ' + ', held.with_document,
                case when stated.missing_count is not null then held.without_document end
            ),
            case when stated.missing_count is not null then held.with_document + held.without_document end
        ) as expected
    from {{ ref('int_findings__stated_count') }} as stated
    inner join held
        on
            stated.submission_key = held.submission_key
            and stated.return_type = held.return_type
            and stated.period = held.period
    where stated.received_count + coalesce(stated.other_count, 0) <> held.with_document
),

disagreeing as (
    select submission_key, return_type, period, locality_code, line
    from lines
    where has_document <> has_mark
)

select
    {{ finding_columns(
        'RG04', 'differing',
        found='differing.found',
        expected='differing.expected',
        expected_line='disagreeing.line',
        locality_code='disagreeing.locality_code'
    ) }}
from differing
left join disagreeing
    on
        differing.submission_key = disagreeing.submission_key
        and differing.return_type = disagreeing.return_type
        and differing.period = disagreeing.period
