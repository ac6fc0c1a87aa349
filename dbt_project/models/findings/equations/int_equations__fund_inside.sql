-- What may be a component and what is told of its parts: of the coordinates inside it (of a narrower component,
-- whatever their source, nature or place) the widest, none of which lies in another or shares money with another.
with inside as (
    select
        wholes.figure_key as whole_key,
        parts.figure_key as part_key,
        parts.coordinate_key,
        parts.component_path,
        parts.source_path,
        parts.nature_path,
        parts.place_path,
        parts.project_path,
        parts.quantities,
        parts.depth
    from {{ ref('int_equations__fund_spot') }} as wholes
    inner join {{ ref('int_equations__fund_spot') }} as parts
        on
            wholes.submission_key = parts.submission_key
            and wholes.measure_root = parts.measure_root
            and wholes.budget_years = parts.budget_years
            and wholes.quantities = 1
            and wholes.component_path <> parts.component_path
            and {{ lies_in('parts.component_path', 'wholes.component_path') }}
            and {{ lies_in('parts.source_path', 'wholes.source_path') }}
            and {{ lies_in('parts.nature_path', 'wholes.nature_path') }}
            and {{ lies_in('parts.place_path', 'wholes.place_path') }}
            and coalesce(wholes.as_of_on = parts.as_of_on, true)
),

-- What is narrower than another part, or as wide and later, and shares money with it.
shared as (
    select distinct
        parts.whole_key,
        parts.part_key
    from inside as parts
    inner join inside as others
        on
            parts.whole_key = others.whole_key
            and parts.project_path = others.project_path
            and (
                parts.depth > others.depth
                or (parts.depth = others.depth and parts.coordinate_key > others.coordinate_key)
            )
            and {{ paths_meet('parts.component_path', 'others.component_path') }}
            and {{ paths_meet('parts.source_path', 'others.source_path') }}
            and {{ paths_meet('parts.nature_path', 'others.nature_path') }}
            and {{ paths_meet('parts.place_path', 'others.place_path') }}
),

widest as (
    select
        inside.whole_key,
        inside.part_key,
        count(*) over (partition by inside.whole_key) as parts_found
    from inside
    left join shared on inside.whole_key = shared.whole_key and inside.part_key = shared.part_key
    where shared.part_key is null and inside.quantities = 1
)

select whole_key, part_key
from widest
where parts_found > 1
