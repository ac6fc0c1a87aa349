-- What the figure cells of a form version say in a period, with the unit of the catalogue.
select
    cells.cell_set_no, cells.form, cells.form_version, cells.return_period, cells.cell_no, cells.kind, cells.sheet,
    cells.cell, cells.type, cells.unit, cells.unit_text, cells.factor, cells.rate_cell_no, cells.role,
    cells.component_code, cells.measure, cells.source, cells.nature, cells.budget_year, cells.budget_year_from,
    cells.budget_year_to, cells.indicator_code, cells.population, cells.population_code, cells.value_kind,
    cells.period, cells.period_from, cells.period_to, cells.standard_in_force,
    {{ measured_as('cells.value_kind') }} as measured,
    case when coalesce(changes.is_yearly_average, false) then 'yearly' else 'level' end as asked_as,
    catalogue.unit as catalogue_unit
from {{ ref('int_forms__cell') }} as cells
left join {{ ref('indicators') }} as catalogue on cells.indicator_code = catalogue.indicator_code
left join {{ ref('indicator_changes') }} as changes on cells.indicator_code = changes.indicator_code
