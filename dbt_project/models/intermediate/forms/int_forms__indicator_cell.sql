-- The indicator figures of a form. A set is what could be counted twice: one indicator, time and kind of figure.
select
    form,
    form_version,
    return_period,
    cell_no,
    indicator_code,
    population_code,
    {{ claim_key("'indicator'", 'period', 'indicator_code', measured_as('value_kind')) }} as claim_key,
    row_number() over (
        partition by form, form_version, return_period
        order by
            case role when 'total' then 0 when 'part' then 2 else 1 end,
            case when value_kind = 'estimate' then 1 else 0 end, cell_no
    ) as width_no
from {{ ref('int_forms__cell') }}
where kind = 'indicator'
