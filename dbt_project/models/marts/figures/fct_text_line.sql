-- Also the lines of reports that were refused: the place a figure or a finding names can always be shown.
select
    cast(submission_key as {{ dbt.type_string() }}) as submission_key,
    cast(line as {{ dbt.type_bigint() }}) as line,
    cast(text as {{ dbt.type_string() }}) as text
from {{ ref('stg_bronze__text_line') }}
