select
    cast(evidence_key as {{ dbt.type_string() }}) as evidence_key,
    cast(obligation_key as {{ dbt.type_string() }}) as obligation_key,
    cast(submission_key as {{ dbt.type_string() }}) as submission_key,
    cast(evidence_kind as {{ dbt.type_string() }}) as evidence_kind,
    cast(evidence as {{ dbt.type_string() }}) as evidence,
    cast(has_mark as boolean) as has_mark,
    cast(document_seq as {{ dbt.type_bigint() }}) as document_seq,
    cast(document_no as {{ dbt.type_string() }}) as document_no,
    cast(document_on as date) as document_on,
    cast(received_at as {{ instant_type() }}) as received_at,
    cast(known_from as {{ instant_type() }}) as known_from,
    cast(arrival_basis as {{ dbt.type_string() }}) as arrival_basis,
    cast(sheet as {{ dbt.type_string() }}) as sheet,
    cast(cell as {{ dbt.type_string() }}) as cell,
    cast(line as {{ dbt.type_bigint() }}) as line,
    cast(raw_text as {{ dbt.type_string() }}) as raw_text
from {{ ref('int_evidence') }}
