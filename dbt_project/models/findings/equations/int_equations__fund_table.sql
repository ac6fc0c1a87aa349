-- What is a component and all its parts: equal coordinates but for the component (of its one nature, or of all where no
-- nature is told). None is missing if they add up to it, or if the same parts, of its own nature, add up to the same
-- component for another measure, source or year of the document. A component printed with several values tells only
-- that: the first of them may add up.
with pairs as (
    select
        wholes.figure_key as whole_key,
        wholes.quantities as whole_quantities,
        parts.figure_key as part_key,
        parts.component_path,
        concat_ws('|', wholes.submission_key, wholes.place_path, wholes.component_path) as component_key,
        case when wholes.nature = parts.nature then 0 else 1 end as is_wider,
        row_number() over (
            partition by wholes.figure_key, parts.component_path
            order by case when wholes.nature = parts.nature then 0 else 1 end, parts.figure_key
        ) as part_no
    from {{ ref('int_equations__fund_spot') }} as wholes
    inner join {{ ref('int_equations__fund_spot') }} as parts
        on
            wholes.submission_key = parts.submission_key
            and wholes.place_path = parts.place_path
            and wholes.measure_root = parts.measure_root
            and wholes.source = parts.source
            and wholes.budget_years = parts.budget_years
            and wholes.component_path <> parts.component_path
            and {{ lies_in('parts.component_path', 'wholes.component_path') }}
            and coalesce(wholes.as_of_on = parts.as_of_on, true)
    where parts.quantities = 1 and parts.nature in (wholes.nature, 'total')
),

chosen as (
    select *
    from pairs
    where part_no = 1
),

-- A sub-project whose project is a part itself is in there.
direct as (
    select chosen.*
    from chosen
    left join chosen as projects
        on
            chosen.whole_key = projects.whole_key
            and projects.component_path = regexp_replace(chosen.component_path, '/[^/]*$', '')
    where projects.part_key is null
),

sums as (
    select
        direct.component_key,
        direct.whole_key,
        {{ finding_list('direct.component_path', 'direct.component_path', ' ') }} as components,
        max(direct.is_wider) as has_wider,
        max(direct.whole_quantities) as whole_quantities,
        max(wholes.amount) <> 0
        and abs(max(wholes.amount) - sum(parts.amount)) <= (max(wholes.half_unit) + sum(parts.half_unit)) as holds
    from direct
    inner join {{ ref('int_equations__fund') }} as wholes on direct.whole_key = wholes.figure_key
    inner join {{ ref('int_equations__fund') }} as parts on direct.part_key = parts.figure_key
    group by direct.component_key, direct.whole_key
    having count(*) > 2
),

proven as (
    select whole_key
    from sums
    where holds

    union

    select sums.whole_key
    from sums
    inner join sums as others
        on
            sums.component_key = others.component_key
            and sums.components = others.components
            and sums.whole_key <> others.whole_key
    where others.holds and sums.whole_quantities = 1 and sums.has_wider = 0 and others.has_wider = 0
)

select direct.whole_key, direct.part_key
from direct
inner join proven on direct.whole_key = proven.whole_key
