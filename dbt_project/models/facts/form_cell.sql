-- What the figure cells of a form version say in a period, with the unit of the catalogue.
select
    cells.*,
    {{ measured_as('cells.value_kind') }} as measured,
    case when coalesce(changes.is_yearly_average, false) then 'yearly' else 'level' end as asked_as,
    catalogue.unit as catalogue_unit
from {{ ref('int_forms__cell') }} as cells
left join {{ ref('indicators') }} as catalogue on cells.indicator_code = catalogue.indicator_code
left join {{ ref('indicator_changes') }} as changes on cells.indicator_code = changes.indicator_code
