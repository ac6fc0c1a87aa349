{%- set string = dbt.type_string() -%}
-- What was raised, under the rules in force: a rule that is not in force raises nothing; one that the register does not
-- hold at all is not lost. The key tells the finding, the subject key what it says whatever the version of the file.
with registered as (
    select distinct rule_id
    from {{ ref('validation_rules') }}
)

select
    raised.finding_id, raised.own_message_vi, raised.own_file, raised.rule_id, raised.return_type, raised.period,
    raised.locality_code, raised.submission_key, raised.sheet, raised.cell, raised.line, raised.found,
    raised.expected, raised.expected_line, raised.figure_key, raised.other_figure_keys, raised.equation_key,
    raised.difference, raised.repair_figure_key, raised.repair_text,
    cast(md5(concat_ws(
        '|', raised.rule_id, coalesce(raised.return_type, ''), coalesce(raised.period, ''),
        coalesce(raised.locality_code, ''), coalesce(raised.submission_key, ''), coalesce(raised.sheet, ''),
        coalesce(raised.cell, ''), coalesce(cast(raised.line as {{ string }}), ''), coalesce(raised.found, ''),
        coalesce(raised.finding_id, raised.equation_key, raised.figure_key, '')
    )) as {{ string }}) as finding_key,
    coalesce(raised.own_severity, rules.severity, 'warn') as severity,
    coalesce(rules.level, 'form') as level,
    rules.ess_level,
    rules.message_vi as template_vi,
    rules.message_en as template_en
from {{ ref('int_findings__raised') }} as raised
left join {{ ref('int_rules') }} as rules on raised.rule_id = rules.rule_id
left join registered on raised.rule_id = registered.rule_id
where rules.rule_id is not null or registered.rule_id is null
