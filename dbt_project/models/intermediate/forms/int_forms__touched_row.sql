-- depends_on: {{ ref('form_submission') }}
-- The periods and places whose money is put side by side anew: of a touched form, and of one that now stands beside
-- others (which of its amounts are totals follows from it).
select distinct
    period,
    coalesce(locality_code, '') as locality_code
from (
    select period, locality_code from {{ ref('int_forms__touched') }}
    {% if growing() %}
        union all
        select period, locality_code
        from (
            {{ changed_rows(
                ref('form_submission'), before('form_submission'), 'submission_no, period, locality_code, situation_no'
            ) }}
        ) as situations
    {% endif %}
) as rows_touched
