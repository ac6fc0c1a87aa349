{%- set string = dbt.type_string() -%}
{%- set words = {
    'vi': {
        'locality': 'locality', 'return_type': 'return_type_vi', 'period': 'period_vi', 'due_on': 'due_text',
        'file': 'own_file', 'subject': 'subject_vi', 'found': 'found', 'expected': 'expected',
        'difference': 'difference', 'place': 'place_vi', 'expected_place': 'expected_place_vi',
    },
    'en': {
        'locality': 'locality', 'return_type': 'return_type_en', 'period': 'period_en', 'due_on': 'due_text',
        'file': 'own_file', 'subject': 'subject_en', 'found': 'found', 'expected': 'expected',
        'difference': 'difference', 'place': 'place_en', 'expected_place': 'expected_place_en',
    },
} -%}
-- Every rule in force that did not hold, in the words of the register.
select
    cast(findings.finding_key as {{ string }}) as finding_key,
    cast(findings.subject_key as {{ string }}) as subject_key,
    cast(findings.rule_id as {{ string }}) as rule_id,
    cast(findings.severity as {{ string }}) as severity,
    cast(findings.level as {{ string }}) as level,
    cast(findings.ess_level as {{ dbt.type_bigint() }}) as ess_level,
    cast(case
        when history.last_seen_at is not null then 'resolved'
        when explained.explanation_key is not null then 'explained'
        else 'open'
    end as {{ string }}) as state,
    cast(findings.return_type as {{ string }}) as return_type,
    cast(findings.period as {{ string }}) as period,
    cast(findings.locality_code as {{ string }}) as locality_code,
    cast(findings.locality as {{ string }}) as locality,
    cast(findings.obligation_key as {{ string }}) as obligation_key,
    cast(findings.submission_key as {{ string }}) as submission_key,
    cast(findings.sheet as {{ string }}) as sheet,
    cast(findings.cell as {{ string }}) as cell,
    cast(findings.line as {{ dbt.type_bigint() }}) as line,
    cast(findings.subject as {{ string }}) as subject,
    cast(findings.subject_vi as {{ string }}) as subject_vi,
    cast(findings.subject_en as {{ string }}) as subject_en,
    cast(findings.found as {{ string }}) as found,
    cast(findings.expected as {{ string }}) as expected,
    cast(findings.expected_line as {{ dbt.type_bigint() }}) as expected_line,
    cast(findings.difference as {{ string }}) as difference,
    cast(findings.figure_key as {{ string }}) as figure_key,
    cast(history.figure_keys as {{ string }}) as figure_keys,
    cast(findings.repaired_figure_key as {{ string }}) as repair_figure_key,
    cast(findings.repairing_text as {{ string }}) as repair_text,
    cast(findings.repaired_count as {{ dbt.type_bigint() }}) as repair_count,
    cast(coalesce(
        findings.own_message_vi,
        {{ finding_message('findings.template_vi', words.vi) }} || coalesce(findings.repair_vi, ''),
        findings.rule_id
    ) as {{ string }}) as message_vi,
    cast(coalesce(
        {{ finding_message('findings.template_en', words.en) }} || coalesce(findings.repair_en, ''),
        findings.rule_id
    ) as {{ string }}) as message_en,
    cast(history.first_seen_at as {{ instant_type() }}) as first_seen_at,
    cast(history.last_seen_at as {{ instant_type() }}) as last_seen_at,
    cast(explained.explanation_key as {{ string }}) as explanation_key,
    cast(explained.explanation as {{ string }}) as explanation,
    {{ finding_as_of_on() }} as as_of_on
from {{ ref('int_findings__worded') }} as findings
left join {{ ref('int_findings__history') }} as history on findings.finding_key = history.finding_key
left join {{ ref('int_findings__explained') }} as explained on findings.subject_key = explained.subject_key
