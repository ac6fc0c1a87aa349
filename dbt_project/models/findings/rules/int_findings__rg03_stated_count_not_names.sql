-- RG03: a text states a count and lists names for it, but not as many. The localities whose mark contradicts the list
-- are named; where none does, the finding stands without a locality.
with names as (
    select submission_key, return_type, period, category, count(*) as name_count, min(line) as line
    from {{ ref('int_findings__stated_name') }}
    group by submission_key, return_type, period, category
),

differing as (
    select counts.*, names.name_count, names.line as names_line
    from {{ ref('int_findings__count') }} as counts
    inner join names
        on
            counts.submission_key = names.submission_key
            and counts.return_type = names.return_type
            and counts.period = names.period
            and counts.category = names.category
    where counts.stated_count <> names.name_count
),

contradicting as (
    select lines.submission_key, lines.return_type, lines.period, differing.category, lines.locality_code
    from differing
    inner join {{ ref('int_findings__register_line') }} as lines
        on
            differing.submission_key = lines.submission_key
            and differing.return_type = lines.return_type
            and differing.period = lines.period
    left join {{ ref('int_findings__stated_name') }} as names
        on
            lines.submission_key = names.submission_key
            and lines.return_type = names.return_type
            and lines.period = names.period
            and lines.locality_code = names.locality_code
            and differing.category = names.category
    where
        (differing.category = 'missing' and lines.has_mark = (names.locality_code is not null))
        or (differing.category = 'received' and lines.has_mark = (names.locality_code is null))
)

select
    {{ finding_columns(
        'RG03', 'differing',
        found='differing.stated_count',
        expected='differing.name_count',
        expected_line='differing.names_line',
        locality_code='contradicting.locality_code'
    ) }}
from differing
left join contradicting
    on
        differing.submission_key = contradicting.submission_key
        and differing.return_type = contradicting.return_type
        and differing.period = contradicting.period
        and differing.category = contradicting.category
