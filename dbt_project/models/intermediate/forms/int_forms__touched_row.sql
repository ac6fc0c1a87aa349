-- depends_on: {{ ref('form_submission') }}
-- The periods and places whose money is put side by side anew: of a touched form, of one that now stands beside others
-- (which of its amounts are totals follows from it), and wherever a report tells of money
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
        union all
        select period, locality_code
        from (
            {{ changed_rows(
                ref('form_submission'), before('form_submission'), 'submission_no, period, locality_code, situation_no'
            ) }}
        ) as situations
    {% endif %}
) as rows_touched
