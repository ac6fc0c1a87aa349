{%- set string = dbt.type_string() -%}
{%- set attempt -%}
    partition by reminder_key, channel, attempt order by recorded_at
{%- endset -%}
-- Each event opens a state of its attempt, which lasts until the next event of the attempt.
with states as (
    select
        *,
        -- What began and was never told the end of may have gone out.
        case event
            when 'intended' then 'uncertain'
            when 'letter' then 'sent'
            when 'settled' then reason
            else event
        end as outcome,
        min(case when event = 'intended' then recorded_at end) over ({{ attempt }}) as intended_at,
        -- A person settles what happened earlier; a letter went out on its date, whenever that is written down.
        max(case
            when event = 'letter' then {{ local_midnight('document_on') }}
            when event <> 'settled' then recorded_at
        end) over ({{ attempt }}) as outcome_at,
        lead(recorded_at) over ({{ attempt }}) as next_at
    from {{ ref('stg_bronze__reminder_event') }}
)

select
    cast(event_id as {{ string }}) as reminder_event_key,
    cast(reminder_key as {{ string }}) as reminder_key,
    cast(obligation_key as {{ string }}) as obligation_key,
    cast(return_type as {{ string }}) as return_type,
    cast(period as {{ string }}) as period,
    cast(locality_code as {{ string }}) as locality_code,
    cast(addressed_body_code as {{ string }}) as addressed_body_code,
    cast(addressed_locality_code as {{ string }}) as addressed_locality_code,
    cast(tier as {{ string }}) as tier,
    cast(tier_no as {{ dbt.type_bigint() }}) as tier_no,
    cast(phase as {{ string }}) as phase,
    cast(fault as {{ string }}) as fault,
    cast(channel as {{ string }}) as channel,
    cast(attempt as {{ dbt.type_bigint() }}) as attempt,
    cast(as_of_on as date) as as_of_on,
    cast(list_id as {{ string }}) as list_id,
    cast(message_id as {{ string }}) as message_id,
    cast(document_no as {{ string }}) as document_no,
    cast(document_on as date) as document_on,
    cast(outcome as {{ string }}) as outcome,
    cast(case when event <> 'settled' then reason end as {{ string }}) as outcome_reason,
    cast(intended_at as {{ instant_type() }}) as intended_at,
    cast(outcome_at as {{ instant_type() }}) as outcome_at,
    cast(case when event = 'settled' then recorded_at end as {{ instant_type() }}) as settled_at,
    cast(decided_by as {{ string }}) as decided_by,
    cast(run_id as {{ string }}) as run_id,
    cast(recorded_at as {{ instant_type() }}) as known_from,
    cast(coalesce(next_at, {{ open_end() }}) as {{ instant_type() }}) as known_to
from states
