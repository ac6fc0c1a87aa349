{{ config(materialized='ephemeral') }}
-- The indicator figures of forms, in the unit of the catalogue.
select
    figures.figure_key,
    figures.submission_key,
    figures.cell_no,
    figures.locality_key,
    figures.locality_id,
    figures.locality_code,
    figures.locality,
    figures.place_path,
    figures.indicator_code,
    figures.population,
    figures.population_code,
    figures.period,
    figures.period_from,
    figures.period_to,
    figures.as_of_on,
    figures.age_no,
    cast({{ exact('figures.number') }} * cast(figures.factor as decimal(10, 0)) as {{ double_type() }}) as value,
    catalogue.unit,
    figures.value_text,
    figures.value_kind,
    figures.bound,
    {{ measured_as('figures.value_kind') }} as measured,
    figures.role,
    coalesce(counted.is_counted, false) as is_counted,
    figures.standard_in_force as standard_code,
    1 as confidence,
    'form' as rule_id,
    figures.note,
    figures.sheet,
    figures.cell,
    figures.known_from,
    figures.known_to,
    figures.is_current
from {{ ref('int_forms__figure') }} as figures
left join {{ ref('int_forms__counted') }} as counted
    on figures.submission_key = counted.submission_key and figures.cell_no = counted.cell_no
left join {{ ref('indicators') }} as catalogue on figures.indicator_code = catalogue.indicator_code
where figures.kind = 'indicator'
