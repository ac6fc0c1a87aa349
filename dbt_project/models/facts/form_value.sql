{{ config(
    materialized=env_var('GNBV_MATERIALIZED', 'table'),
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ take_out('submission_no not in (select submission_no from intermediate.int_forms__submission)') }}"
) }}
-- Every cell of every accepted form, once, and as narrow as it can be: all else is known of its form or of its
-- submission, and joined to it by two numbers. What is there stays: a version is replaced on its submission, not here.
-- A build that carries on reads the batches of the new ones only.
with submissions as (
    select
        submission_no,
        submission_key,
        batch_id,
        cell_set_no
    from {{ ref('int_forms__submission') }}
    {% if is_incremental() %}
        where submission_no not in (select distinct held.submission_no from {{ this.include(database=false) }} as held)
    {% endif %}
)

select
    submissions.submission_no,
    submissions.cell_set_no,
    cast(typed.cell_no as {{ dbt.type_int() }}) as cell_no,
    case when typed.absence = 'none' then coalesce(typed.value, 0) else typed.value end as value,
    typed.text,
    typed.absence
from {{ source('bronze', 'form_value') }} as typed
inner join submissions on typed.submission_key = submissions.submission_key and typed.batch_id = submissions.batch_id
