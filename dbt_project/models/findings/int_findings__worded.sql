-- A finding with the names people know its places by, and the sentence on the value that would repair it.
with placed as (
    select
        findings.*,
        obligations.obligation_key,
        repairs.repair_figure_key as repaired_figure_key,
        repairs.repair_text as repairing_text,
        repairs.repaired_count,
        subjects.subject,
        subjects.subject_vi,
        subjects.subject_en,
        coalesce(places.locality, subjects.locality, named.name_vi, findings.locality_code) as locality,
        kinds.name_vi as return_type_vi,
        kinds.name_en as return_type_en,
        periods.name_vi as period_vi,
        periods.name_en as period_en,
        case when obligations.due_on is not null then {{ finding_date('obligations.due_on') }} end as due_text,
        {{ finding_place('dòng', 'findings.line', 'findings.sheet', 'findings.cell') }} as place_vi,
        {{ finding_place('line', 'findings.line', 'findings.sheet', 'findings.cell') }} as place_en,
        {{ finding_place('dòng', 'findings.expected_line') }} as expected_place_vi,
        {{ finding_place('line', 'findings.expected_line') }} as expected_place_en,
        concat_ws(' ', repaired.value_text, repaired.unit_text) as repaired_text,
        repaired.unit_text as repaired_unit,
        {{ finding_place('dòng', 'repaired.line', 'repaired.sheet', 'repaired.cell') }} as repaired_place_vi,
        {{ finding_place('line', 'repaired.line', 'repaired.sheet', 'repaired.cell') }} as repaired_place_en
    from {{ ref('int_findings__in_force') }} as findings
    left join {{ ref('int_findings__repaired') }} as repairs on findings.finding_key = repairs.finding_key
    left join {{ ref('int_findings__subject') }} as subjects on findings.figure_key = subjects.figure_key
    left join {{ ref('int_findings__subject') }} as repaired on repairs.repair_figure_key = repaired.figure_key
    left join {{ ref('int_obligations') }} as obligations
        on
            findings.return_type = obligations.return_type
            and findings.period = obligations.period
            and findings.locality_code = obligations.locality_code
    left join {{ ref('int_findings__locality_name') }} as places
        on
            findings.return_type = places.return_type
            and findings.period = places.period
            and findings.locality_code = places.locality_code
    left join {{ ref('int_figures__submission') }} as files on findings.submission_key = files.submission_key
    left join {{ ref('int_figures__place') }} as named
        on findings.locality_code = named.locality_code and files.reckoned_on = named.reckoned_on
    left join {{ ref('return_types') }} as kinds on findings.return_type = kinds.return_type
    left join {{ ref('periods') }} as periods on findings.period = periods.period
)

select
    finding_key, rule_id, severity, level, ess_level, own_message_vi, own_file, template_vi, template_en,
    return_type, period, locality_code, locality, obligation_key, submission_key, sheet, cell, line, subject,
    subject_vi, subject_en, found, expected, expected_line, difference, figure_key, repaired_figure_key,
    repairing_text, repaired_count, return_type_vi, return_type_en, period_vi, period_en, due_text, place_vi,
    place_en, expected_place_vi, expected_place_en,
    cast(md5(concat_ws(
        '|', rule_id, coalesce(return_type, ''), coalesce(period, ''), coalesce(locality_code, ''),
        coalesce(subject, concat_ws('!', sheet, cell), ''), coalesce(found, ''), coalesce(expected, '')
    )) as {{ dbt.type_string() }}) as subject_key,
    case
        when repaired_count is not null
            then
                concat_ws(
                    '',
                    ' Nếu ', repaired_text, coalesce(' (' || repaired_place_vi || ')', ''), ' là ', repairing_text,
                    coalesce(' ' || repaired_unit, ''), ' thì ', {{ text_of('repaired_count') }}, ' phép tính khớp.'
                )
        when repairing_text is not null then concat_ws(
            '',
            ' Có thể là ', repairing_text, coalesce(' ' || repaired_unit, ''), '.'
        )
    end as repair_vi,
    case
        when repaired_count is not null
            then
                concat_ws(
                    '',
                    ' If ', repaired_text, coalesce(' (' || repaired_place_en || ')', ''), ' were ', repairing_text,
                    coalesce(' ' || repaired_unit, ''),
                    ', ',
                    {{ text_of('repaired_count') }},
                    ' equation(s) would hold.'
                )
        when repairing_text is not null then concat_ws(
            '',
            ' It may be ', repairing_text, coalesce(' ' || repaired_unit, ''), '.'
        )
    end as repair_en
from placed
