-- The figures of each finding, to go from a finding to its figures and back.
select
    cast(finding_key as {{ dbt.type_string() }}) as finding_key,
    cast(figure_key as {{ dbt.type_string() }}) as figure_key,
    cast(part as {{ dbt.type_string() }}) as part
from {{ ref('int_findings__figure') }}
