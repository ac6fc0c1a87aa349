-- Money with what its coordinates hold. Compared are the figures known on the run's date: a repeat says nothing new, a
-- change is no amount that stands, and a target gives way to what was done (a target that is planned is the plan).
with funds as (
    select
        valid.*,
        coalesce(valid.period, valid.return_period) as fund_period,
        coalesce(valid.source, 'total') as fund_source,
        coalesce(valid.nature, 'total') as fund_nature,
        {{ first_year('valid.budget_year') }} as budget_year_from,
        {{ last_year('valid.budget_year') }} as budget_year_to,
        {{ first_year('valid.exec_year') }} as exec_year_from,
        {{ last_year('valid.exec_year') }} as exec_year_to,
        valid.is_current
        and valid.value_vnd is not null
        and coalesce(valid.role, '') <> 'repeat'
        and coalesce(valid.value_kind, '') <> 'change' as is_compared,
        case when valid.value_kind = 'target' and valid.measure <> 'planned' then 1 else 0 end as value_rank
    from {{ ref('int_figures__valid') }} as valid
    where valid.kind = 'fund'
),

placed as (
    select
        funds.*,
        coalesce(measures.root_code, funds.measure) as measure_root,
        coalesce(components.path, funds.component_code, '') as component_path,
        coalesce(components.root_code, funds.component_code, '') as component_root,
        coalesce(sources.path, funds.fund_source) as source_path,
        coalesce(natures.path, funds.fund_nature) as nature_path
    from funds
    left join {{ ref('int_figures__code_path') }} as measures
        on funds.measure = measures.code and measures.coordinate = 'measure'
    left join {{ ref('int_figures__code_path') }} as components
        on funds.component_code = components.code and components.coordinate = 'component'
    left join {{ ref('int_figures__code_path') }} as sources
        on funds.fund_source = sources.code and sources.coordinate = 'source'
    left join {{ ref('int_figures__code_path') }} as natures
        on funds.fund_nature = natures.code and natures.coordinate = 'nature'
),

keyed as (
    select
        *,
        md5(concat_ws(
            '|', fund_period, measure_root, cast(value_rank as {{ dbt.type_string() }}), place_path,
            component_path, source_path, nature_path, coalesce(budget_year, ''), coalesce(exec_year, '')
        )) as coordinate_key
    from placed
)

select
    figure_key,
    submission_key,
    locality_key,
    locality_code,
    locality,
    place_path,
    fund_period as period,
    as_of_on,
    component_code,
    component_path,
    component_root,
    measure,
    measure_root,
    fund_source as source,
    source_path,
    fund_nature as nature,
    nature_path,
    budget_year,
    budget_year_from,
    budget_year_to,
    exec_year,
    exec_year_from,
    exec_year_to,
    value_vnd as amount_vnd,
    value_text,
    unit_text,
    is_estimate,
    stated_pct,
    value_kind,
    value_rank,
    bound,
    role,
    confidence,
    rule_id,
    note,
    line,
    char_start,
    char_end,
    sheet,
    cell,
    known_from,
    known_to,
    is_current,
    is_compared,
    coordinate_key
from keyed
