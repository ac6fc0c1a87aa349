-- The rows of the fund progress that forms tell, whatever the place: period and coordinates.
select distinct
    row_no,
    return_period as period,
    shape,
    component_code,
    source,
    nature,
    budget_year
from {{ ref('int_forms__progress_cell') }}
