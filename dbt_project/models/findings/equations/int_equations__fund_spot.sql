-- Figures by their coordinates, the first of each to speak for it (no part where there is a whole), with how many
-- different amounts the document prints for them.
with values_of as (
    select
        coordinate_key,
        count(distinct quantity_key) as quantities
    from {{ ref('int_equations__fund') }}
    group by coordinate_key
)

select
    funds.coordinate_key, funds.figure_key, funds.submission_key, funds.measure_root, funds.source, funds.nature,
    funds.budget_years, funds.place_path, funds.component_path, funds.as_of_on,
    values_of.quantities,
    paths.source_path,
    paths.nature_path,
    {{ first_steps('funds.component_path', 2) }} as project_path,
    row_number() over (
        partition by funds.coordinate_key
        order by
            case when coalesce(funds.role, '') = 'part' then 1 else 0 end,
            funds.line, funds.char_start, funds.figure_key
    ) as spot_no
from {{ ref('int_equations__fund') }} as funds
inner join values_of on funds.coordinate_key = values_of.coordinate_key
inner join {{ ref('int_figures__fund') }} as paths on funds.figure_key = paths.figure_key
