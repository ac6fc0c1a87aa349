-- A share lies between 0 and 100 percent; how far a plan is completed may go above. What is printed is kept as printed,
-- so that this warns and does not stop a build.
{{ config(severity='warn') }}
select figures.figure_key, figures.indicator_code, figures.value
from {{ ref('fct_poverty_indicator') }} as figures
where
    figures.unit = 'percent'
    and figures.value_kind <> 'change'
    and figures.value not between 0 and 100
    and figures.indicator_code not like '%completion'
