{%- set string = dbt.type_string() -%}
-- The ledger of explanations, with the instant an entry was taken back.
with withdrawals as (
    select
        withdraws,
        min(accepted_at) as withdrawn_at,
        min(recorded_at) as known_from
    from {{ ref('stg_bronze__explanation') }}
    where withdraws is not null
    group by withdraws
)

select
    cast(entries.explanation_key as {{ string }}) as explanation_key,
    cast(entries.subject_key as {{ string }}) as subject_key,
    cast(entries.finding_key as {{ string }}) as finding_key,
    cast(entries.rule_id as {{ string }}) as rule_id,
    cast(entries.return_type as {{ string }}) as return_type,
    cast(entries.period as {{ string }}) as period,
    cast(entries.locality_code as {{ string }}) as locality_code,
    cast(entries.subject as {{ string }}) as subject,
    cast(entries.found as {{ string }}) as found,
    cast(entries.expected as {{ string }}) as expected,
    cast(entries.text as {{ string }}) as text,
    cast(entries.accepted_by as {{ string }}) as accepted_by,
    cast(entries.accepted_at as {{ instant_type() }}) as accepted_at,
    cast(entries.accepted_until as date) as accepted_until,
    cast(withdrawals.withdrawn_at as {{ instant_type() }}) as withdrawn_at,
    cast(entries.recorded_at as {{ instant_type() }}) as known_from
from {{ ref('stg_bronze__explanation') }} as entries
left join withdrawals on entries.explanation_key = withdrawals.withdraws
where entries.withdraws is null
