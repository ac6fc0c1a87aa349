with steps as (
    select
        run_steps.*,
        {{ local_date('run_steps.started_at') }} as run_on,
        row_number() over (
            partition by {{ local_date('run_steps.started_at') }}, run_steps.job, run_steps.step
            order by run_steps.seconds desc, run_steps.subject asc nulls last, run_steps.run_step_key asc
        ) as turn
    from {{ ref('fct_run_step') }} as run_steps
)

select
    cast(run_on as date) as run_on,
    cast(job as {{ dbt.type_string() }}) as job,
    cast(step as {{ dbt.type_string() }}) as step,
    cast(count(distinct run_id) as {{ dbt.type_bigint() }}) as runs,
    cast(count(*) as {{ dbt.type_bigint() }}) as steps,
    cast(count(case when state = 'failed' then 1 end) as {{ dbt.type_bigint() }}) as failed,
    cast(sum(rows) as {{ dbt.type_bigint() }}) as rows,
    -- Whole milliseconds: the sum is the same in whatever order it is taken.
    cast(sum(cast(round(seconds, 3) as decimal(18, 3))) as {{ double_type() }}) as total_seconds,
    cast(median(seconds) as {{ double_type() }}) as median_seconds,
    cast(max(seconds) as {{ double_type() }}) as max_seconds,
    cast(max(case when turn = 1 then subject end) as {{ dbt.type_string() }}) as slowest_subject
from steps
group by run_on, job, step
