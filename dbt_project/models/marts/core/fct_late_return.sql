-- What the late list tells of a return, whatever the date: few of all statuses, so that a list reads little and joins
-- nothing. What is asked together stands together.
select
    cast(status.obligation_key as {{ dbt.type_string() }}) as obligation_key,
    cast(status.return_type as {{ dbt.type_string() }}) as return_type,
    cast(status.period as {{ dbt.type_string() }}) as period,
    cast(status.locality_code as {{ dbt.type_string() }}) as locality_code,
    cast({{ locality_name('localities', 'parents') }} as {{ dbt.type_string() }}) as locality,
    cast(localities.parent_code as {{ dbt.type_string() }}) as parent_code,
    cast(localities.region_vi as {{ dbt.type_string() }}) as region,
    cast(localities.report_order as {{ dbt.type_bigint() }}) as report_order,
    cast(obligations.due_at as {{ instant_type() }}) as due_at,
    cast(obligations.due_on as date) as due_on,
    cast(obligations.chase_until as date) as chase_until,
    cast(status.status as {{ dbt.type_string() }}) as status,
    cast(status.evidence as {{ dbt.type_string() }}) as evidence,
    cast(status.evidence_key as {{ dbt.type_string() }}) as evidence_key,
    cast(status.document_no as {{ dbt.type_string() }}) as document_no,
    cast(status.document_on as date) as document_on,
    cast(documents.arrival_basis as {{ dbt.type_string() }}) as arrival_basis,
    cast(status.days_late as {{ dbt.type_bigint() }}) as days_late,
    cast(status.reasons as {{ dbt.type_string() }}) as reasons,
    cast(status.valid_from as {{ instant_type() }}) as valid_from,
    cast(status.valid_to as {{ instant_type() }}) as valid_to,
    cast(status.known_from as {{ instant_type() }}) as known_from,
    cast(status.known_to as {{ instant_type() }}) as known_to
from {{ ref('fct_return_status') }} as status
inner join {{ ref('fct_obligation') }} as obligations on status.obligation_key = obligations.obligation_key
inner join {{ ref('dim_locality') }} as localities on status.locality_key = localities.locality_key
left join {{ ref('dim_locality') }} as parents
    on
        localities.parent_code = parents.locality_code
        and localities.valid_from >= parents.valid_from and localities.valid_from < parents.valid_to
left join {{ ref('fct_evidence') }} as documents on status.evidence_key = documents.evidence_key
where status.status in ('late', 'overdue')
order by status.return_type, status.period, status.locality_code, status.valid_from, status.known_from
