-- What the intake itself found while it took files in, in the columns of the rule models; its message is kept as it was
-- sent. Files sent again are told from the receipts (IN07), equations of what was accepted are reckoned again (IN22);
-- rates are not, and stay as the door told them.
with reckoned_again as (
    select distinct
        submissions.submission_key,
        cells.sheet,
        cells.cell
    from {{ ref('stg_bronze__submission') }} as submissions
    inner join {{ ref('int_equations__form_cell') }} as cells
        on submissions.form = cells.form and submissions.form_version = cells.form_version
    where
        submissions.is_accepted
        and cells.is_told
        and submissions.submission_key in (
            select told.submission_key
            from {{ ref('stg_bronze__door_finding') }} as told
            where told.rule_id = 'IN22'
        )
)

select
    findings.finding_id,
    findings.message_vi as own_message_vi,
    concat_ws('/', findings.source_id, findings.path) as own_file,
    cast(findings.rule_id as {{ dbt.type_string() }}) as rule_id,
    cast(null as {{ dbt.type_string() }}) as own_severity,
    cast(findings.return_type as {{ dbt.type_string() }}) as return_type,
    cast(findings.period as {{ dbt.type_string() }}) as period,
    cast(findings.locality_code as {{ dbt.type_string() }}) as locality_code,
    cast(findings.submission_key as {{ dbt.type_string() }}) as submission_key,
    cast(findings.sheet as {{ dbt.type_string() }}) as sheet,
    cast(findings.cell as {{ dbt.type_string() }}) as cell,
    cast(findings.line as {{ dbt.type_bigint() }}) as line,
    cast(findings.found as {{ dbt.type_string() }}) as found,
    cast(findings.expected as {{ dbt.type_string() }}) as expected,
    cast(null as {{ dbt.type_bigint() }}) as expected_line,
{% for column in [
    'figure_key', 'other_figure_keys', 'equation_key', 'difference', 'repair_figure_key', 'repair_text',
] %}
    cast(null as {{ dbt.type_string() }}) as {{ column }}{{ ',' if not loop.last }}
{% endfor %}
from {{ ref('stg_bronze__door_finding') }} as findings
left join reckoned_again
    on
        findings.rule_id = 'IN22'
        and findings.submission_key = reckoned_again.submission_key
        and findings.sheet = reckoned_again.sheet
        and findings.cell = reckoned_again.cell
where findings.rule_id <> 'IN07' and reckoned_again.submission_key is null
