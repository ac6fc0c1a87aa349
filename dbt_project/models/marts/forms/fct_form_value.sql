{{ config(materialized='view' if target.type == 'duckdb' else 'table') }}
-- What was typed, absences and texts too: the figures among them are also in the facts of funds, indicators and
-- targets.
select
    cast(submissions.submission_key as {{ dbt.type_string() }}) as submission_key,
    cast(submissions.form as {{ dbt.type_string() }}) as form,
    cast(submissions.form_version as {{ dbt.type_bigint() }}) as form_version,
    cast(numbers.cell_no as {{ dbt.type_int() }}) as cell_no,
    cast(submissions.locality_code as {{ dbt.type_string() }}) as locality_code,
    cast(submissions.return_type as {{ dbt.type_string() }}) as return_type,
    cast(submissions.period as {{ dbt.type_string() }}) as period,
    cast(numbers.value as {{ double_type() }}) as value,
    cast(numbers.text as {{ dbt.type_string() }}) as text,
    cast(numbers.absence as {{ dbt.type_string() }}) as absence,
    cast(submissions.known_from as {{ instant_type() }}) as known_from,
    cast(submissions.known_to as {{ instant_type() }}) as known_to,
    cast(submissions.is_current as boolean) as is_current
from {{ ref('form_value') }} as numbers
inner join {{ ref('form_submission') }} as submissions on numbers.submission_no = submissions.submission_no
