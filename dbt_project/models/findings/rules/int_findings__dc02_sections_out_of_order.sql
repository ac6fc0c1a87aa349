-- DC02: the numbered sections of a report do not follow each other: a number is left out, comes twice or too late. One
-- row for each run of numbers, at the first section that breaks it.
with broken as (
    select
        submission_key,
        run_no,
        min(case when section_no <> previous_no + 1 then line end) as line,
        {{ finding_list('numeral', 'line', ', ') }} as found,
        {{ finding_list(roman_numeral('expected_no'), 'line', ', ') }} as expected
    from {{ ref('int_counts__section') }}
    where section_count > 1
    group by submission_key, run_no
),

placed as (
    select
        broken.*,
        submissions.return_type,
        submissions.period,
        submissions.locality_code,
        cast(null as {{ dbt.type_string() }}) as sheet,
        cast(null as {{ dbt.type_string() }}) as cell
    from broken
    inner join {{ ref('int_figures__report_version') }} as submissions
        on broken.submission_key = submissions.submission_key
    where broken.line is not null
)

select
    {{ finding_columns(
        'DC02', 'placed',
        found='placed.found',
        expected='placed.expected'
    ) }}
from placed
