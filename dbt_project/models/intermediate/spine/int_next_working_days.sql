-- Days that follow one another and are not worked form one run; day minus its rank is the same throughout a run.
with resting as (
    select
        day,
        {{ add_days('day', '-row_number() over (order by day)') }} as run_id
    from {{ ref('stg_bronze__non_working_day') }}
    where not is_working
)

select
    day,
    {{ add_days('max(day) over (partition by run_id)', 1) }} as next_working_on
from resting
