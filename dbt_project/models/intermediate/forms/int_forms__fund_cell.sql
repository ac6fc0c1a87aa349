-- The money of a form by what its coordinates hold. A set is money that could be the same: one period, measure and
-- component tree, and no target beside what was done. The rank says how wide the coordinates are, as in
-- int_figures__fund_coordinates; what holds another always comes before it.
with placed as (
    select
        cells.form,
        cells.form_version,
        cells.return_period,
        cells.cell_no,
        cells.role,
        cells.measure,
        cells.value_kind,
        cells.budget_year_from,
        cells.budget_year_to,
        case when cells.value_kind = 'target' and cells.measure <> 'planned' then 1 else 0 end as value_rank,
        coalesce(measures.root_code, cells.measure) as measure_root,
        coalesce(components.path, cells.component_code, '') as component_path,
        coalesce(components.root_code, cells.component_code, '') as component_root,
        coalesce(sources.path, cells.source, 'total') as source_path,
        coalesce(natures.path, cells.nature, 'total') as nature_path
    from {{ ref('int_forms__cell') }} as cells
    left join {{ ref('int_figures__code_path') }} as measures
        on cells.measure = measures.code and measures.coordinate = 'measure'
    left join {{ ref('int_figures__code_path') }} as components
        on cells.component_code = components.code and components.coordinate = 'component'
    left join {{ ref('int_figures__code_path') }} as sources
        on coalesce(cells.source, 'total') = sources.code and sources.coordinate = 'source'
    left join {{ ref('int_figures__code_path') }} as natures
        on coalesce(cells.nature, 'total') = natures.code and natures.coordinate = 'nature'
    where cells.kind = 'fund' and cells.value_kind <> 'change'
)

select
    form,
    form_version,
    return_period,
    cell_no,
    measure_root,
    value_rank,
    component_path,
    source_path,
    nature_path,
    budget_year_from,
    budget_year_to,
    concat_ws('|', component_path, source_path, nature_path) as shape,
    {{ claim_key(
        "'fund'", 'return_period', 'measure_root', text_of('value_rank'), 'component_root'
    ) }} as claim_key,
    row_number() over (
        partition by form, form_version, return_period
        order by
            {{ path_depth('component_path') }}, {{ path_depth('source_path') }}, {{ path_depth('nature_path') }},
            coalesce(budget_year_to - budget_year_from, -1) desc, case when role = 'part' then 1 else 0 end,
            case when value_kind = 'estimate' or measure <> measure_root then 1 else 0 end, cell_no
    ) as width_no
from placed
