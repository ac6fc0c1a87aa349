-- What was sent first is version 1, by arrival; the first stays when a second comes, also where the return is not owed.
with submissions as (
    select
        *,
        row_number() over (
            partition by return_type, period, locality_code
            order by arrived_at, known_from, submission_key
        ) as version
    from {{ ref('stg_bronze__submission') }}
)

select
    cast(submissions.submission_key as {{ dbt.type_string() }}) as submission_key,
    cast(obligations.obligation_key as {{ dbt.type_string() }}) as obligation_key,
    cast(submissions.return_type as {{ dbt.type_string() }}) as return_type,
    cast(submissions.period as {{ dbt.type_string() }}) as period,
    cast(submissions.locality_code as {{ dbt.type_string() }}) as locality_code,
    cast(submissions.file_kind as {{ dbt.type_string() }}) as file_kind,
    cast(submissions.version as {{ dbt.type_bigint() }}) as version,
    cast(submissions.sha256 as {{ dbt.type_string() }}) as sha256,
    cast(submissions.size_bytes as {{ dbt.type_bigint() }}) as size_bytes,
    cast(submissions.source_id as {{ dbt.type_string() }}) as source_id,
    cast(submissions.path as {{ dbt.type_string() }}) as path,
    cast(submissions.landing_path as {{ dbt.type_string() }}) as landing_path,
    cast(submissions.document_no as {{ dbt.type_string() }}) as document_no,
    cast(submissions.document_on as date) as document_on,
    cast(submissions.signer as {{ dbt.type_string() }}) as signer,
    cast(submissions.sent_on as date) as sent_on,
    cast(submissions.arrived_at as {{ instant_type() }}) as arrived_at,
    cast(submissions.arrival_basis as {{ dbt.type_string() }}) as arrival_basis,
    cast(submissions.known_from as {{ instant_type() }}) as known_from,
    cast(submissions.is_nil as boolean) as is_nil,
    cast(submissions.state as {{ dbt.type_string() }}) as state,
    cast(submissions.reason_code as {{ dbt.type_string() }}) as reason_code,
    cast(submissions.reason as {{ dbt.type_string() }}) as reason,
    cast(evidence.evidence as {{ dbt.type_string() }}) as evidence,
    cast(submissions.sheet as {{ dbt.type_string() }}) as sheet,
    cast(submissions.cell as {{ dbt.type_string() }}) as cell,
    cast(submissions.line as {{ dbt.type_bigint() }}) as line
from submissions
left join {{ ref('int_obligations') }} as obligations
    on
        submissions.return_type = obligations.return_type
        and submissions.period = obligations.period
        and submissions.locality_code = obligations.locality_code
left join {{ ref('int_evidence') }} as evidence on submissions.submission_key = evidence.evidence_key
