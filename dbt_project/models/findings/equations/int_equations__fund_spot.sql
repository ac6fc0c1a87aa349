-- Money of a component by its coordinates: one figure speaks for each (no part where there is a whole, then the first),
-- with how many different amounts the document prints for them.
with funds as (
    select *
    from {{ ref('int_equations__fund') }}
    where component_path <> '' and measure_root not in ('other', 'mobilised')
),

values_of as (
    select
        coordinate_key,
        count(distinct quantity_key) as quantities
    from funds
    group by coordinate_key
),

ordered as (
    select
        figure_key,
        row_number() over (
            partition by coordinate_key
            order by
                case when coalesce(role, '') = 'part' then 1 else 0 end,
                line nulls last, char_start nulls last, figure_key
        ) as spot_no
    from funds
)

select
    funds.coordinate_key, funds.figure_key, funds.submission_key, funds.measure_root, funds.source, funds.nature,
    funds.budget_years, funds.place_path, funds.component_path, funds.source_path, funds.nature_path, funds.as_of_on,
    values_of.quantities,
    {{ first_steps('funds.component_path', 2) }} as project_path,
    {{ path_depth('funds.component_path') }} * 1000 + {{ path_depth('funds.source_path') }} * 100
    + {{ path_depth('funds.nature_path') }} * 10 + {{ path_depth('funds.place_path') }} as depth
from funds
inner join ordered on funds.figure_key = ordered.figure_key
inner join values_of on funds.coordinate_key = values_of.coordinate_key
where ordered.spot_no = 1
