{%- set string = dbt.type_string() -%}
-- A rule that is not in force on the run's date raises nothing; one that the register does not hold still does.
with in_force as (
    select
        raised.*,
        coalesce(raised.own_severity, rules.severity, 'warn') as severity,
        coalesce(rules.level, 'file') as level,
        rules.message_vi as template_vi,
        rules.message_en as template_en
    from {{ ref('int_findings__raised') }} as raised
    left join {{ ref('validation_rules') }} as rules
        on raised.rule_id = rules.rule_id
    where
        rules.rule_id is null
        or (
            rules.valid_from <= {{ finding_as_of_on() }}
            and (rules.valid_to is null or rules.valid_to > {{ finding_as_of_on() }})
        )
),

placed as (
    select
        in_force.*,
        obligations.obligation_key,
        coalesce(places.locality, in_force.locality_code) as locality,
        kinds.name_vi as return_type_vi,
        kinds.name_en as return_type_en,
        periods.name_vi as period_vi,
        periods.name_en as period_en,
        case when obligations.due_on is not null then {{ finding_date('obligations.due_on') }} end as due_text,
        {{ finding_place('dòng', 'in_force.line', 'in_force.sheet', 'in_force.cell') }} as place_vi,
        {{ finding_place('line', 'in_force.line', 'in_force.sheet', 'in_force.cell') }} as place_en,
        {{ finding_place('dòng', 'in_force.expected_line') }} as expected_place_vi,
        {{ finding_place('line', 'in_force.expected_line') }} as expected_place_en
    from in_force
    left join {{ ref('int_obligations') }} as obligations
        on
            in_force.return_type = obligations.return_type
            and in_force.period = obligations.period
            and in_force.locality_code = obligations.locality_code
    left join {{ ref('int_findings__locality_name') }} as places
        on
            in_force.return_type = places.return_type
            and in_force.period = places.period
            and in_force.locality_code = places.locality_code
    left join {{ ref('return_types') }} as kinds
        on in_force.return_type = kinds.return_type
    left join {{ ref('periods') }} as periods
        on in_force.period = periods.period
)

select
    cast(md5(concat_ws(
        '|', rule_id, coalesce(return_type, ''), coalesce(period, ''), coalesce(locality_code, ''),
        coalesce(submission_key, ''), coalesce(sheet, ''), coalesce(cell, ''),
        coalesce(cast(line as {{ string }}), ''), coalesce(found, ''), coalesce(finding_id, '')
    )) as {{ string }}) as finding_key,
    cast(rule_id as {{ string }}) as rule_id,
    cast(severity as {{ string }}) as severity,
    cast(level as {{ string }}) as level,
    cast(return_type as {{ string }}) as return_type,
    cast(period as {{ string }}) as period,
    cast(locality_code as {{ string }}) as locality_code,
    cast(obligation_key as {{ string }}) as obligation_key,
    cast(submission_key as {{ string }}) as submission_key,
    cast(sheet as {{ string }}) as sheet,
    cast(cell as {{ string }}) as cell,
    cast(line as {{ dbt.type_bigint() }}) as line,
    cast(found as {{ string }}) as found,
    cast(expected as {{ string }}) as expected,
    cast(expected_line as {{ dbt.type_bigint() }}) as expected_line,
    cast(coalesce(own_message_vi, {{ finding_message('template_vi', {
        'locality': 'locality', 'return_type': 'return_type_vi', 'period': 'period_vi', 'due_on': 'due_text', 'file': 'own_file',
        'found': 'found', 'expected': 'expected', 'place': 'place_vi', 'expected_place': 'expected_place_vi',
    }) }}, rule_id) as {{ string }}) as message_vi,
    cast(coalesce({{ finding_message('template_en', {
        'locality': 'locality', 'return_type': 'return_type_en', 'period': 'period_en', 'due_on': 'due_text', 'file': 'own_file',
        'found': 'found', 'expected': 'expected', 'place': 'place_en', 'expected_place': 'expected_place_en',
    }) }}, rule_id) as {{ string }}) as message_en,
    {{ finding_as_of_on() }} as as_of_on
from placed
