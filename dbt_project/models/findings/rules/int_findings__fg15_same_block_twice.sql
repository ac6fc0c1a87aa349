-- FG15: the same block of amounts stands under two components, two places or two years, though their plans differ: one
-- of the two is probably a copy. Several amounts have to agree, each with enough digits not to be equal by chance.
with blocks as (
    select
        submission_key,
        measure,
        earlier_heading,
        later_heading,
        min(earlier_component) as component_code,
        min(earlier_locality) as locality,
        min(earlier_year) as budget_year,
        min(earlier_line) as earlier_line,
        min(later_line) as line,
        min(later_locality_code) as later_locality_code,
        min(sheet) as sheet,
        min(cell) as cell,
        {{ finding_list('value_text', 'later_line, char_start') }} as amounts_text,
        {{ finding_list('later_key', 'later_line, char_start', ' ') }} as later_keys,
        {{ finding_list('earlier_key', 'later_line, char_start', ' ') }} as earlier_keys
    from {{ ref('int_counts__copied_amount') }}
    group by submission_key, measure, earlier_heading, later_heading
    having count(distinct amount_vnd) >= {{ rule_threshold('FG15') }}
),

plans as (
    select
        submission_key,
        concat_ws('|', component_path, place_path, coalesce(budget_year, '')) as heading,
        max(amount_vnd) as amount_vnd
    from {{ ref('int_figures__fund') }}
    where measure_root in ('allocated', 'planned') and source = 'total' and amount_vnd is not null
    group by submission_key, component_path, place_path, budget_year
),

placed as (
    select
        blocks.*,
        submissions.return_type,
        submissions.period,
        coalesce(blocks.later_locality_code, submissions.locality_code) as locality_code
    from blocks
    inner join {{ ref('int_figures__report_version') }} as submissions
        on blocks.submission_key = submissions.submission_key
    inner join plans as earlier
        on blocks.submission_key = earlier.submission_key and blocks.earlier_heading = earlier.heading
    inner join plans as later
        on blocks.submission_key = later.submission_key and blocks.later_heading = later.heading
    where earlier.amount_vnd <> later.amount_vnd
)

select
    {{ finding_columns(
        'FG15', 'placed',
        found='placed.amounts_text',
        expected="concat_ws(', ', components.short_vi, placed.locality, placed.budget_year)",
        expected_line='placed.earlier_line',
        figure=dbt.split_part('placed.later_keys', "' '", 1),
        others="concat_ws('', placed.later_keys, ' ', placed.earlier_keys)"
    ) }}
from placed
left join {{ ref('components') }} as components on placed.component_code = components.component_code
