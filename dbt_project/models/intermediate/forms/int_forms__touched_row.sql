-- The periods and places whose money is put side by side anew: of a touched form, and wherever a report tells of money
-- now or told of it before.
select distinct
    period,
    coalesce(locality_code, '') as locality_code
from (
    select period, locality_code from {{ ref('int_forms__touched') }}
    union all
    select period, locality_code from {{ ref('int_figures__report_progress') }}
    {% if growing() %}
        union all
        select period, locality_code from {{ before('int_figures__report_progress') }}
    {% endif %}
) as rows_touched
