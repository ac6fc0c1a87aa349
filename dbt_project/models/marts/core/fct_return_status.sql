{{ config(
    materialized=env_var('GNBV_MATERIALIZED', 'table'),
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ take_out(in_touched_obligations('obligation_key')) }}"
) }}
-- depends_on: {{ ref('int_status_touched') }}
select
    cast(
        {{ status_key('status.obligation_key', 'status.valid_from', 'status.known_from') }}
        as {{ dbt.type_string() }}
    ) as status_key,
    cast(status.obligation_key as {{ dbt.type_string() }}) as obligation_key,
    cast(obligations.return_type as {{ dbt.type_string() }}) as return_type,
    cast(obligations.period as {{ dbt.type_string() }}) as period,
    cast(obligations.locality_key as {{ dbt.type_string() }}) as locality_key,
    cast(obligations.locality_code as {{ dbt.type_string() }}) as locality_code,
    cast(status.status as {{ dbt.type_string() }}) as status,
    cast(status.evidence as {{ dbt.type_string() }}) as evidence,
    cast(status.evidence_key as {{ dbt.type_string() }}) as evidence_key,
    cast(evidence.document_no as {{ dbt.type_string() }}) as document_no,
    cast(evidence.document_on as date) as document_on,
    cast(status.received_at as {{ instant_type() }}) as received_at,
    cast(status.days_late as {{ dbt.type_bigint() }}) as days_late,
    cast(status.reasons as {{ dbt.type_string() }}) as reasons,
    cast(status.valid_from as {{ instant_type() }}) as valid_from,
    cast(status.valid_to as {{ instant_type() }}) as valid_to,
    cast(status.known_from as {{ instant_type() }}) as known_from,
    cast(status.known_to as {{ instant_type() }}) as known_to
from {{ ref('int_return_status') }} as status
inner join {{ ref('int_obligations') }} as obligations on status.obligation_key = obligations.obligation_key
left join {{ ref('int_evidence') }} as evidence on status.evidence_key = evidence.evidence_key
