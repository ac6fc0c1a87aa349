-- An amount that a narrative report prints under two headings: two components, two places or two years, neither of
-- which holds the other, everything else being equal. Plans are left out: compared is what was done with them.
with amounts as (
    select
        funds.*,
        concat_ws('|', funds.component_path, funds.place_path, coalesce(funds.budget_year, '')) as heading
    from {{ ref('int_figures__fund') }} as funds
    where
        {{ known_by_run('funds') }}
        and funds.component_code is not null
        and funds.measure_root not in ('allocated', 'planned', 'other')
        and coalesce(funds.role, '') <> 'repeat'
        and funds.line is not null
        and {{ telling_digits('funds.value_text') }} >= 3
)

select
    earlier.submission_key,
    earlier.measure,
    earlier.amount_vnd,
    earlier.heading as earlier_heading,
    earlier.figure_key as earlier_key,
    earlier.component_code as earlier_component,
    earlier.locality as earlier_locality,
    earlier.budget_year as earlier_year,
    earlier.line as earlier_line,
    later.heading as later_heading,
    later.figure_key as later_key,
    later.locality_code as later_locality_code,
    later.value_text,
    later.line as later_line,
    later.char_start,
    later.sheet,
    later.cell
from amounts as earlier
inner join amounts as later
    on
        earlier.submission_key = later.submission_key
        and earlier.measure = later.measure
        and earlier.source_path = later.source_path
        and earlier.nature_path = later.nature_path
        and earlier.amount_vnd = later.amount_vnd
        and earlier.heading <> later.heading
        and (earlier.line < later.line or (earlier.line = later.line and earlier.char_start < later.char_start))
where
    (
        earlier.place_path = later.place_path
        and coalesce(earlier.budget_year, '') = coalesce(later.budget_year, '')
        and not {{ paths_meet('earlier.component_path', 'later.component_path') }}
    )
    or (
        earlier.component_path = later.component_path
        and coalesce(earlier.budget_year, '') = coalesce(later.budget_year, '')
        and not {{ paths_meet('earlier.place_path', 'later.place_path') }}
    )
    or (
        earlier.component_path = later.component_path
        and earlier.place_path = later.place_path
        and (earlier.budget_year_to < later.budget_year_from or later.budget_year_to < earlier.budget_year_from)
    )
