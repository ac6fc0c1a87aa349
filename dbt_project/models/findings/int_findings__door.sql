-- What the intake itself found while it took files in, in the columns of the rule models; its message is kept as it was
-- sent. Files sent again are told from the receipts (IN07).
select
    finding_id,
    message_vi as own_message_vi,
    concat_ws('/', source_id, path) as own_file,
    cast(rule_id as {{ dbt.type_string() }}) as rule_id,
    cast(null as {{ dbt.type_string() }}) as own_severity,
    cast(return_type as {{ dbt.type_string() }}) as return_type,
    cast(period as {{ dbt.type_string() }}) as period,
    cast(locality_code as {{ dbt.type_string() }}) as locality_code,
    cast(submission_key as {{ dbt.type_string() }}) as submission_key,
    cast(sheet as {{ dbt.type_string() }}) as sheet,
    cast(cell as {{ dbt.type_string() }}) as cell,
    cast(line as {{ dbt.type_bigint() }}) as line,
    cast(found as {{ dbt.type_string() }}) as found,
    cast(expected as {{ dbt.type_string() }}) as expected,
    cast(null as {{ dbt.type_bigint() }}) as expected_line,
{% for column in [
    'figure_key', 'other_figure_keys', 'equation_key', 'difference', 'repair_figure_key', 'repair_text',
] %}
    cast(null as {{ dbt.type_string() }}) as {{ column }}{{ ',' if not loop.last }}
{% endfor %}
from {{ ref('stg_bronze__door_finding') }}
where rule_id <> 'IN07'
