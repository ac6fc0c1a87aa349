{%- set string = dbt.type_string() -%}
-- What the cells of a form version say in a period, where it can be held against another document: values of their own
-- (no repeat, no change). Coordinates are one number: `coordinate_no` tells what is told, wherever and of whatever day;
-- `series_no` the same in each period, budget years counted from that of the return.
with cells as (
    select
        cells.cell_set_no, cells.cell_no, cells.kind, cells.factor, cells.value_kind = 'estimate' as is_estimate,
        cells.measure as code, cells.component_code,
        coalesce(cells.source, 'total') as source, coalesce(cells.nature, 'total') as nature, cells.budget_year,
        cells.budget_year_from - {{ year_of('periods.ends_on') }} as years_from,
        cells.budget_year_to - {{ year_of('periods.ends_on') }} as years_to,
        cast(null as {{ string }}) as exec_year, cast(null as {{ string }}) as standard_code,
        true as opens_year, cast(null as date) as period_to
    from {{ ref('form_cell') }} as cells
    inner join {{ ref('periods') }} as periods on cells.return_period = periods.period
    where
        cells.kind = 'fund' and cells.component_code is not null and coalesce(cells.role, '') <> 'repeat'
        and (
            cells.value_kind in ('actual', 'estimate') or (cells.value_kind = 'target' and cells.measure = 'planned')
        )

    union all

    select
        cell_set_no, cell_no, kind, factor, value_kind = 'estimate' as is_estimate, indicator_code as code,
        cast(null as {{ string }}) as component_code, population as source, catalogue_unit as nature,
        cast(null as {{ string }}) as budget_year, null as years_from, null as years_to,
        cast(null as {{ string }}) as exec_year, standard_in_force as standard_code,
        coalesce({{ opens_year('period_from') }}, false) as opens_year, period_to
    from {{ ref('form_cell') }}
    where kind = 'indicator' and coalesce(role, '') <> 'repeat' and value_kind in ('actual', 'estimate')
)

select
    cell_set_no, cell_no, kind, code, factor, is_estimate, period_to,
    {{ history_coordinate() }} as coordinate_no,
    {{ history_series() }} as series_no
from cells
